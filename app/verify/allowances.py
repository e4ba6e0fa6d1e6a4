"""What single people were granted beyond the rules: more time and further attempts, by the entries."""

from dataclasses import dataclass, field
from typing import Any, TypeGuard

from app.verify.accounts import SLACK
from app.verify.findings import Findings
from app.verify.snapshot import Snapshot

_STORED = "SELECT member_key, time_percent, attempts FROM allowance WHERE contest_id = :contest ORDER BY member_key"


@dataclass
class Granted:
    """All grants of one person, in the order of the chain, each with its instant."""

    percents: list[tuple[int, int]] = field(default_factory=list)
    attempts: list[tuple[int, int]] = field(default_factory=list)

    def percents_by(self, instant: int) -> list[int]:
        """Every share of the rules' limit that was in force until then."""
        return [100, *(percent for at, percent in self.percents if at <= instant + SLACK)]

    def attempts_by(self, instant: int) -> int:
        """The most further attempts granted until then."""
        return max((number for at, number in self.attempts if at <= instant + SLACK), default=0)


class Allowances:
    """Takes every entry of the walk in order."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._of: dict[str, Granted] = {}

    def take(self, entry: Any, facts: dict[str, Any]) -> None:
        place = f"entry {entry.seq}"
        if entry.kind == "extra_time":
            percent = facts.get("percent")
            if _number(percent, 100):
                self._of.setdefault(entry.member_key, Granted()).percents.append((entry.at, percent))
            else:
                self._findings.differ("allowance.percent", place, "100 or more", percent)
        elif entry.kind == "extra_attempt":
            attempts = facts.get("attempts")
            if _number(attempts, 0):
                self._of.setdefault(entry.member_key, Granted()).attempts.append((entry.at, attempts))
            else:
                self._findings.differ("allowance.attempts", place, "a number", attempts)

    def of(self, member_key: str) -> Granted:
        return self._of.get(member_key, Granted())

    def compare(self, view: Snapshot, contest_id: int) -> None:
        """The table against the last grants."""
        stored = {row.member_key: (row.time_percent, row.attempts) for row in view.rows(_STORED, contest=contest_id)}
        for key in sorted(stored.keys() | self._of.keys()):
            granted = self.of(key)
            percent = granted.percents[-1][1] if granted.percents else 100
            attempts = granted.attempts[-1][1] if granted.attempts else 0
            self._findings.same("allowance.stored", f"member {key}", (percent, attempts), stored.get(key, (100, 0)))


def _number(value: Any, least: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least
