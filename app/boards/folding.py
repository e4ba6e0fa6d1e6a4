"""Pure: the fold. Standings are dense arrays by place on the contest roll; entries come in order and without gaps.

The cost of a step grows with the new entries. A result belongs to the organisation that the contest roll names.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.boards.fairness import Figures, figures_of, merit
from app.boards.roll import GROUPINGS, Roll
from app.boards.scheme import Scheme
from app.boards.sorted_keys import SortedKeys
from app.core.clock import SECOND

Fact = tuple[int, str, str | None, int | None, int | None, int | None, int]
"""``(seq, kind, member_key, attempt, score, duration_ms, at)`` of one entry."""

HARMLESS = frozenset(("opened", "sitting", "window_changed", "seed_published", "restored_from_backup")) | frozenset(
    ("frozen", "unfrozen", "closed", "finalised", "published")
)
BOARDS = (*GROUPINGS, "members")

_SCORE = 1 << 40
_WIDTH = 48
_PLACE = 32


class UnknownEntry(Exception):
    """The chain holds an entry that this version cannot fold; guessing would make a wrong board."""


@dataclass(slots=True)
class Sums:
    """Exact sums of one kind of group over the counted attempts of those who are not exempt."""

    participants: "array[int]"
    total: "array[int]"
    duration: "array[int]"
    full_marks: "array[int]"

    @classmethod
    def empty(cls, size: int) -> "Sums":
        return cls(*(array("q", bytes(8 * size)) for _ in range(4)))

    def copy(self) -> "Sums":
        return Sums(self.participants[:], self.total[:], self.duration[:], self.full_marks[:])


class Group(NamedTuple):
    """An organisation, district or unit as it stands."""

    figures: Figures
    merit: tuple[int, ...]


class TopRow(NamedTuple):
    rank: int
    shared: bool
    place: int


class Standings:
    """The fold of a roll and the entries up to ``seq``. Not thread-safe; :mod:`app.boards.standings` holds the lock."""

    def __init__(self, roll: Roll, scheme: Scheme) -> None:
        size = len(roll.keys)
        self.roll = roll
        self.scheme = scheme
        self.seq = 0
        self.score = array("q", [-1]) * size
        self.duration = array("q", bytes(8 * size))
        self.handed_in = array("q", bytes(8 * size))
        self.attempt = array("i", bytes(4 * size))
        self.sums = {name: Sums.empty(len(roll.ids[name])) for name in GROUPINGS}
        self._groups = {name: [self._group(name, i) for i in range(len(roll.ids[name]))] for name in GROUPINGS}
        self._touched: dict[str, set[int]] = {name: set() for name in GROUPINGS}
        self.participants = 0
        self._index: SortedKeys | None = None
        self._moved: dict[int, int | None] = {}

    def copy(self) -> "Standings":
        """An independent copy: what stays visible while the chain goes on."""
        other = Standings.__new__(Standings)
        other.__dict__.update(self.__dict__)
        for name in ("score", "duration", "handed_in", "attempt"):
            setattr(other, name, getattr(self, name)[:])
        other.sums = {name: sums.copy() for name, sums in self.sums.items()}
        other._groups = {name: groups[:] for name, groups in self._groups.items()}
        other._touched = {name: touched.copy() for name, touched in self._touched.items()}
        other._index, other._moved = None, {}
        return other

    def apply(self, entries: Iterable[Fact]) -> None:
        """Fold further entries, which must follow ``seq`` without a gap."""
        for seq, kind, member_key, attempt, score, duration_ms, at in entries:
            if seq != self.seq + 1:
                raise UnknownEntry(f"entry {seq} does not follow {self.seq}")
            if kind == "result":
                self._result(member_key, attempt or 0, score or 0, duration_ms or 0, at)
            elif kind not in HARMLESS:
                raise UnknownEntry(f"entry {seq} is of the kind {kind}")
            self.seq = seq

    def _result(self, member_key: str | None, attempt: int, score: int, duration_ms: int, at: int) -> None:
        place = self.roll.place_of.get(member_key or "")
        if place is None:
            raise UnknownEntry("a result of somebody who is not on the contest roll")
        before = self.score[place]
        if before >= 0 and not self._replaces(place, attempt, score, duration_ms, at):
            return
        if self._index is not None:
            self._moved.setdefault(place, self.key(place) if before >= 0 else None)
        if not self.roll.exempt[place]:
            self._add(place, before, score, duration_ms)
        self.score[place] = score
        self.duration[place] = duration_ms
        self.handed_in[place] = at
        self.attempt[place] = attempt

    def _replaces(self, place: int, attempt: int, score: int, duration_ms: int, at: int) -> bool:
        """Whether a further attempt counts instead. Best: score, then the rules' ties, then time, then the first."""
        if self.scheme.counts == "first":
            return attempt < self.attempt[place]
        if self.scheme.counts == "last":
            return attempt > self.attempt[place]
        if score != self.score[place]:
            return score > self.score[place]
        return self._ties(duration_ms, at) < self._ties(self.duration[place], self.handed_in[place])

    def _ties(self, duration_ms: int, at: int) -> tuple[int, ...]:
        return (*(duration_ms // SECOND if tie == "duration" else at for tie in self.scheme.ties), duration_ms)

    def _add(self, place: int, before: int, score: int, duration_ms: int) -> None:
        first, full = before < 0, self.scheme.total
        self.participants += first
        more = score - max(before, 0)
        longer = duration_ms - (0 if first else self.duration[place])
        fuller = (score >= full) - (before >= full)
        for name in GROUPINGS:
            group = self.roll.group_of[name][place]
            if group >= 0:
                sums = self.sums[name]
                sums.participants[group] += first
                sums.total[group] += more
                sums.duration[group] += longer
                sums.full_marks[group] += fuller
                self._touched[name].add(group)

    def groups(self, name: str) -> list[Group]:
        """The figures and merit of each group, in the order of ``roll.ids``; only what has changed is worked out."""
        kept = self._groups[name]
        for number in self._touched[name]:
            kept[number] = self._group(name, number)
        self._touched[name].clear()
        return kept

    def _group(self, name: str, number: int) -> Group:
        sums = self.sums[name]
        figures = figures_of(
            self.scheme,
            participants=sums.participants[number],
            roll=self.roll.sizes[name][number],
            total=sums.total[number],
            duration=sums.duration[number],
            full_marks=sums.full_marks[number],
        )
        return Group(figures, merit(self.scheme, figures))

    # --- members in order ----------------------------------------------------------------------------------------

    def key(self, place: int) -> int:
        """Merit and place as one integer, smaller is better; members with the same ``key >> 32`` share a place."""
        packed = _SCORE - self.score[place]
        for tie in self.scheme.ties:
            # Times are shown in whole seconds: who shows the same figures shares a place.
            shown = self.duration[place] // SECOND if tie == "duration" else self.handed_in[place]
            packed = packed << _WIDTH | shown
        return packed << _PLACE | place

    def index(self) -> SortedKeys:
        """All members with a result in order, brought up to date at the cost of what moved."""
        if self._index is None or len(self._moved) > 64 + len(self._index) // 8:
            self._index = SortedKeys(self.key(place) for place, score in enumerate(self.score) if score >= 0)
        else:
            for place, old in self._moved.items():
                if old is not None:
                    self._index.remove(old)
                self._index.add(self.key(place))
        self._moved.clear()
        return self._index

    def rank(self, place: int) -> int | None:
        """The member's place among all, or None without a result."""
        if self.score[place] < 0:
            return None
        return self.index().below(self.key(place) >> _PLACE << _PLACE) + 1

    def top(self, count: int, *, division: str = "") -> list[TopRow]:
        """The first ``count`` members with their ranks; with a division only its members, ranked among themselves."""
        chosen: list[int] = []
        for key in self.index():
            if not division or self.roll.divisions[key & ((1 << _PLACE) - 1)] == division:
                chosen.append(key)
                if len(chosen) > count:
                    break
        merits = [key >> _PLACE for key in chosen]
        rows, rank = [], 0
        for i, key in enumerate(chosen[:count]):
            if i == 0 or merits[i] != merits[i - 1]:
                rank = i + 1
            shared = rank != i + 1 or (i + 1 < len(merits) and merits[i + 1] == merits[i])
            rows.append(TopRow(rank, shared, key & ((1 << _PLACE) - 1)))
        return rows
