"""Folds the boards again on the walk, compares them with every published digest, and keeps those of the head."""

import hashlib
import json
from typing import Any

from app.core.canonical import compact_json
from app.verify.findings import Findings
from app.verify.pinned import Sealed
from app.verify.refolding import Fold, Result, Row
from app.verify.snapshot import Snapshot

_PUBLISHED = "SELECT payload FROM ledger_entry WHERE contest_id = :contest AND kind = 'published' ORDER BY seq"
SETTLING = ("frozen", "closed", "finalised")


def board_text(rows: list[Row]) -> str:
    """The canonical text of a board: what its digest is taken over."""
    return compact_json(
        [[row.rank, row.id, row.score, row.participants, row.roll, row.mean, row.full_marks] for row in rows]
    )


def digests(fold: Fold) -> dict[str, str]:
    """SHA-256 of each board's canonical text."""
    boards = {
        "organisations": fold.organisations(),
        "districts": fold.districts(),
        "units": fold.units(),
        "members": fold.members(),
    }
    return {name: hashlib.sha256(board_text(rows).encode()).hexdigest() for name, rows in boards.items()}


class BoardsAgain:
    """Takes every entry of the walk in order."""

    def __init__(self, view: Snapshot, pinned: Sealed, findings: Findings) -> None:
        self._findings = findings
        self._fold = Fold(pinned.rules, pinned.roll)
        self._homes = {one.member_key: one.organisation_id for one in pinned.roll}
        self._cuts = {cut for row in view.rows(_PUBLISHED, contest=pinned.contest_id) if (cut := _cut(row.payload))}
        self._at: dict[int, dict[str, str]] = {}
        self._published: set[int] = set()

    def take(self, entry: Any, facts: dict[str, Any]) -> None:
        if entry.kind == "result":
            self._take_result(entry)
        elif entry.kind == "published":
            self._compare(entry, facts)
        if entry.seq in self._cuts:
            self._at[entry.seq] = digests(self._fold)

    def _take_result(self, entry: Any) -> None:
        home = self._homes.get(entry.member_key)
        self._findings.same("result.organisation", f"entry {entry.seq}", home, entry.organisation_id)
        columns = (entry.organisation_id, entry.attempt, entry.score, entry.duration_ms)
        if home is None or None in columns:
            self._findings.differ("result.columns", f"entry {entry.seq}", "a member of the roll, with figures", columns)
            return
        self._fold.take(Result(entry.seq, entry.member_key, *columns, entry.at))

    def _compare(self, entry: Any, facts: dict[str, Any]) -> None:
        cut, boards, place = facts.get("cut"), facts.get("boards"), f"entry {entry.seq}"
        again = self._at.get(cut) if isinstance(cut, int) else None
        if not isinstance(cut, int) or again is None or not isinstance(boards, dict) or cut in self._published:
            self._findings.differ("board.cut", place, "digests of an earlier cut, once", cut)
            return
        self._published.add(cut)
        for name in sorted(again.keys() | boards.keys()):
            self._findings.same(f"board.{name}", f"{place}, cut {cut}", again.get(name), boards.get(name))
        self._findings.count("boards", len(boards))

    def finish(self) -> None:
        self._findings.boards = digests(self._fold)


def _cut(payload: str) -> int | None:
    try:
        cut = json.loads(payload).get("cut")
    except (ValueError, AttributeError):
        return None
    return cut if isinstance(cut, int) else None
