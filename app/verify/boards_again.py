"""Folds the boards again on the walk, compares them with every published digest, and keeps those of the head."""

import hashlib
import json
from typing import Any

from app.core.canonical import compact_json
from app.verify.accounts import ROLL_CHANGES
from app.verify.diary import Diary
from app.verify.findings import Findings
from app.verify.pinned import Sealed
from app.verify.refolding import Fold, Row
from app.verify.rewalking import PAPERS
from app.verify.roll_changes import RollChanges
from app.verify.rulings import Rulings
from app.verify.snapshot import Snapshot

_PUBLISHED = "SELECT payload FROM ledger_entry WHERE contest_id = :contest AND kind = 'published' ORDER BY seq"


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

    def __init__(self, view: Snapshot, pinned: Sealed, diary: Diary, findings: Findings) -> None:
        self._view, self._diary, self._findings = view, diary, findings
        self.fold = Fold(pinned.rules, pinned.roll, pinned.tree)
        self._roll = RollChanges(pinned, self.fold, findings)
        self._rulings = Rulings(pinned, self.fold, findings)
        self._cuts = {cut for row in view.rows(_PUBLISHED, contest=pinned.contest_id) if (cut := _cut(row.payload))}
        self._at: dict[int, dict[str, str]] = {}
        self._published: set[int] = set()

    def take(self, entry: Any, facts: dict[str, Any]) -> None:
        if entry.kind in ROLL_CHANGES:
            possible = self._roll.possible(entry, facts)
        elif entry.kind in PAPERS:
            possible = self._rulings.possible(entry, facts)
        else:
            possible = False
        if possible:
            self.fold.apply(entry, facts)
            self._diary.take(entry, facts)
        if entry.kind == "published":
            self._compare(entry, facts)
        if entry.seq in self._cuts:
            self._at[entry.seq] = digests(self.fold)

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
        self._findings.boards = digests(self.fold)
        self._roll.compare(self._view)


def _cut(payload: str) -> int | None:
    try:
        cut = json.loads(payload).get("cut")
    except (ValueError, AttributeError):
        return None
    return cut if isinstance(cut, int) else None
