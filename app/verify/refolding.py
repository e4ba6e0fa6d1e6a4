"""Boards once more: what counts of every member, folded into rows and ranked. Slow and plain, with exact fractions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.verify.accounts import Accounts, Place
from app.verify.counting_again import Result, merit
from app.verify.pinned_roll import branch_of, counted_categories


@dataclass
class Row:
    """One row of a board. ``score`` is the figure shown, hundredths; ``mean`` that of the participants."""

    id: int | str
    score: int
    participants: int = 0
    roll: int = 0
    mean: int = 0
    participation: int = 0
    """Of ten thousand, as it is shown."""
    full_marks: int = 0
    duration_ms: int = 0
    passes: bool = True
    keys: tuple[Any, ...] = ()
    rank: int = 0


@dataclass
class Group:
    """What the people of one row come to; ``scores`` by member, of the attempts that count here."""

    roll: int = 0
    participants: int = 0
    full_marks: int = 0
    attempts: int = 0
    duration_ms: int = 0
    scores: dict[str, int] = field(default_factory=dict)


class Fold(Accounts):
    """The accounts up to a cut, and the boards of it."""

    def members(self) -> list[Row]:
        """Everybody with a result that counts, exempt or not, best first."""
        rows = []
        for key in self.places:
            counted = self.standing(key)
            if counted is not None:
                keys = merit(self.rules, counted)
                rows.append(Row(key, counted.score, duration_ms=counted.duration_ms, keys=keys))
        return ranked(rows)

    def organisations(self) -> list[Row]:
        return self._rows(
            lambda place: branch_of(self.tree, place.organisation_id),
            lambda one: None if one.organisation_id is None else branch_of(self.tree, one.organisation_id),
        )

    def districts(self) -> list[Row]:
        return self._rows(lambda place: place.district_id, lambda one: one.district_id)

    def units(self) -> list[Row]:
        return self._rows(lambda place: place.unit_id, lambda one: one.unit_id)

    def _rows(self, home: Callable[[Place], int | None], counts_at: Callable[[Result], int | None]) -> list[Row]:
        """Rows of one grouping, where somebody stands, exempt or not, or a result counts: the roll goes by where
        people stand now, results by where they were handed in."""
        groups: dict[int | None, Group] = {}
        counted = counted_categories(self.rules)
        for key, place in self.places.items():
            counts = place.category in counted and not place.exempt
            if not place.left:
                groups.setdefault(home(place), Group()).roll += counts
            if counts:
                self._add(groups, key, counts_at)
        return ranked([self._row(id_, group) for id_, group in groups.items() if id_ is not None])

    def _add(self, groups: dict[int | None, Group], key: str, counts_at: Callable[[Result], int | None]) -> None:
        counted = self.standing(key)
        if counted is None:
            return
        for one in counted.attempts:
            at = counts_at(one)
            if at is not None:
                group = groups.setdefault(at, Group())
                group.scores[key] = group.scores.get(key, 0) + one.score
                group.duration_ms += one.duration_ms
        takes_part = counts_at(counted.latest)
        if takes_part is not None:
            group = groups[takes_part]
            group.participants += 1
            group.attempts += self.attempts(key)
            total = self.rules["total"]
            group.full_marks += total is not None and any(one.score >= total for one in counted.attempts)

    def _row(self, id_: int, group: Group) -> Row:
        mean = part(sum(group.scores.values()), group.participants)
        rate = part(min(group.participants, group.roll), group.roll)
        figure = half_up(organisation_figure(self.rules["organisation_scoring"], group))
        row = Row(id_, figure, group.participants, group.roll, half_up(mean), half_up(10_000 * rate))
        row.full_marks = group.full_marks
        row.duration_ms = half_up(part(group.duration_ms, group.participants))
        row.passes = passes(self.rules["organisation_scoring"], group, rate)
        row.keys = self._keys(row, group)
        return row

    def _keys(self, row: Row, group: Group) -> tuple[Any, ...]:
        """Whether it passes, the figure, then the ties of the rules, each on the figure that is shown."""
        keys = {
            "participation": -row.participation,
            "full_marks": -half_up(part(10_000 * group.full_marks, group.participants)),
            "mean": -row.mean,
            "attempts": -half_up(part(10_000 * group.attempts, group.roll)),
            "duration": row.duration_ms if row.participants else float("inf"),
        }
        return (not row.passes, -row.score, *(keys[tie] for tie in self.rules["organisation_ties"]))


def organisation_figure(scoring: Mapping[str, Any], group: Group) -> Fraction:
    """The figure of one row, exact."""
    scores = sorted(group.scores.values(), reverse=True)
    total, mean = Fraction(sum(scores)), part(sum(scores), group.participants)
    if scoring["kind"] == "sum":
        return total
    if scoring["kind"] == "mean":
        return mean
    if scoring["kind"] == "mean_of_roll":
        return part(sum(scores), group.roll)
    if scoring["kind"] == "best":
        n = scoring["best_n"]
        return part(sum(scores[:n]), min(n, max(group.roll, group.participants)))
    return (
        Fraction(scoring["participation_weight"]) * 100 * part(min(group.participants, group.roll), group.roll)
        + Fraction(scoring["mean_weight_percent"], 100) * mean
        + Fraction(scoring["full_marks_weight"]) * 100 * part(group.full_marks, group.participants)
    )


def passes(scoring: Mapping[str, Any], group: Group, rate: Fraction) -> bool:
    """Whether enough took part."""
    gate, fewest = scoring["gate_percent"], scoring["min_participants"]
    enough: bool = gate is None or (group.roll > 0 and rate * 100 >= gate)
    return enough and (fewest is None or group.participants >= fewest)


def part(some: int, of_all: int) -> Fraction:
    """A share; of nothing it is 0."""
    return Fraction(some, of_all) if of_all else Fraction(0)


def half_up(value: Fraction) -> int:
    """To the nearest integer, halves upwards."""
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))


def ranked(rows: Iterable[Row]) -> list[Row]:
    """Sorted, with places: equal keys share the place, and the next place counts everybody before it."""
    ordered = sorted(rows, key=lambda row: (row.keys, row.id))
    for place, row in enumerate(ordered):
        shared = place > 0 and ordered[place - 1].keys == row.keys
        row.rank = ordered[place - 1].rank if shared else place + 1
    return ordered
