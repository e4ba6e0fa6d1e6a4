"""The mean of a series: against a slow recomputation by fractions, and by example."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.boards.means import means

PARTS = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 10_000), max_size=8), max_size=12)


def slow(parts: list[dict[str, int]], least: int) -> list[tuple[int | None, bool, str, int, int]]:
    """Word by word: who has sat enough is placed by the figure shown; the others follow."""
    figures: dict[str, tuple[int, int]] = {}
    for key in {key for part in parts for key in part}:
        scores = [part[key] for part in parts if key in part]
        figures[key] = (int(Fraction(sum(scores), len(scores)) + Fraction(1, 2)), len(scores))
    enough = {key: figure for key, (figure, sat) in figures.items() if sat >= least}
    rows = []
    for key, (figure, sat) in figures.items():
        better = sum(other > figure for other in enough.values())
        same = sum(other == figure for other in enough.values())
        rows.append((better + 1, same > 1, key, figure, sat) if key in enough else (None, False, key, figure, sat))
    return sorted(rows, key=lambda row: (row[0] is None, -row[3], row[2]))


@given(PARTS, st.integers(1, 12))
def test_as_a_slow_reader_of_the_rule_would_have_it(parts: list[dict[str, int]], least: int) -> None:
    assert [tuple(row) for row in means(parts, least)] == slow(parts, least)


def test_the_absent_are_not_counted_and_too_few_sittings_come_last() -> None:
    months = [{"a": 9000, "b": 10000, "c": 8000}, {"a": 8001, "c": 9001}, {"c": 8500}]
    found = {row.key: row for row in means(months, 2)}
    assert found["a"].figure == 8501, "8500.5 is rounded half up"
    assert found["c"].figure == 8500, "25501 / 3 = 8500.33…"
    assert [row.key for row in means(months, 2)] == ["a", "c", "b"]
    assert found["b"].rank is None


def test_equal_figures_share_a_place() -> None:
    rows = means([{"a": 9000, "b": 9001, "c": 7000}, {"a": 9001, "b": 9000, "c": 7000}])
    assert [(row.rank, row.shared) for row in rows] == [(1, True), (1, True), (3, False)]


def test_nothing_is_the_mean_of_nothing() -> None:
    assert means([], 9) == []
    assert means([{}, {}], 1) == []
