"""The shipped banks bear the papers that presets ask of them: never exhausted, no question drawn far too often."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.banks.files import read_bank
from app.banks.models import QuestionStatus
from app.papers.drawing import Candidate, Pool, draw

BANKS = Path(__file__).parents[2] / "question_banks"
SEED = bytes(range(32))

Section = tuple[str, str, int]
PAPERS: dict[str, tuple[Section, ...]] = {
    "answer-sheet": (
        ("party-constitution", "single", 50),
        ("party-constitution", "multiple", 30),
        ("party-constitution", "true_false", 20),
    ),
    "online-heat": (("party-constitution", "single", 20), ("party-constitution", "multiple", 10)),
    "closed-book": (
        ("discipline-regulation", "single", 30),
        ("discipline-regulation", "true_false", 30),
        ("discipline-regulation", "multiple", 20),
    ),
    "three-banks": (
        ("supervision-regulation", "true_false", 7),
        ("supervision-regulation", "single", 7),
        ("supervision-regulation", "multiple", 6),
        ("discipline-regulation", "true_false", 7),
        ("discipline-regulation", "single", 7),
        ("discipline-regulation", "multiple", 6),
        ("tax-law", "true_false", 6),
        ("tax-law", "single", 7),
        ("tax-law", "multiple", 7),
    ),
}


@cache
def pool(bank: str, kind: str, count: int) -> Pool:
    questions = sorted(read_bank(BANKS / bank / "bank.yaml").questions, key=lambda one: one.name.encode())
    return Pool(
        bank,
        count,
        tuple(
            Candidate(ordinal, one.kind, len(one.options))
            for ordinal, one in enumerate(questions)
            if one.kind == kind and one.status == QuestionStatus.CHECKED
        ),
    )


def exposure(paper: str, papers: int) -> list[float]:
    """For each section the most drawn question against the mean of the section."""
    pools = tuple(pool(*section) for section in PAPERS[paper])
    drawn: Counter[tuple[int, int]] = Counter()
    for n in range(papers):
        drawn.update((item.section, item.ordinal) for item in draw(SEED, f"member-{n}", 1, pools))
    most: Counter[int] = Counter()
    for (section, _ordinal), count in drawn.items():
        most[section] = max(most[section], count)
    return [most[place] * len(one.candidates) / (papers * one.count) for place, one in enumerate(pools)]


@pytest.mark.pure
@pytest.mark.parametrize("paper", PAPERS)
def test_the_shipped_banks_bear_the_paper(paper: str) -> None:
    assert max(exposure(paper, 300)) <= 3


@pytest.mark.long
@pytest.mark.parametrize("paper", PAPERS)
def test_ten_thousand_papers_exhaust_nothing(paper: str) -> None:
    assert max(exposure(paper, 10_000)) <= 3
