"""Pure: members in order. Nothing sorts all of them in a tick; a place is a look-up."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from app.boards.counting import NOBODY, Single
from app.boards.sorted_keys import SortedKeys
from app.core.clock import SECOND

MOST_PARTS = 32
_SCORE = 1 << 46
_WIDTH = 48
_PLACE = 32
_MASK = (1 << _PLACE) - 1


def _beside(packed: Iterable[int], column: Iterable[int], unit: int) -> Iterator[int]:
    return (key << _WIDTH | figure // unit for key, figure in zip(packed, column, strict=True))


Keep = Callable[[int], bool]
"""Whether somebody belongs to a part, by place on the roll."""


class Part(NamedTuple):
    keep: Keep
    keys: SortedKeys


class TopRow(NamedTuple):
    rank: int
    shared: bool
    place: int


class Order:
    """All members with a result that counts, best first."""

    def __init__(self, counts: Single, ties: tuple[str, ...]) -> None:
        self._counts = counts
        self._ties = ties
        self._index: SortedKeys | None = None
        self._was: dict[int, int | None] = {}
        self._parts: dict[Hashable, Part] = {}
        """Those who were asked for alone, the latest asked last."""

    def key(self, place: int) -> int:
        """Merit and place as one integer, smaller is better; members with the same ``key >> 32`` share a place."""
        counts = self._counts
        packed = _SCORE - counts.score[place]
        for tie in self._ties:
            # Times are shown in whole seconds: who shows the same figures shares a place.
            if tie == "duration":
                shown = counts.duration[place] // SECOND
            else:
                shown = counts.handed_in[place] if tie == "handed_in" else counts.wrong[place]
            packed = packed << _WIDTH | shown
        return packed << _PLACE | place

    def _keys(self) -> Iterator[int]:
        """The keys of all who have a result, column by column."""
        counts = self._counts
        packed: Iterable[int] = (_SCORE - score for score in counts.score)
        columns = {"duration": counts.duration, "handed_in": counts.handed_in, "wrong": counts.wrong}
        for tie in self._ties:
            unit = SECOND if tie == "duration" else 1
            packed = _beside(packed, columns[tie], unit)
        return (
            key << _PLACE | place
            for place, (key, score) in enumerate(zip(packed, counts.score, strict=True))
            if score != NOBODY
        )

    def leave(self, place: int) -> None:
        """Called before the figures of a member change."""
        if self._index is not None:
            self._was.setdefault(place, self.key(place))

    def enter(self, places: Iterable[int]) -> None:
        """Called when they stand again."""
        if self._index is not None:
            for place in places:
                self._was.setdefault(place, None)

    def index(self) -> SortedKeys:
        """All members in order, brought up to date at the cost of what moved."""
        if self._index is None or len(self._was) > 64 + len(self._index) // 8:
            self._index = SortedKeys(self._keys())
            self._parts.clear()
        else:
            for place, old in self._was.items():
                self._move(self._index, place, old)
        self._was.clear()
        return self._index

    def _move(self, index: SortedKeys, place: int, old: int | None) -> None:
        new = self.key(place) if self._counts.score[place] != NOBODY else None
        if old is not None:
            index.remove(old)
        if new is not None:
            index.add(new)
        for part in self._parts.values():
            if old is not None and old in part.keys:
                part.keys.remove(old)
            if new is not None and part.keep(place):
                part.keys.add(new)

    def part(self, name: Hashable, keep: Keep) -> SortedKeys:
        """Some members in order, kept up to date like all of them while they are asked for. Under one name ``keep``
        says the same of a place as long as nothing about the member changes."""
        index = self.index()
        part = self._parts.pop(name, None) or Part(keep, SortedKeys(key for key in index if keep(key & _MASK)))
        self._parts[name] = part
        if len(self._parts) > MOST_PARTS:
            del self._parts[next(iter(self._parts))]
        return part.keys

    def __len__(self) -> int:
        return len(self.index())

    def __iter__(self) -> Iterator[int]:
        """Places on the roll, best first."""
        return (key & _MASK for key in self.index())

    def rank(self, place: int) -> int | None:
        """The member's place among all, or None without a result."""
        if self._counts.score[place] == NOBODY:
            return None
        return self.index().below(self.key(place) >> _PLACE << _PLACE) + 1

    def shared(self, place: int) -> bool:
        merit = self.key(place) >> _PLACE
        index = self.index()
        return index.below((merit + 1) << _PLACE) - index.below(merit << _PLACE) > 1

    def last_of(self, count: int) -> int | None:
        """The place on the roll of the ``count``-th member."""
        first = self.index().first(count)
        return first[-1] & _MASK if first else None

    def top(self, count: int, keep: Keep | None = None, name: Hashable = None) -> list[TopRow]:
        """The first ``count`` members with their ranks; only those kept, ranked among themselves. A ``name`` keeps them
        at hand, see :meth:`part`."""
        if keep is None:
            chosen = self.index().first(count + 1)
        elif name is None:
            chosen = list(islice((key for key in self.index() if keep(key & _MASK)), count + 1))
        else:
            chosen = self.part(name, keep).first(count + 1)
        merits = [key >> _PLACE for key in chosen]
        rows, rank = [], 0
        for i, key in enumerate(chosen[:count]):
            if i == 0 or merits[i] != merits[i - 1]:
                rank = i + 1
            shared = rank != i + 1 or (i + 1 < len(merits) and merits[i + 1] == merits[i])
            rows.append(TopRow(rank, shared, key & _MASK))
        return rows
