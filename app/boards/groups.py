"""Pure: rows of organisations, districts or units: which seats they add up, their figures and merits."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import add, sub
from typing import NamedTuple

from app.boards.best_scores import BestScores
from app.boards.fairness import Figures, figures_of, merit
from app.boards.people import People
from app.boards.scheme import Scheme
from app.boards.seats import Seat, Tree
from app.boards.sums import Sums

EVERYBODY = "everybody"
"""A level of one row, 0: all who count for organisations."""


class Level(NamedTuple):
    """``kind``: organisations of this kind with all below them; without, each organisation that is no Party group,
    with its own people and those of the groups directly below. ``category``: only people of this category."""

    board: str
    kind: str | None = None
    category: str | None = None


class Group(NamedTuple):
    figures: Figures
    merit: tuple[int, ...]


class Totals(NamedTuple):
    """What a seat adds to its rows, and what a row adds up to: people and sums that count, and all who are there."""

    participants: int = 0
    roll: int = 0
    total: int = 0
    duration: int = 0
    full_marks: int = 0
    attempts: int = 0
    parts: int = 0
    there: int = 0
    """On the roll now, exempt or not, of any category."""


NOTHING = Totals()


class Groups:
    """The rows of one level: those with anybody on the roll now, exempt or not, or with an attempt that counts.

    Kept up to date, figures and order, at the cost of what has changed.
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
        self._counted: list[bool] = []
        self._seen: list[Totals] = []
        """What each seat added when it was looked at last."""
        self._totals: dict[int, Totals] = {}
        self._rows: dict[int, Group] = {}
        self._ordered: list[tuple[tuple[int, ...], int]] = []
        """Merit and row, best first."""
        self._merits: dict[str, list[tuple[int, ...]]] = {}
        """Of the rows of a size class, best first; worked out when it is asked for."""
        self._layout = -1
        self._divisions: dict[int, set[str]] = {}
        self._groupings: dict[tuple[int, str], int | None] = {}

    def refresh(self, people: People, sums: Sums, best: BestScores | None) -> None:
        for number in range(len(self._rows_of), len(people.seats)):
            self._add(number, people.seats.rows[number], people.tree)
            self.stale.add(number)
        rows: set[int] = set()
        for number in self.stale:
            self._look(number, people, sums)
            rows.update(self._rows_of[number])
        self.stale.clear()
        if rows:
            self._merits.clear()
        for row in rows:
            self._place(row, best)

    def _look(self, number: int, people: People, sums: Sums) -> None:
        """Add to the rows of a seat what has changed since."""
        now = Totals(there=people.there[number])
        if self._counted[number]:
            now = Totals(
                *(sums.participants[number], people.sizes[number], sums.total[number], sums.duration[number]),
                *(sums.full_marks[number], sums.attempts[number], sums.parts[number], people.there[number]),
            )
        was, self._seen[number] = self._seen[number], now
        if now == was:
            return
        for row in self._rows_of[number]:
            before = self._totals.get(row, NOTHING)
            self._totals[row] = Totals._make(map(add, before, map(sub, now, was)))

    def _place(self, row: int, best: BestScores | None) -> None:
        """Put a row where it belongs now, or leave it out."""
        gone, totals = self._rows.pop(row, None), self._totals.get(row, NOTHING)
        if gone is not None:
            del self._ordered[bisect_left(self._ordered, (gone.merit, row))]
        if totals.there or totals.parts:
            self._rows[row] = found = self._group(row, totals, best)
            insort(self._ordered, (found.merit, row))

    def _add(self, number: int, seat: Seat, tree: Tree) -> None:
        """A new seat goes to its rows."""
        found = self._rows_for(seat, tree)
        chosen = (self.level.category,) if self.level.category else self.scheme.counted
        counts = not chosen or seat.category in chosen
        self._rows_of.append(found)
        self._counted.append(counts)
        self._seen.append(NOTHING)
        for row in found:
            self.everybody.setdefault(row, []).append(number)
            counted = self.seats.setdefault(row, [])
            if counts:
                counted.append(number)

    def _rows_for(self, seat: Seat, tree: Tree) -> tuple[int, ...]:
        board, kind, category = self.level
        if category and seat.category != category:
            return ()
        if board == EVERYBODY:
            return (0,)
        if board != "organisations":
            grouping = seat.district if board == "districts" else seat.unit
            return () if grouping is None else (grouping,)
        if kind is None:
            return (tree.branch(seat.organisation),)
        return tuple(one for one in tree.path(seat.organisation) if tree.kind(one) == kind)

    def _group(self, row: int, totals: Totals, best: BestScores | None) -> Group:
        scheme = self.scheme
        figures = figures_of(
            scheme,
            participants=totals.participants,
            roll=totals.roll,
            total=totals.total,
            duration=totals.duration,
            full_marks=totals.full_marks,
            attempts=totals.attempts,
            best_total=best.sum_of_best(self.seats[row], scheme.best_n) if best is not None else 0,
        )
        return Group(figures, merit(scheme, figures))

    # --- looking --------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[int]:
        """Ids of the rows, in no order that means anything."""
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def ordered(self) -> Sequence[tuple[tuple[int, ...], int]]:
        """Merit and id of every row, best first; rows of the same merit share a place."""
        return self._ordered

    def __contains__(self, row: int) -> bool:
        return row in self._rows

    def __getitem__(self, row: int) -> Group:
        return self._rows[row]

    def rows_of(self, seat: int) -> tuple[int, ...]:
        """The rows that a seat, by its number, counts in."""
        return self._rows_of[seat]

    def rank(self, row: int) -> int:
        """The place among all rows, at the cost of a look-up."""
        return 1 + bisect_left(self._ordered, (self._rows[row].merit,))

    def shared(self, row: int) -> bool:
        merit = self._rows[row].merit
        second = bisect_left(self._ordered, (merit,)) + 1
        return second < len(self._ordered) and self._ordered[second][0] == merit

    def merits(self, division: str, people: People) -> list[tuple[int, ...]]:
        """Of the rows of a size class, best first."""
        self._follow(people)
        if division not in self._merits:
            rows = self._ordered
            self._merits[division] = [merit for merit, row in rows if division in self.divisions(row, people)]
        return self._merits[division]

    def divisions(self, row: int, people: People) -> set[str]:
        """The size classes of the organisations in a row."""
        self._follow(people)
        if row not in self._divisions:
            homes = {people.seats.organisations[seat] for seat in self.everybody[row]}
            self._divisions[row] = {people.division_of[home] for home in homes if home in people.division_of}
        return self._divisions[row]

    def grouping(self, row: int, people: People, which: str) -> int | None:
        """The district or unit that most of a row's people belong to, of several the one with the smaller id."""
        self._follow(people)
        if (row, which) not in self._groupings:
            self._groupings[row, which] = self._most(row, people, which)
        return self._groupings[row, which]

    def _most(self, row: int, people: People, which: str) -> int | None:
        heads: Counter[int] = Counter()
        for number in self.everybody[row]:
            seat = people.seats.rows[number]
            grouping = seat.district if which == "district" else seat.unit
            if grouping is not None and people.heads[number]:
                heads[grouping] += people.heads[number]
        return min(heads, key=lambda one: (-heads[one], one), default=None)

    def _follow(self, people: People) -> None:
        """Forget what was worked out from a layout of seats that has changed since."""
        if self._layout != people.layout:
            self._layout = people.layout
            self._merits.clear()
            self._divisions.clear()
            self._groupings.clear()
