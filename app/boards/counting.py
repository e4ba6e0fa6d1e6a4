"""Pure: which of a member's attempts count: one of all. Dense arrays by place on the roll.

What counts is a function of the set of attempts alone: in whichever order they come, the outcome is the same.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Self

from app.boards.facts import Result
from app.boards.scheme import Scheme
from app.core.clock import SECOND

NOBODY = -1


class Attempt(NamedTuple):
    """One result, with the seat where it counts."""

    attempt: int
    score: int
    duration: int
    """ms"""
    at: int
    """Handed in, ms UTC."""
    start: int
    wrong: int
    seat: int


def merit(ties: tuple[str, ...], score: int, duration: int, at: int, wrong: int) -> tuple[int, ...]:
    """Smaller is better: the score, then the rules' ties, times in whole seconds as they are shown."""
    by_name = {"duration": duration // SECOND, "handed_in": at, "wrong": wrong}
    return (-score, *(by_name[tie] for tie in ties))


class Single:
    """Best, first or last. ``score`` is −1 of somebody without a result that counts."""

    COLUMNS: tuple[str, ...] = ("score", "duration", "handed_in", "wrong", "seat", "tries", "attempt")
    spread: bytearray | None = None
    """By place, whether what counts may lie on several seats; here it never does."""

    def __init__(self, scheme: Scheme, size: int) -> None:
        self.scheme = scheme
        self.score = array("q", [NOBODY]) * size
        self.duration = array("q", bytes(8 * size))
        self.handed_in = array("q", bytes(8 * size))
        self.wrong = array("i", bytes(4 * size))
        self.seat = array("i", bytes(4 * size))
        """Where the member takes part: the seat of the attempt that counts."""
        self.tries = array("i", bytes(4 * size))
        self.attempt = array("i", bytes(4 * size))

    def copy(self) -> Self:
        other = type(self)(self.scheme, 0)
        for name in self.COLUMNS:
            setattr(other, name, getattr(self, name)[:])
        return other

    def grow(self) -> None:
        """Room for one more place."""
        for name in self.COLUMNS:
            getattr(self, name).append(NOBODY if name == "score" else 0)

    def clear(self, place: int) -> None:
        self.score[place], self.tries[place] = NOBODY, 0

    def take(self, place: int, one: Attempt) -> None:
        """A further result of the member; it counts as a try whether it counts or not."""
        self.tries[place] += 1
        if self.score[place] == NOBODY or self._better(place, one.attempt, one.score, one.duration, one.at, one.wrong):
            self.score[place], self.duration[place], self.handed_in[place] = one.score, one.duration, one.at
            self.wrong[place], self.attempt[place], self.seat[place] = one.wrong, one.attempt, one.seat

    def _better(self, place: int, attempt: int, score: int, duration: int, at: int, wrong: int) -> bool:
        """Best: score, then the rules' ties, then time, then the first."""
        if self.scheme.counts == "first":
            return attempt < self.attempt[place]
        if self.scheme.counts == "last":
            return attempt > self.attempt[place]
        mine = merit(self.scheme.ties, score, duration, at, wrong)
        known = (self.score[place], self.duration[place], self.handed_in[place], self.wrong[place])
        return (*mine, duration, attempt) < (
            *merit(self.scheme.ties, *known),
            self.duration[place],
            self.attempt[place],
        )

    def parts(self, place: int) -> Iterable[tuple[int, int, int]]:
        """``(seat, score, duration)`` of each attempt that counts."""
        return ((self.seat[place], self.score[place], self.duration[place]),)

    def full(self, place: int) -> bool:
        """Whether an attempt that counts has full marks."""
        return self.scheme.total is not None and self.score[place] >= self.scheme.total

    def reseat(self, place: int, seat_of: Callable[[int], int]) -> None:
        """Put every attempt that counts on another seat."""
        self.seat[place] = seat_of(self.seat[place])

    def run(
        self,
        after: int,
        results: Iterator[Result],
        place_of: Callable[[str | None], int | None],
        home: "array[int]",
        organisations: list[int],
        out: bytearray,
        touch: Callable[[int], None],
    ) -> tuple[int, Result | None]:
        """Take the results that follow an entry until one is not of somebody on the roll in the own organisation;
        returns the last entry that was looked at, and that odd result if there is one.

        The loop of a cold fold: kept flat. ``touch`` is called before the figures of a place change whose share is not
        ``out`` of the sums.
        """
        best, better = self.scheme.counts == "best", self._better
        scores, durations, times, wrongs = self.score, self.duration, self.handed_in, self.wrong
        attempts, seats, tries = self.attempt, self.seat, self.tries
        seq = after
        for seq, (key, attempt, score, duration, at, wrong, organisation) in enumerate(results, after + 1):
            place = place_of(key)
            if place is None or organisations[home[place]] != organisation:
                return seq, (key, attempt, score, duration, at, wrong, organisation)
            if not out[place]:
                touch(place)
            tries[place] += 1
            known = scores[place]
            if known >= 0:
                if best and score < known:  # type: ignore[operator]
                    continue
                if not (best and score > known) and not better(place, attempt, score, duration, at, wrong or 0):  # type: ignore[operator, arg-type]
                    continue
            scores[place], durations[place], times[place] = score, duration, at  # type: ignore[assignment]
            attempts[place], wrongs[place], seats[place] = attempt, wrong or 0, home[place]  # type: ignore[assignment]
        return seq, None
