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
    """With those who took part and have left since: may be more than ``roll``."""
    roll: int
    total: int
    """Sum of the counted scores, hundredths of a mark."""
    duration: int
    """Sum of the counted attempts' times, ms."""
    full_marks: int
    attempts: int
    """Papers handed in: person-times."""
    participation: int
    """Of ten thousand, at most 10,000."""
    mean: int
    """Of the participants, hundredths of a mark."""
    full_rate: int
    """Full marks among the participants, of ten thousand."""
    mean_duration: int
    attempts_a_head: int
    """Of the roll, ten-thousandths."""
    score: int
    """The figure of the scoring rule, hundredths."""
    passes: bool
    """Whether the gates are passed; without a gate always."""


def figures_of(
    scheme: Scheme,
    *,
    participants: int,
    roll: int,
    total: int,
    duration: int,
    full_marks: int,
    attempts: int = 0,
    best_total: int = 0,
) -> Figures:
    """``best_total``: the sum of the best ``best_n`` scores, for that kind of scoring alone."""
    taking = min(participants, roll)
    return Figures(
        participants=participants,
        roll=roll,
        total=total,
        duration=duration,
        full_marks=full_marks,
        attempts=attempts,
        participation=half_up(10_000 * taking, roll),
        mean=half_up(total, participants),
        full_rate=half_up(10_000 * full_marks, participants),
        mean_duration=half_up(duration, participants),
        attempts_a_head=half_up(10_000 * attempts, roll),
        score=organisation_score(
            scheme, participants=participants, roll=roll, total=total, full_marks=full_marks, best_total=best_total
        ),
        passes=_passes(scheme, participants, roll),
    )


def _passes(scheme: Scheme, participants: int, roll: int) -> bool:
    if scheme.min_participants is not None and participants < scheme.min_participants:
        return False
    return scheme.gate_percent is None or (roll > 0 and 100 * min(participants, roll) >= scheme.gate_percent * roll)


def organisation_score(
    scheme: Scheme, *, participants: int, roll: int, total: int, full_marks: int = 0, best_total: int = 0
) -> int:
    """The figure of the scoring rule, hundredths, as ``docs/scoring.md`` has it. A share of nobody is 0."""
    match scheme.kind:
        case "sum":
            return total
        case "mean":
            return half_up(total, participants)
        case "mean_of_roll":
            return half_up(total, roll)
        case "best":
            return half_up(best_total, min(scheme.best_n, max(roll, participants)))
    # Two exact fractions, of the roll and of the participants, brought to one denominator: rounded once.
    of_roll = scheme.participation_weight * 100 * min(participants, roll) if roll else 0
    of_participants = scheme.mean_weight_percent * total + scheme.full_marks_weight * 10_000 * full_marks
    if not participants:
        of_participants = 0
    roll, hundred_participants = roll or 1, 100 * (participants or 1)
    return half_up(of_roll * hundred_participants + of_participants * roll, roll * hundred_participants)


def merit(scheme: Scheme, one: Figures) -> tuple[int, ...]:
    """Smaller is better: the gate, the figure shown, then the chain of ties, each on the figure that is shown."""
    by_name = {
        "participation": -one.participation,
        "full_marks": -one.full_rate,
        "mean": -one.mean,
        "attempts": -one.attempts_a_head,
        "duration": one.mean_duration if one.participants else NO_TIME,
    }
    return (0 if one.passes else 1, -one.score, *(by_name[tie] for tie in scheme.organisation_ties))
