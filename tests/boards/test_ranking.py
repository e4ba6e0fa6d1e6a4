"""Places against a slow reference, and the sorted keys that they stand on."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.boards.ranking import ranked
from app.boards.sorted_keys import SortedKeys
from app.boards.writing import fraction, marks

pytestmark = pytest.mark.pure


@given(some.lists(some.tuples(some.integers(0, 5), some.integers(0, 3))))
def test_a_rank_is_one_more_than_the_number_of_better_rows(rows: list[tuple[int, int]]) -> None:
    placed = ranked(enumerate(rows), lambda one: one[1], lambda one: one[0])
    assert len(placed) == len(rows)
    for one in placed:
        merit = one.row[1]
        assert one.rank == 1 + sum(other < merit for other in rows)
        assert one.shared == (rows.count(merit) > 1)


def test_order_arranges_rows_of_one_place_and_decides_no_place() -> None:
    placed = ranked(["b", "a", "c"], lambda _: 0, lambda name: name)
    assert [one.row for one in placed] == ["a", "b", "c"]
    assert {one.rank for one in placed} == {1}


@given(some.lists(some.integers(0, 10**30), unique=True, max_size=40), some.data())
def test_sorted_keys_are_a_sorted_list(keys: list[int], data: some.DataObject) -> None:
    import app.boards.sorted_keys as module

    run, module.RUN = module.RUN, 3
    try:
        kept, plain = SortedKeys(keys[: len(keys) // 2]), sorted(keys[: len(keys) // 2])
        for key in keys[len(keys) // 2 :]:
            kept.add(key)
            plain = sorted([*plain, key])
            if data.draw(some.booleans()):
                gone = data.draw(some.sampled_from(plain))
                kept.remove(gone)
                plain.remove(gone)
        assert list(kept) == plain
        assert len(kept) == len(plain)
        assert kept.first(3) == plain[:3]
        for key in keys:
            assert kept.below(key) == sum(other < key for other in plain)
            assert (key in kept) == (key in plain)
    finally:
        module.RUN = run


def test_numbers_are_written_without_floats() -> None:
    assert [marks(n) for n in (9765, 9750, 9700, 0, 5, -150)] == ["97.65", "97.5", "97", "0", "0.05", "-1.5"]
    assert [fraction(n) for n in (10_000, 9545, 9500, 0, 1)] == ["1", "0.9545", "0.95", "0", "0.0001"]
