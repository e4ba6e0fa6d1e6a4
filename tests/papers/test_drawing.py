"""Drawing: the same arguments give the same paper; sections, kinds and counts hold; every order is as likely."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.drawing import Candidate, Exhausted, Pool, Stream, draw

SEED = bytes(range(32))
PAPERS = 1000


def bank(singles: int, multiples: int) -> tuple[Candidate, ...]:
    kinds = ["single"] * singles + ["multiple"] * multiples
    return tuple(Candidate(ordinal, kind, 4) for ordinal, kind in enumerate(kinds))


def pool(count: int, kind: str, candidates: tuple[Candidate, ...], name: str = "law") -> Pool:
    return Pool(name, count, tuple(one for one in candidates if one.kind == kind))


LAW = bank(60, 30)
PRESETS = {
    "online-heat": (pool(20, "single", LAW), pool(10, "multiple", LAW)),
    "monthly-test": (pool(20, "single", LAW),),
}


def papers(name: str) -> list[tuple[object, ...]]:
    return [draw(SEED, f"member-{n}", 1, PRESETS[name]) for n in range(PAPERS)]


def test_the_same_member_and_attempt_always_get_the_same_paper() -> None:
    assert draw(SEED, "m", 2, PRESETS["online-heat"]) == draw(SEED, "m", 2, PRESETS["online-heat"])


@pytest.mark.parametrize("other", [(SEED, "m", 2), (SEED, "n", 1), (bytes(32), "m", 1)])
def test_another_attempt_member_or_seed_gives_another_paper(other: tuple[bytes, str, int]) -> None:
    assert draw(*other, PRESETS["online-heat"]) != draw(SEED, "m", 1, PRESETS["online-heat"])


@pytest.mark.parametrize("name", PRESETS)
def test_a_thousand_papers_have_the_right_sections_and_never_repeat_a_question(name: str) -> None:
    for paper in papers(name):
        counts = Counter(item.section for item in paper)
        assert counts == {section: one.count for section, one in enumerate(PRESETS[name])}
        assert len({item.ordinal for item in paper}) == len(paper)
        assert all(sorted(item.shown) == list("ABCD") for item in paper)
        for item in paper:
            assert LAW[item.ordinal].kind == PRESETS[name][item.section].candidates[0].kind


@pytest.mark.parametrize("name", PRESETS)
def test_every_letter_is_as_likely_in_every_place(name: str) -> None:
    """Chi-squared with 9 degrees of freedom stays below 40 (p < 10⁻⁵) for a fair shuffle with this fixed seed."""
    items = [item for paper in papers(name) for item in paper]
    expected = len(items) / 4
    seen = Counter((place, letter) for item in items for place, letter in enumerate(item.shown))
    assert sum((count - expected) ** 2 / expected for count in seen.values()) < 40
    assert len(seen) == 16


def test_every_question_is_drawn_about_as_often() -> None:
    seen = Counter(item.ordinal for paper in papers("monthly-test") for item in paper)
    mean = PAPERS * 20 / 60
    assert set(seen) == set(range(60))
    assert max(seen.values()) < 1.35 * mean


def test_two_sections_of_one_kind_never_share_a_question() -> None:
    paper = draw(SEED, "m", 1, (pool(30, "single", LAW), pool(30, "single", LAW)))
    assert len({item.ordinal for item in paper}) == 60


def test_a_whole_pool_is_every_question_once_in_an_order_of_its_own() -> None:
    whole = (Pool("law", None, LAW),)
    papers = [[item.ordinal for item in draw(SEED, f"member-{n}", 1, whole)] for n in range(3)]
    assert all(sorted(paper) == list(range(len(LAW))) for paper in papers)
    assert len({tuple(paper) for paper in papers}) == 3


def test_a_whole_pool_takes_what_the_sections_before_it_left() -> None:
    paper = draw(SEED, "m", 1, (pool(20, "single", LAW), Pool("law", None, LAW)))
    assert sorted(item.ordinal for item in paper) == list(range(len(LAW)))
    assert [item.section for item in paper] == [0] * 20 + [1] * 70


def test_a_section_that_cannot_be_filled_is_an_error() -> None:
    with pytest.raises(Exhausted):
        draw(SEED, "m", 1, (pool(61, "single", LAW),))


def test_true_false_and_blanks_are_not_shuffled() -> None:
    candidates = (Candidate(0, "true_false", 0), Candidate(1, "blank", 0))
    paper = draw(SEED, "m", 1, (Pool("law", 1, candidates[:1]), Pool("law", 1, candidates[1:])))
    assert [item.shown for item in paper] == ["TF", ""]


@given(st.integers(1, 2**32), st.text(max_size=20), st.integers(1, 9))
def test_the_stream_stays_below_its_bound(n: int, member: str, attempt: int) -> None:
    stream = Stream(SEED, member, attempt)
    assert all(0 <= stream.below(n) < n for _ in range(5))
