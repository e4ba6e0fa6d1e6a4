"""A contest opens only when every paper of it can be drawn."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contests.feasibility import shortages, words
from app.contests.rules import Section

pytestmark = pytest.mark.pure


def section(count: int, bank: str = "made") -> Section:
    return Section.model_validate({"bank": bank, "kind": "single", "count": count, "marks": 100})


def test_enough_is_enough() -> None:
    assert shortages([section(3)], [[0, 1, 2]]) == []


def test_what_is_missing_is_counted_by_section() -> None:
    (first, second) = shortages([section(4), section(2, "other")], [[0, 1, 2], []])
    assert (first.section, first.wanted, first.there) == (1, 4, 3)
    assert (second.section, second.bank, second.wanted, second.there) == (2, "other", 2, 0)
    assert words([first]).said("zh") == "第 1 部分（单选，题库 made）要 4 题，只有 3 题，还差 1 题。"


def test_a_question_is_drawn_once_a_paper() -> None:
    (short,) = shortages([section(2), section(2)], [[0, 1, 2], [0, 1, 2]])
    assert (short.section, short.there) == (2, 1)
    assert shortages([section(2), section(2)], [[0, 1, 2, 3], [0, 1, 2, 3]]) == []
    assert shortages([section(2), section(2, "other")], [[0, 1], [0, 1]]) == [], "ordinals of two banks do not meet"


pools = st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=3)


@given(pools, st.lists(st.integers(1, 4), min_size=3, max_size=3), st.randoms(use_true_random=False))
def test_where_nothing_is_short_no_draw_gets_stuck(pools: list[set[int]], counts: list[int], luck: Random) -> None:
    sections = [section(count) for count, _pool in zip(counts, pools, strict=False)]
    if shortages(sections, [sorted(pool) for pool in pools]):
        return
    drawn: set[int] = set()
    for one, pool in zip(sections, pools, strict=True):
        left = sorted(pool - drawn)
        assert len(left) >= one.count
        drawn.update(luck.sample(left, one.count))
