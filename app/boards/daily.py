"""Pure: which of a member's attempts count: of every local day the best, or the first few; summed over the days.

Only what counts is kept, one node each, chained from a member's newest day to the oldest in flat arrays: a month of
three attempts a day is 300,000 nodes for 10,000 members, some 15 MB.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Self

from app.boards.counting import NOBODY, Attempt, Single, merit
from app.boards.days import Days
from app.boards.facts import Result
from app.boards.scheme import Scheme

END = -1


class Daily(Single):
    """``score``, ``duration`` and ``wrong`` are sums, ``handed_in`` and ``seat`` those of the latest that counts."""

    COLUMNS = ("score", "duration", "handed_in", "wrong", "seat", "tries", "attempt", "fulls", "first", "spread")
    NODES = ("n_next", "n_day", "n_attempt", "n_score", "n_duration", "n_at", "n_wrong", "n_seat")

    def __init__(self, scheme: Scheme, size: int) -> None:
        super().__init__(scheme, size)
        self.days = Days(scheme.zone)
        self.full_score = 1 << 62 if scheme.total is None else scheme.total
        self.a_day = scheme.counted_a_day if scheme.counts == "daily_first" else 1
        self.fulls = array("i", bytes(4 * size))
        self.first = array("i", [END]) * size
        self.spread: bytearray = bytearray(size)
        """Hardly ever, so that a share is one sum and no walk."""
        self.n_next, self.n_day, self.n_attempt = array("i"), array("i"), array("i")
        self.n_score, self.n_duration, self.n_at = array("q"), array("q"), array("q")
        self.n_wrong, self.n_seat = array("i"), array("i")
        self.free: list[int] = []

    def copy(self) -> Self:
        other = super().copy()
        for name in (*self.NODES, "free"):
            setattr(other, name, getattr(self, name)[:])
        return other

    def grow(self) -> None:
        super().grow()
        self.first[-1] = END

    def clear(self, place: int) -> None:
        self.free.extend(self._nodes(place))
        self.first[place] = END
        self._sum(place)
        self.tries[place] = 0

    def take(self, place: int, one: Attempt) -> None:
        self.tries[place] += 1
        day = self.days.day(one.start)
        before, of_the_day = self._find(place, day)
        if len(of_the_day) < self.a_day:
            self._insert(place, before, day, one)
            self._add(place, one)
            return
        worst = max(of_the_day, key=self._rank)
        if self._order(one.attempt, one.score, one.duration, one.at, one.wrong) < self._rank(worst):
            self._replace(place, worst, one)

    def _find(self, place: int, day: int) -> tuple[int, list[int]]:
        """The node after which this day's begin, and this day's nodes."""
        before, node = END, self.first[place]
        while node != END and self.n_day[node] > day:
            before, node = node, self.n_next[node]
        found = []
        while node != END and self.n_day[node] == day:
            found.append(node)
            node = self.n_next[node]
        return before, found

    def _order(self, attempt: int, score: int, duration: int, at: int, wrong: int) -> tuple[int, ...]:
        if self.scheme.counts == "daily_first":
            return (attempt,)
        return (*merit(self.scheme.ties, score, duration, at, wrong), duration, attempt)

    def _rank(self, node: int) -> tuple[int, ...]:
        figures = (self.n_score[node], self.n_duration[node], self.n_at[node], self.n_wrong[node])
        return self._order(self.n_attempt[node], *figures)

    def _insert(self, place: int, before: int, day: int, one: Attempt) -> None:
        after = self.first[place] if before == END else self.n_next[before]
        if self.free:
            node = self.free.pop()
            self.n_next[node], self.n_day[node] = after, day
            self._write(node, one)
        else:
            node = len(self.n_day)
            self._append(after, day, one)
        if before == END:
            self.first[place] = node
        else:
            self.n_next[before] = node

    def _append(self, after: int, day: int, one: Attempt) -> None:
        """A further node; as :meth:`_write`, and flat: a cold fold comes here for every member's every day."""
        self.n_next.append(after)
        self.n_day.append(day)
        self.n_attempt.append(one.attempt)
        self.n_score.append(one.score)
        self.n_duration.append(one.duration)
        self.n_at.append(one.at)
        self.n_wrong.append(one.wrong)
        self.n_seat.append(one.seat)

    def _write(self, node: int, one: Attempt) -> None:
        self.n_attempt[node], self.n_score[node], self.n_duration[node] = one.attempt, one.score, one.duration
        self.n_at[node], self.n_wrong[node], self.n_seat[node] = one.at, one.wrong, one.seat

    def _replace(self, place: int, node: int, one: Attempt) -> None:
        was = self.n_score[node], self.n_duration[node], self.n_wrong[node]
        latest = self.handed_in[place], self.attempt[place]
        was_latest = latest == (self.n_at[node], self.n_attempt[node])
        self._write(node, one)
        if was_latest and (one.at, one.attempt) < latest:
            # Another day's may be the latest now: look through the days again.
            self._sum(place)
            return
        self.score[place] -= was[0]
        self.duration[place] -= was[1]
        self.wrong[place] -= was[2]
        self.fulls[place] -= was[0] >= self.full_score
        self._add(place, one)

    def _add(self, place: int, one: Attempt) -> None:
        none = self.score[place] == NOBODY
        self.score[place] += one.score + none
        self.duration[place] += one.duration
        self.wrong[place] += one.wrong
        self.fulls[place] += one.score >= self.full_score
        if not none and one.seat != self.seat[place]:
            self.spread[place] = True
        if none or (one.at, one.attempt) > (self.handed_in[place], self.attempt[place]):
            self.handed_in[place], self.attempt[place], self.seat[place] = one.at, one.attempt, one.seat

    def _sum(self, place: int) -> None:
        self.score[place], self.spread[place] = NOBODY, False
        self.duration[place] = self.wrong[place] = self.fulls[place] = 0
        self.handed_in[place] = self.attempt[place] = 0
        for node in self._nodes(place):
            figures = self.n_score[node], self.n_duration[node], self.n_at[node]
            self._add(place, Attempt(self.n_attempt[node], *figures, 0, self.n_wrong[node], self.n_seat[node]))

    def _nodes(self, place: int) -> list[int]:
        found, node = [], self.first[place]
        while node != END:
            found.append(node)
            node = self.n_next[node]
        return found

    def parts(self, place: int) -> Iterable[tuple[int, int, int]]:
        if not self.spread[place]:
            return super().parts(place)
        return [(self.n_seat[node], self.n_score[node], self.n_duration[node]) for node in self._nodes(place)]

    def full(self, place: int) -> bool:
        return self.fulls[place] > 0

    def reseat(self, place: int, seat_of: Callable[[int], int]) -> None:
        super().reseat(place, seat_of)
        for node in self._nodes(place):
            self.n_seat[node] = seat_of(self.n_seat[node])

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
        """What most results are is decided here: the first of a new day, worse or better than the best of the day."""
        best, day_of, take, tries = self.scheme.counts == "daily_best", self.days.day, self.take, self.tries
        first, days, scores = self.first, self.n_day, self.n_score
        seq = after
        for seq, (key, attempt, score, duration, at, wrong, organisation) in enumerate(results, after + 1):
            place = place_of(key)
            if place is None or organisations[home[place]] != organisation:
                return seq, (key, attempt, score, duration, at, wrong, organisation)
            if not out[place]:
                touch(place)
            newest = first[place]
            one = Attempt(attempt or 0, score or 0, duration or 0, at, at - (duration or 0), wrong or 0, home[place])
            if newest != END:
                day = day_of(one.start)
                if day > days[newest]:
                    tries[place] += 1
                    self._insert(place, END, day, one)
                    self._add(place, one)
                    continue
                if best and day == days[newest] and one.score != scores[newest]:
                    tries[place] += 1
                    if one.score > scores[newest]:
                        self._replace(place, newest, one)
                    continue
            take(place, one)
        return seq, None


def counting(scheme: Scheme, size: int) -> Single:
    """The arrays that count as the rules say."""
    return (Daily if scheme.counts.startswith("daily_") else Single)(scheme, size)
