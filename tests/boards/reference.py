"""The boards in the slowest and plainest way: exact fractions, everything counted from scratch."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from app.boards.roll import OnRoll
from app.boards.scheme import Scheme


@dataclass(frozen=True)
class Attempt:
    member_key: str
    attempt: int
    score: int
    duration_ms: int
    at: int


def counted(attempts: list[Attempt], scheme: Scheme) -> dict[str, Attempt]:
    """The attempt that counts, of each member with any."""
    of: dict[str, list[Attempt]] = {}
    for one in attempts:
        of.setdefault(one.member_key, []).append(one)
    if scheme.counts == "best":
        return {
            key: min(mine, key=lambda one: (*member_merit(one, scheme), one.duration_ms)) for key, mine in of.items()
        }
    return {key: mine[0 if scheme.counts == "first" else -1] for key, mine in of.items()}


def member_merit(one: Attempt, scheme: Scheme) -> tuple[int, ...]:
    return (-one.score, *(one.duration_ms // 1000 if tie == "duration" else one.at for tie in scheme.ties))


def members(attempts: list[Attempt], scheme: Scheme) -> dict[str, int]:
    """Ranks by member key: one more than the number of those who are better."""
    merits = {key: member_merit(one, scheme) for key, one in counted(attempts, scheme).items()}
    return {key: 1 + sum(other < mine for other in merits.values()) for key, mine in merits.items()}


def shown(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def organisations(roll: list[OnRoll], attempts: list[Attempt], scheme: Scheme) -> dict[int, tuple[int, int, int, int]]:
    """``(rank, score, participants, roll)`` by organisation."""
    best = counted(attempts, scheme)
    rows = {}
    for id_ in {row.organisation_id for row in roll}:
        people = [row.member_key for row in roll if row.organisation_id == id_ and not row.exempt]
        mine = [best[key] for key in people if key in best]
        size, taking, total = len(people), len(mine), sum(one.score for one in mine)
        rate = Fraction(taking, size) if size else Fraction(0)
        mean = Fraction(total, taking) if taking else Fraction(0)
        full = Fraction(sum(one.score == scheme.total for one in mine), taking) if taking else Fraction(0)
        time = shown(Fraction(sum(one.duration_ms for one in mine), taking)) if taking else 10**30
        if scheme.kind == "mean_of_roll":
            score = Fraction(total, size) if size else Fraction(0)
        else:
            score = scheme.participation_weight * 100 * rate + Fraction(scheme.mean_weight_percent, 100) * mean
        below = scheme.gate_percent is not None and rate * 100 < scheme.gate_percent
        chain = {
            "participation": -shown(rate * 10_000),
            "full_marks": -shown(full * 10_000),
            "mean": -shown(mean),
            "duration": time,
        }
        rows[id_] = (
            (below, -shown(score), *(chain[tie] for tie in scheme.organisation_ties)),
            shown(score),
            taking,
            size,
        )
    return {
        id_: (1 + sum(other[0] < merit for other in rows.values()), score, taking, size)
        for id_, (merit, score, taking, size) in rows.items()
    }
