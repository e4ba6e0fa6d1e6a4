"""Late answers that a ruling admitted: the paper marked again from its answers and those of the named items."""

import json
from typing import Any

from app.verify.each_paper import answers_digest, remark
from app.verify.findings import Findings
from app.verify.pinned import Sealed
from app.verify.snapshot import Snapshot

_RULINGS = """
SELECT e.seq, e.at, e.score, e.wrong, e.duration_ms, e.sitting_id, e.payload,
       p.id AS paper_id, p.key, p.items, p.started, p.handed_in, p.sitting_id AS paper_sitting
  FROM ledger_entry e JOIN paper p ON p.key = e.paper_key AND p.contest_id = e.contest_id
 WHERE e.contest_id = :contest AND e.kind = 'late_admitted' ORDER BY e.seq
"""
_ANSWERS = "SELECT n, value FROM answer WHERE paper_id = :paper ORDER BY n"
_LATE = """
SELECT n, value, received FROM late_answer WHERE paper_id = :paper ORDER BY n, lease, seq
"""


def check_late(view: Snapshot, pinned: Sealed, findings: Findings) -> None:
    """Compare every admission of late answers. An item counts as it had come by the first ruling that names it."""
    first: dict[tuple[int, int], int] = {}
    for ruling in list(view.rows(_RULINGS, contest=pinned.contest_id)):
        try:
            _check(view, pinned, ruling, first, findings)
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
            place = f"entry {ruling.seq}"
            findings.differ("ruling.unreadable", place, "a ruling that can be read", repr(error))


def _check(view: Snapshot, pinned: Sealed, ruling: Any, first: dict[tuple[int, int], int], findings: Findings) -> None:
    facts, items = json.loads(ruling.payload), json.loads(ruling.items)
    named = facts["items"]
    values = {row.n: row.value for row in view.rows(_ANSWERS, paper=ruling.paper_id)}
    by = {n: first.setdefault((ruling.paper_id, n), ruling.at) for n in named}
    came = view.rows(_LATE, paper=ruling.paper_id)
    late = {row.n: row.value for row in came if row.n in by and row.received <= by[row.n]}
    there = {n: late[n] for n in named if n in late and 1 <= n <= len(items)}
    place = f"entry {ruling.seq}, paper {ruling.key}"
    findings.same("ruling.items", place, sorted(there), named)
    values |= there
    mark = remark(pinned, items, values)
    expected = {
        "score": (mark.score, ruling.score),
        "wrong": (mark.wrong, ruling.wrong),
        "correct": (mark.right, facts.get("correct")),
        "parts": (mark.parts if len(pinned.editions) > 1 else None, facts.get("parts")),
        "answers": (answers_digest(values), facts.get("answers")),
        "duration": (ruling.handed_in - ruling.started, ruling.duration_ms),
        "sitting": (ruling.paper_sitting, ruling.sitting_id),
    }
    for name, (again, found) in expected.items():
        findings.same(f"ruling.{name}", place, again, found)
    findings.count("rulings")
