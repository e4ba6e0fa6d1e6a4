"""The entries about each person, kept so that the accounts of one person at an earlier instant can be told."""

from typing import Any

from app.verify.accounts import ROLL_CHANGES, Accounts
from app.verify.pinned import Sealed
from app.verify.rewalking import PAPERS


class Diary:
    """Takes every entry that the accounts took. Keeps them only where a make-up sitting asks about the past."""

    def __init__(self, pinned: Sealed) -> None:
        self._pinned = pinned
        self._keeps = pinned.rules["make_up"] is not None
        self._entries: dict[str, list[tuple[Any, dict[str, Any]]]] = {}

    def take(self, entry: Any, facts: dict[str, Any]) -> None:
        if self._keeps and (entry.kind in ROLL_CHANGES or entry.kind in PAPERS):
            mine = self._entries.setdefault(entry.member_key, [])
            if entry.kind == "provisional_confirmed":
                mine += self._entries.get(facts["provisional"], [])
            mine.append((entry, facts))

    def accounts_of(self, member_key: str, instant: int, *, without: str) -> Accounts:
        """What was known of one person at an instant, without one paper."""
        row = [one for one in self._pinned.roll if one.member_key == member_key]
        accounts = Accounts(self._pinned.rules, row, self._pinned.tree)
        for entry, facts in self._entries.get(member_key, ()):
            if entry.at <= instant and entry.paper_key != without:
                accounts.apply(entry, facts)
        return accounts
