"""Pure: rows of organisations, districts or units: which seats they add up, their figures and merits."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from app.boards.best_scores import BestScores
from app.boards.fairness import Figures, figures_of, merit
from app.boards.people import People
from app.boards.scheme import Scheme
from app.boards.seats import Seat, Tree
from app.boards.sums import Sums


class Level(NamedTuple):
    """``kind``: organisations of this kind with all below them; without, each organisation that is no Party group,
    with its own people and those of the groups directly below. ``category``: only people of this category."""

    board: str
    kind: str | None = None
    category: str | None = None


class Group(NamedTuple):
    figures: Figures
    merit: tuple[int, ...]


class Groups:
    """The rows of one level: those with anybody on the roll now, exempt or not, or with an attempt that counts.

    Kept up to date at the cost of what has changed.
    """

    def __init__(self, level: Level, scheme: Scheme) -> None:
        self.level = level
        self.scheme = scheme
        self.stale: set[int] = set()
        self.seats: dict[int, list[int]] = {}
        """Seats by row, those of categories that do not count left out."""
        self.everybody: dict[int, list[int]] = {}
        """All seats by row."""
        self._rows_of: list[tuple[int, ...]] = []
        self._rows: dict[int, Group] = {}
        self._merits: list[tuple[int, ...]] = []

    def refresh(self, people: People, sums: Sums, best: BestScores | None) -> None:
        rows = {row for seat in self.stale if seat < len(self._rows_of) for row in self._rows_of[seat]}
        for number in range(len(self._rows_of), len(people.seats)):
            rows.update(self._add(number, people.seats.rows[number], people.tree))
        self.stale.clear()
        for row in rows:
            gone = self._rows.pop(row, None)
            if gone is not None:
                del self._merits[bisect_left(self._merits, gone.merit)]
            if any(people.there[n] for n in self.everybody[row]) or any(sums.parts[n] for n in self.seats[row]):
                self._rows[row] = found = self._group(row, people, sums, best)
                insort(self._merits, found.merit)

    def _add(self, number: int, seat: Seat, tree: Tree) -> tuple[int, ...]:
        """A new seat goes to its rows; returns them."""
        found = self._rows_for(seat, tree)
        self._rows_of.append(found)
        chosen = (self.level.category,) if self.level.category else self.scheme.counted
        for row in found:
            self.everybody.setdefault(row, []).append(number)
            counted = self.seats.setdefault(row, [])
            if not chosen or seat.category in chosen:
                counted.append(number)
        return found

    def _rows_for(self, seat: Seat, tree: Tree) -> tuple[int, ...]:
        board, kind, category = self.level
        if category and seat.category != category:
            return ()
        if board != "organisations":
            grouping = seat.district if board == "districts" else seat.unit
            return () if grouping is None else (grouping,)
        if kind is None:
            return (tree.branch(seat.organisation),)
        return tuple(one for one in tree.path(seat.organisation) if tree.kind(one) == kind)

    def _group(self, row: int, people: People, sums: Sums, best: BestScores | None) -> Group:
        seats, scheme = self.seats[row], self.scheme
        participants, roll = sum(sums.participants[n] for n in seats), sum(people.sizes[n] for n in seats)
        figures = figures_of(
            scheme,
            participants=participants,
            roll=roll,
            total=sum(sums.total[n] for n in seats),
            duration=sum(sums.duration[n] for n in seats),
            full_marks=sum(sums.full_marks[n] for n in seats),
            attempts=sum(sums.attempts[n] for n in seats),
            best_total=best.sum_of_best(seats, scheme.best_n) if best is not None else 0,
        )
        return Group(figures, merit(scheme, figures))

    # --- looking --------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[int]:
        """Ids of the rows, in no order that means anything."""
        return iter(self._rows)

    def __contains__(self, row: int) -> bool:
        return row in self._rows

    def __getitem__(self, row: int) -> Group:
        return self._rows[row]

    def rows_of(self, seat: int) -> tuple[int, ...]:
        """The rows that a seat, by its number, counts in."""
        return self._rows_of[seat]

    def rank(self, row: int) -> int:
        """The place among all rows, at the cost of a look-up."""
        return 1 + bisect_left(self._merits, self._rows[row].merit)

    def shared(self, row: int) -> bool:
        mine = self._rows[row].merit
        return bisect_right(self._merits, mine) - bisect_left(self._merits, mine) > 1

    def divisions(self, row: int, people: People) -> set[str]:
        """The size classes of the organisations in a row."""
        homes = {people.seats.organisations[seat] for seat in self.everybody[row]}
        return {people.division_of[home] for home in homes if home in people.division_of}

    def grouping(self, row: int, people: People, which: str) -> int | None:
        """The district or unit that most of a row's people belong to, of several the one with the smaller id."""
        heads: Counter[int] = Counter()
        for number in self.everybody[row]:
            seat = people.seats.rows[number]
            grouping = seat.district if which == "district" else seat.unit
            if grouping is not None and people.heads[number]:
                heads[grouping] += people.heads[number]
        return min(heads, key=lambda one: (-heads[one], one), default=None)
