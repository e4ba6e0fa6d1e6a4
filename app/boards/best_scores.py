"""Pure: the highest scores of a group of seats, for organisations that are scored by their best few."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from heapq import nlargest
from itertools import chain, islice

_PLACE = 32


class BestScores:
    """Of each seat its members' parts in order. A few members have parts on several seats (daily sums, after a move);
    within one group these are added up before anybody is compared."""

    def __init__(self) -> None:
        self._by_seat: dict[int, list[int]] = {}
        """Packed ``-score`` and place, so that the best come first."""
        self._split: dict[int, dict[int, int]] = {}
        """Scores by seat of the members with several seats."""

    def copy(self) -> "BestScores":
        other = BestScores()
        other._by_seat = {seat: order[:] for seat, order in self._by_seat.items()}
        other._split = self._split.copy()
        return other

    def share(self, place: int, parts: Iterable[tuple[int, int, int]], sign: int) -> None:
        by_seat: dict[int, int] = {}
        for seat, score, _ in parts:
            by_seat[seat] = by_seat.get(seat, 0) + score
        if len(by_seat) > 1:
            if sign > 0:
                self._split[place] = by_seat
            else:
                del self._split[place]
            return
        for seat, score in by_seat.items():
            order, packed = self._by_seat.setdefault(seat, []), (-score << _PLACE) + place
            if sign > 0:
                insort(order, packed)
            else:
                del order[bisect_left(order, packed)]

    def sum_of_best(self, seats: Iterable[int], count: int) -> int:
        """The sum of the ``count`` highest scores that members made on these seats."""
        seats = set(seats)
        firsts = (-(packed >> _PLACE) for seat in seats for packed in islice(self._by_seat.get(seat, ()), count))
        split = (
            sum(score for seat, score in mine.items() if seat in seats)
            for mine in self._split.values()
            if not seats.isdisjoint(mine)
        )
        return sum(nlargest(count, chain(firsts, split)))
