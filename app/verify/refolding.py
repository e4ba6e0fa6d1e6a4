"""Boards once more: what counts of every member, folded into rows and ranked. Slow and plain, with exact fractions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.verify.pinned import RollRow


@dataclass(frozen=True, slots=True)
class Result:
    """One result entry, as far as boards need it."""

    seq: int
    member_key: str
    organisation_id: int
    attempt: int
    score: int
    duration_ms: int
    handed_in: int


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
class Fold:
    """All results up to a cut: what counts of each member, and the boards of it."""

    rules: Mapping[str, Any]
    roll: Sequence[RollRow]
    counting: dict[str, Result] = field(default_factory=dict)

    def take(self, result: Result) -> None:
        there = self.counting.get(result.member_key)
        if there is None or self._counts_instead(result, there):
            self.counting[result.member_key] = result

    def _counts_instead(self, new: Result, old: Result) -> bool:
        counts = self.rules["counts"]
        if counts == "first":
            return new.attempt < old.attempt
        if counts == "last":
            return new.attempt > old.attempt
        return (*self._member_keys(new), new.duration_ms) < (*self._member_keys(old), old.duration_ms)

    def _member_keys(self, result: Result) -> tuple[int, ...]:
        ties = {"duration": result.duration_ms // 1000, "handed_in": result.handed_in}
        return (-result.score, *(ties[tie] for tie in self.rules["ties"]))

    def members(self) -> list[Row]:
        """Everybody with a result, exempt or not, best first."""
        rows = []
        for one in self.roll:
            result = self.counting.get(one.member_key)
            if result is not None:
                keys = self._member_keys(result)
                rows.append(Row(one.member_key, result.score, duration_ms=result.duration_ms, keys=keys))
        return ranked(rows)

    def organisations(self) -> list[Row]:
        return self._grouped(lambda one, result: result.organisation_id if result else one.organisation_id)

    def districts(self) -> list[Row]:
        return self._grouped(lambda one, _: one.district_id)

    def units(self) -> list[Row]:
        return self._grouped(lambda one, _: one.unit_id)

    def _grouped(self, belongs: Callable[[RollRow, Result | None], int | None]) -> list[Row]:
        """Rows of one grouping. The exempt count on neither side; rows without anybody to count are left out."""
        sizes: dict[int, int] = {}
        results: dict[int, list[Result]] = {}
        for one in self.roll:
            result = self.counting.get(one.member_key)
            home, place = belongs(one, None), belongs(one, result)
            if home is not None:
                sizes[home] = sizes.get(home, 0) + (0 if one.exempt else 1)
            if place is not None and result is not None and not one.exempt:
                results.setdefault(place, []).append(result)
        return ranked([self._row(id_, size, results.get(id_, [])) for id_, size in sizes.items()])

    def _row(self, id_: int, size: int, results: list[Result]) -> Row:
        scoring = self.rules["organisation_scoring"]
        taking = len(results)
        total = sum(one.score for one in results)
        mean = Fraction(total, taking) if taking else Fraction(0)
        rate = Fraction(taking, size) if size else Fraction(0)
        if scoring["kind"] == "mean_of_roll":
            figure = Fraction(total, size) if size else Fraction(0)
        else:
            share = Fraction(scoring["mean_weight_percent"], 100)
            figure = scoring["participation_weight"] * 100 * rate + share * mean
        gate = scoring["gate_percent"]
        row = Row(id_, half_up(figure), taking, size, half_up(mean), half_up(10_000 * rate))
        row.full_marks = sum(one.score >= self.rules["total"] for one in results)
        row.duration_ms = half_up(Fraction(sum(one.duration_ms for one in results), taking)) if taking else 0
        row.passes = gate is None or (size > 0 and rate * 100 >= gate)
        row.keys = self._organisation_keys(row)
        return row

    def _organisation_keys(self, row: Row) -> tuple[Any, ...]:
        """The gate, the figure, then the ties of the rules, each on the figure that is shown."""
        full = half_up(Fraction(10_000 * row.full_marks, row.participants)) if row.participants else 0
        keys = {
            "participation": -row.participation,
            "full_marks": -full,
            "mean": -row.mean,
            "duration": row.duration_ms if row.participants else float("inf"),
        }
        return (not row.passes, -row.score, *(keys[tie] for tie in self.rules["organisation_ties"]))


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
