"""Results and the rulings on them, on the walk: each about a result that is there, for the right person."""

from typing import Any

from app.verify.accounts import Accounts
from app.verify.findings import Findings
from app.verify.pinned import Sealed

ANNULLING = {"misconduct", "mistake", "withdrawn"}
ADMITTING = {"network", "power", "organiser"}


class Rulings:
    """Judges entries before the accounts take them."""

    def __init__(self, pinned: Sealed, accounts: Accounts, findings: Findings) -> None:
        self._pinned, self._accounts, self._findings = pinned, accounts, findings
        self._confirmed: set[str] = set()

    def possible(self, entry: Any, facts: dict[str, Any]) -> bool:
        """False, noted, when the accounts could not take it."""
        place = f"entry {entry.seq}"
        if entry.kind == "result":
            return self._result(entry, facts, place)
        if entry.kind == "provisional_confirmed":
            return self._confirmation(entry, facts, place)
        return self._ruling(entry, facts, place)

    def _result(self, entry: Any, facts: dict[str, Any], place: str) -> bool:
        columns = (entry.attempt, entry.score, entry.duration_ms)
        known = entry.member_key in self._accounts.places
        if None in columns or entry.member_key is None or entry.paper_key is None:
            self._findings.differ("result.columns", place, "a member and a paper, with figures", columns)
            return False
        self._findings.same("result.provisional", place, not known, facts.get("provisional", False))
        if entry.wrong is None and not self._pinned.before_trees:
            self._findings.differ("result.columns", place, "how many are wrong", None)
        homes: set[int | None] = {None}
        if known:
            about = self._accounts.places_about(entry.member_key, entry.at)
            homes = {one.organisation_id for one in (*about, self._accounts.places[entry.member_key]) if one}
        if entry.organisation_id not in homes:
            self._findings.differ("result.organisation", place, sorted(map(str, homes)), entry.organisation_id)
        return not known or entry.organisation_id is not None

    def _ruling(self, entry: Any, facts: dict[str, Any], place: str) -> bool:
        """On one paper: whose it is, the reason, and for annulling and restoring in turn."""
        paper = entry.paper_key
        owner = self._accounts.owner.get(paper)
        if owner is None:
            self._findings.differ("ruling.paper", place, "a paper with a result", paper)
            return False
        result = self._accounts.results[owner][paper]
        self._findings.same("ruling.member", place, owner, entry.member_key)
        reasons = ADMITTING if entry.kind == "late_admitted" else ANNULLING
        self._findings.same("ruling.reason", place, True, facts.get("reason") in reasons)
        if entry.kind == "late_admitted":
            self._findings.same("ruling.attempt", place, result.attempt, entry.attempt)
            if None not in (entry.score, entry.wrong, entry.duration_ms):
                return True
            self._findings.differ("ruling.columns", place, "the whole mark", entry.score)
            return False
        in_turn: bool = (paper in self._accounts.annulled) == (entry.kind == "restored")
        self._findings.same("ruling.in_turn", place, True, in_turn)
        return in_turn

    def _confirmation(self, entry: Any, facts: dict[str, Any], place: str) -> bool:
        """Every result of the provisional key, once, for somebody on the roll, with attempts that are free."""
        key, attempts = facts.get("provisional"), facts.get("attempts")
        if not isinstance(key, str) or not isinstance(attempts, dict) or entry.member_key not in self._accounts.places:
            self._findings.differ("provisional.confirmed", place, "a provisional key and a member", facts)
            return False
        mine, aside = self._accounts.results.get(entry.member_key, {}), self._accounts.results.get(key, {})
        used = {one.attempt for one in mine.values()}
        free = all(isinstance(one, int) and one > 0 and one not in used for one in attempts.values())
        free = free and len(set(attempts.values())) == len(attempts)
        self._findings.same("provisional.once", place, False, key in self._confirmed)
        self._findings.same("provisional.papers", place, set(), set(aside) - set(attempts))
        self._findings.same("provisional.attempts", place, True, free)
        self._confirmed.add(key)
        return free
