"""Which attempts of a member count, and what they come to, from the words of the rules. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Result:
    """One result as it stands. ``handed_in`` ms UTC; the groupings are those of the moment it came to count."""

    seq: int
    member_key: str
    organisation_id: int | None
    attempt: int
    score: int
    duration_ms: int
    handed_in: int
    wrong: int = 0
    paper_key: str = ""
    district_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of one member: of one attempt, or summed over days."""

    attempts: tuple[Result, ...]
    score: int
    duration_ms: int
    wrong: int
    handed_in: int

    @property
    def latest(self) -> Result:
        """Where the member takes part: the counted attempt that was handed in last."""
        return max(self.attempts, key=lambda one: (one.handed_in, one.attempt))


def standing(rules: Mapping[str, Any], results: Iterable[Result]) -> Standing | None:
    """What counts of a member's results, ``None`` without any."""
    attempts = _counted(rules, list(results))
    if not attempts:
        return None
    return Standing(
        tuple(attempts),
        sum(one.score for one in attempts),
        sum(one.duration_ms for one in attempts),
        sum(one.wrong for one in attempts),
        max(one.handed_in for one in attempts),
    )


def merit(rules: Mapping[str, Any], one: Result | Standing) -> tuple[int, ...]:
    """Smaller is better: the score, then the rules' ties, times in whole seconds."""
    ties = {"duration": one.duration_ms // 1000, "handed_in": one.handed_in, "wrong": one.wrong}
    return (-one.score, *(ties[tie] for tie in rules["ties"]))


def _counted(rules: Mapping[str, Any], results: list[Result]) -> Sequence[Result]:
    by_attempt = sorted(results, key=lambda one: one.attempt)
    counts = rules["counts"]
    if counts == "first":
        return by_attempt[:1]
    if counts == "last":
        return by_attempt[-1:]
    if counts == "best":
        return [_best(rules, by_attempt)] if by_attempt else []
    days: dict[date, list[Result]] = {}
    for one in by_attempt:
        days.setdefault(local_day(rules, one.handed_in - one.duration_ms), []).append(one)
    if counts == "daily_best":
        return [_best(rules, one_day) for one_day in days.values()]
    return [one for one_day in days.values() for one in one_day[: rules["counted_a_day"]]]


def _best(rules: Mapping[str, Any], results: Sequence[Result]) -> Result:
    return min(results, key=lambda one: (*merit(rules, one), one.duration_ms, one.attempt))


def local_day(rules: Mapping[str, Any], instant: int) -> date:
    """The day of the rules' zone; without one, China's."""
    return datetime.fromtimestamp(instant // 1000, ZoneInfo(rules["day_zone"] or "Asia/Shanghai")).date()
