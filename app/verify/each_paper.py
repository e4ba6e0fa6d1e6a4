"""Every paper once more: drawn again, marked again from its raw answers, and compared with its one result entry."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.core.canonical import compact_json
from app.verify.findings import Findings
from app.verify.pinned import Sealed
from app.verify.redrawing import CannotDraw, redraw
from app.verify.remarking import Mark, score
from app.verify.snapshot import Snapshot
from app.verify.who_may_sit import WhoMaySit

_PAPERS = """
SELECT p.id, p.key, p.sitting_id, p.member_key, p.attempt, p.state, p.started, p.deadline, p.due, p.items, p.shape,
       p.handed_in, p.closed_by, p.provisional, m.key AS owner,
       e.seq, e.at, e.member_key AS entry_member, e.attempt AS entry_attempt, e.sitting_id AS entry_sitting,
       e.score, e.duration_ms, e.wrong, e.payload
  FROM paper p
  JOIN member m ON m.id = p.member_id
  LEFT JOIN ledger_entry e ON e.contest_id = p.contest_id AND e.paper_key = p.key AND e.kind = 'result'
 WHERE p.contest_id = :contest ORDER BY p.id, e.seq
"""
_ANSWERS = """
SELECT a.paper_id, a.n, a.value, a.received
  FROM answer a JOIN paper p ON p.id = a.paper_id WHERE p.contest_id = :contest ORDER BY a.paper_id, a.n
"""
_STRAY = """
SELECT e.seq, e.paper_key FROM ledger_entry e
 WHERE e.contest_id = :contest AND e.kind = 'result'
   AND NOT EXISTS (SELECT 1 FROM paper p WHERE p.key = e.paper_key AND p.contest_id = e.contest_id) ORDER BY e.seq
"""
SHAPES = {"single": "s", "multiple": "m", "true_false": "t", "blank": "b"}


def check_papers(view: Snapshot, pinned: Sealed, findings: Findings, who: WhoMaySit) -> None:
    """Compare all papers of the contest; results without a paper are differences too."""
    checker = _Checker(pinned, findings, who)
    answers = _Answers(view, pinned.contest_id)
    last = None
    for row in view.rows(_PAPERS, contest=pinned.contest_id):
        if row.id == last:
            findings.differ("result.twice", f"paper {row.key}", "one result entry", f"another at entry {row.seq}")
            continue
        last = row.id
        checker.check(row, answers.of(row.id))
    for stray in view.rows(_STRAY, contest=pinned.contest_id):
        findings.differ("result.without_paper", f"entry {stray.seq}", "a paper of this contest", stray.paper_key)


class _Answers:
    """The answers' stream beside the papers' stream, both in the order of papers."""

    def __init__(self, view: Snapshot, contest_id: int) -> None:
        self._rows: Iterator[Any] = view.rows(_ANSWERS, contest=contest_id)
        self._next = next(self._rows, None)

    def of(self, paper_id: int) -> dict[int, Any]:
        found: dict[int, Any] = {}
        while self._next is not None and self._next.paper_id <= paper_id:
            if self._next.paper_id == paper_id:
                found[self._next.n] = self._next
            self._next = next(self._rows, None)
        return found


class _Checker:
    def __init__(self, pinned: Sealed, findings: Findings, who: WhoMaySit) -> None:
        self._pinned, self._findings, self._who = pinned, findings, who

    def check(self, paper: Any, answers: dict[int, Any]) -> None:
        place = f"paper {paper.key}"
        self._findings.count("papers")
        try:
            self._check(paper, answers, place)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            self._findings.differ("paper.unreadable", place, "a paper that can be read", repr(error))

    def _check(self, paper: Any, answers: dict[int, Any], place: str) -> None:
        if paper.state not in ("open", "closed"):
            self._findings.differ("paper.state", place, "open or closed", paper.state)
        self._who.take(paper, place)
        items = self._redraw(paper, place)
        for row in answers.values():
            if row.received > paper.due or not 1 <= row.n <= len(items):
                self._findings.differ("answer.out_of_place", f"{place}, item {row.n}", f"by {paper.due}", row.received)
        if paper.state == "open":
            self._findings.same("result.of_open_paper", place, None, paper.seq)
        elif paper.seq is None:
            self._findings.differ("result.missing", place, "a result entry", "none")
        else:
            self._compare(paper, items, {n: row.value for n, row in answers.items()}, place)

    def _redraw(self, paper: Any, place: str) -> list[Any]:
        """The stored items, after comparing them with the draw."""
        pinned = self._pinned
        sitting = pinned.sittings.get(paper.sitting_id)
        items: list[Any] = json.loads(paper.items)
        if sitting is None or not sitting.seed:
            return items
        try:
            drawn = redraw(
                sitting.seed,
                paper.member_key,
                self._who.drawn_as(paper),
                pinned.rules["sections"],
                pinned.candidates,
                shuffle=pinned.rules["shuffle_options"],
            )
        except CannotDraw as error:
            self._findings.differ("paper.draw", place, "a paper that can be drawn", error)
            return items
        again = [list(item) for item in drawn]
        if self._findings.same("paper.draw", place, compact_json(again), paper.items):
            self._findings.same("paper.shape", place, self._shape(again), paper.shape)
        return again

    def _shape(self, items: list[Any]) -> str:
        marks = []
        for item in items:
            body = question(self._pinned, item)
            size = len(body["answer"]) if body["kind"] == "blank" else len(item[2])
            marks.append(f"{SHAPES[body['kind']]}{size}")
        return " ".join(marks)

    def _compare(self, paper: Any, items: list[Any], values: dict[int, str], place: str) -> None:
        mark, facts = remark(self._pinned, items, values), json.loads(paper.payload)
        wrong = None if self._pinned.before_trees and paper.wrong is None else mark.wrong
        expected = {
            "score": (mark.score, paper.score),
            "wrong": (wrong, paper.wrong),
            "correct": (mark.right, facts.get("correct")),
            "parts": (mark.parts if len(self._pinned.editions) > 1 else None, facts.get("parts")),
            "items": (len(items), facts.get("items")),
            "answers": (answers_digest(values), facts.get("answers")),
            "duration": (paper.handed_in - paper.started, paper.duration_ms),
            "at": (paper.handed_in, paper.at),
            "by": (paper.closed_by, facts.get("by")),
            "member": (paper.member_key, paper.entry_member),
            "attempt": (self._who.drawn_as(paper), paper.entry_attempt),
            "sitting": (paper.sitting_id, paper.entry_sitting),
        }
        for name, (again, found) in expected.items():
            self._findings.same(f"result.{name}", f"{place}, entry {paper.seq}", again, found)
        self._findings.same("paper.handed_in", place, True, paper.started <= paper.handed_in <= paper.deadline)
        self._findings.count("results")


def question(pinned: Sealed, item: Any) -> dict[str, Any]:
    """The body of a drawn item."""
    bank: str = pinned.rules["sections"][item[0]]["bank"]
    return pinned.questions[bank][int(item[1])]


def remark(pinned: Sealed, items: list[Any], values: Mapping[int, str]) -> Mark:
    """What a paper's answers are worth under the rules."""
    marked = [(item[0], question(pinned, item), item[2]) for item in items]
    return score(marked, pinned.rules["sections"], values, pinned.rules["multiple_marking"])


def answers_digest(values: Mapping[int, str]) -> str:
    """SHA-256 over the answers that are there, by item."""
    kept = {str(n): value for n, value in values.items() if value != ""}
    return hashlib.sha256(compact_json(kept).encode()).hexdigest()
