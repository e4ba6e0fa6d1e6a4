"""Pure: the figures of an organisation, in integers. A figure is rounded once, half up, from exact sums."""

from typing import NamedTuple

from app.boards.scheme import Scheme

NO_TIME = 1 << 62
"""Where nobody has taken part there is no mean time: it comes after every time."""


def half_up(numerator: int, denominator: int) -> int:
    """The nearest integer to a non-negative fraction, halves up; 0 where there is nothing to divide by."""
    return (2 * numerator + denominator) // (2 * denominator) if denominator else 0


class Figures(NamedTuple):
    """What a board shows of an organisation or grouping; everybody counted here is not exempt."""

    participants: int
    roll: int
    total: int
    """Sum of the counted scores, hundredths of a mark."""
    duration: int
    """Sum of the counted attempts' times, ms."""
    full_marks: int
    participation: int
    """Of ten thousand."""
    mean: int
    """Of the participants, hundredths of a mark."""
    full_rate: int
    """Full marks among the participants, of ten thousand."""
    mean_duration: int
    score: int
    """The figure of the scoring rule, hundredths."""
    passes: bool
    """Whether the gate is passed; without a gate always."""


def figures_of(scheme: Scheme, *, participants: int, roll: int, total: int, duration: int, full_marks: int) -> Figures:
    return Figures(
        participants=participants,
        roll=roll,
        total=total,
        duration=duration,
        full_marks=full_marks,
        participation=half_up(10_000 * participants, roll),
        mean=half_up(total, participants),
        full_rate=half_up(10_000 * full_marks, participants),
        mean_duration=half_up(duration, participants),
        score=organisation_score(scheme, participants=participants, roll=roll, total=total),
        passes=scheme.gate_percent is None or (roll > 0 and 100 * participants >= scheme.gate_percent * roll),
    )


def organisation_score(scheme: Scheme, *, participants: int, roll: int, total: int) -> int:
    """Mean over the roll with the absent as 0, or weight × participation + share × mean of the participants."""
    if scheme.kind == "mean_of_roll":
        return half_up(total, roll)
    if not roll or not participants:
        return 0
    # weight·100·p/r + percent/100·total/p over the common denominator 100·p·r, so that it is rounded only once
    taking_part = scheme.participation_weight * 100 * participants * 100 * participants
    return half_up(taking_part + scheme.mean_weight_percent * total * roll, 100 * participants * roll)


def merit(scheme: Scheme, one: Figures) -> tuple[int, ...]:
    """Smaller is better: the gate, the figure shown, then the chain of ties, each on the figure that is shown."""
    by_name = {
        "participation": -one.participation,
        "full_marks": -one.full_rate,
        "mean": -one.mean,
        "duration": one.mean_duration if one.participants else NO_TIME,
    }
    return (0 if one.passes else 1, -one.score, *(by_name[tie] for tie in scheme.organisation_ties))
