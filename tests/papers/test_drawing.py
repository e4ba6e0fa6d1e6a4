"""Drawing: the same arguments give the same paper; sections, kinds and counts hold; every order is as likely."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contests import presets
from app.papers.drawing import Candidate, Exhausted, Item, Pool, draw, stream

SEED = bytes(range(32))
PAPERS = 1000
OFTEN = ("online-heat", "monthly-test")
"""Of the others a tenth: they draw by the same rules."""


KINDS = {"single": 4, "multiple": 4, "true_false": 2, "blank": 0}
LAW = tuple(Candidate(n, kind, KINDS[kind]) for n, kind in enumerate(kind for kind in KINDS for _ in range(110)))
"""110 questions of every kind: more than any preset draws of one."""


def pool(count: int | None, kind: str, name: str = "law") -> Pool:
    return Pool(name, count, tuple(one for one in LAW if one.kind == kind))


SHIPPED = {
    name: tuple(pool(one["count"], one["kind"], name=one["bank"]) for one in preset.facts["sections"])
    for name, preset in presets.PRESETS.items()
}


@cache
def papers(name: str) -> list[tuple[Item, ...]]:
    return [draw(SEED, f"member-{n}", 1, SHIPPED[name]) for n in range(PAPERS if name in OFTEN else PAPERS // 10)]


def test_the_same_member_and_attempt_always_get_the_same_paper() -> None:
    assert draw(SEED, "m", 2, SHIPPED["online-heat"]) == draw(SEED, "m", 2, SHIPPED["online-heat"])


@pytest.mark.parametrize("other", [(SEED, "m", 2), (SEED, "n", 1), (bytes(32), "m", 1)])
def test_another_attempt_member_or_seed_gives_another_paper(other: tuple[bytes, str, int]) -> None:
    assert draw(*other, SHIPPED["online-heat"]) != draw(SEED, "m", 1, SHIPPED["online-heat"])


@pytest.mark.parametrize("name", SHIPPED)
def test_a_thousand_papers_have_the_right_sections_and_never_repeat_a_question(name: str) -> None:
    for paper in papers(name):
        counts = Counter(item.section for item in paper)
        pools = SHIPPED[name]
        assert counts == {section: one.count or len(one.candidates) for section, one in enumerate(pools)}
        assert len({(pools[item.section].bank, item.ordinal) for item in paper}) == len(paper)
        for item in paper:
            kind = LAW[item.ordinal].kind
            assert kind == pools[item.section].candidates[0].kind
            assert sorted(item.shown) == list({"true_false": "FT", "blank": ""}.get(kind, "ABCD"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_letter_is_as_likely_in_every_place(name: str) -> None:
    """Chi-squared with 9 degrees of freedom stays below 40 (p < 10⁻⁵) for a fair shuffle with this fixed seed."""
    items = [item for paper in papers(name) for item in paper if len(item.shown) == 4]
    expected = len(items) / 4
    seen = Counter((place, letter) for item in items for place, letter in enumerate(item.shown))
    assert sum((count - expected) ** 2 / expected for count in seen.values()) < 40
    assert len(seen) == 16


def test_every_question_is_drawn_about_as_often() -> None:
    seen = Counter(item.ordinal for paper in papers("monthly-test") for item in paper)
    mean = PAPERS * 20 / 110
    assert set(seen) == set(range(110))
    assert max(seen.values()) < 1.35 * mean


def test_two_sections_of_one_kind_never_share_a_question() -> None:
    paper = draw(SEED, "m", 1, (pool(30, "single"), pool(30, "single")))
    assert len({item.ordinal for item in paper}) == 60


def test_a_whole_pool_is_every_question_once_in_an_order_of_its_own() -> None:
    whole = (Pool("law", None, LAW),)
    papers = [[item.ordinal for item in draw(SEED, f"member-{n}", 1, whole)] for n in range(3)]
    assert all(sorted(paper) == list(range(len(LAW))) for paper in papers)
    assert len({tuple(paper) for paper in papers}) == 3


def test_a_whole_pool_takes_what_the_sections_before_it_left() -> None:
    paper = draw(SEED, "m", 1, (pool(20, "single"), Pool("law", None, LAW)))
    assert sorted(item.ordinal for item in paper) == list(range(len(LAW)))
    sections = [item.section for item in paper]
    assert sorted(sections) == [0] * 20 + [1] * 420
    assert sections != sorted(sections)


def test_a_section_that_cannot_be_filled_is_an_error() -> None:
    with pytest.raises(Exhausted):
        draw(SEED, "m", 1, (pool(111, "single"),))


def test_true_false_and_blanks_are_not_shuffled() -> None:
    candidates = (Candidate(0, "true_false", 0), Candidate(1, "blank", 0))
    paper = draw(SEED, "m", 1, (Pool("law", 1, candidates[:1]), Pool("law", 1, candidates[1:])))
    assert [item.shown for item in paper] == ["TF", ""]


@given(st.integers(1, 2**32), st.text(max_size=20), st.integers(1, 9))
def test_the_stream_stays_below_its_bound(n: int, member: str, attempt: int) -> None:
    numbers = stream(SEED, member, attempt)
    assert all(0 <= numbers.below(n) < n for _ in range(5))
