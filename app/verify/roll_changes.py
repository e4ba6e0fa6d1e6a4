"""Changes of the roll since the opening: whether each is possible, and whether the table of today says the same."""

from typing import Any

from app.verify.accounts import Accounts, Place
from app.verify.findings import Findings
from app.verify.pinned import Sealed
from app.verify.pinned_roll import branch_of, division
from app.verify.snapshot import Snapshot

REASONS = {
    "roll_joined": {"transferred_in", "new", "forgotten"},
    "roll_left": {"transferred_out", "retired", "died", "other"},
    "roll_moved": {"transferred", "corrected"},
    "exempted": {"illness", "abroad", "long_leave", "secondment", "other"},
}
_NOW = """
SELECT member_key, organisation_id, district_id, unit_id, category, exempt, "left" AS gone
  FROM contest_roll_now WHERE contest_id = :contest ORDER BY member_key
"""


class RollChanges:
    """Judges entries before the accounts take them."""

    def __init__(self, pinned: Sealed, accounts: Accounts, findings: Findings) -> None:
        self._pinned, self._accounts, self._findings = pinned, accounts, findings
        self._divisions = {branch_of(pinned.tree, row.organisation_id): row.division for row in pinned.roll}

    def possible(self, entry: Any, facts: dict[str, Any]) -> bool:
        """False, noted, when the accounts could not take it."""
        place, there = f"entry {entry.seq}", self._accounts.places.get(entry.member_key)
        self._findings.same("roll.reason", place, True, facts.get("reason") in REASONS[entry.kind])
        present = there is not None and not there.left
        wanted = not present if entry.kind == "roll_joined" else present
        if entry.kind == "exempted":
            wanted = there is not None
        if not wanted or not self._readable(entry, facts):
            said = "a change of somebody who is there" if entry.kind != "roll_joined" else "somebody who is not there"
            self._findings.differ("roll.change", place, said, entry.member_key)
            return False
        if entry.kind in ("roll_joined", "roll_moved"):
            self._check_place(entry, facts, place)
        return True

    def _readable(self, entry: Any, facts: dict[str, Any]) -> bool:
        if entry.kind == "roll_left":
            return True
        if entry.kind == "exempted":
            return isinstance(facts.get("exempt"), bool)
        return (
            isinstance(entry.organisation_id, int)
            and isinstance(facts.get("exempt"), bool)
            and {"district", "unit", "category"} <= facts.keys()
        )

    def _check_place(self, entry: Any, facts: dict[str, Any], place: str) -> None:
        """The path leads upwards from the own organisation; the size class is that of the branch at the opening."""
        path = facts.get("path")
        self._findings.same("roll.path", place, [entry.organisation_id], path[:1] if isinstance(path, list) else path)
        edges, found = self._pinned.rules["divisions"], facts.get("division")
        branch = branch_of(self._pinned.tree, entry.organisation_id)
        classes = {division(size, edges) for size in (1, *(edge + 1 for edge in edges))}
        if branch in self._divisions:
            self._findings.same("roll.division", place, self._divisions[branch], found)
        else:
            self._findings.same("roll.division", place, True, found in classes)

    def compare(self, view: Snapshot) -> None:
        """Today's table has exactly the people of the entries, as the last entry left them."""
        stored = {
            row.member_key: Place(
                row.organisation_id, row.district_id, row.unit_id, row.category, bool(row.exempt), bool(row.gone)
            )
            for row in view.rows(_NOW, contest=self._pinned.contest_id)
        }
        changed = {key: changes[-1][1] for key, changes in self._accounts.history.items()}
        for key in sorted(stored.keys() | changed.keys()):
            self._findings.same("roll.now", f"member {key}", changed.get(key), stored.get(key))
        self._findings.count("roll_changes", sum(map(len, self._accounts.history.values())))
