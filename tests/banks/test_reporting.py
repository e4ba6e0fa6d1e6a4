"""A bank in figures."""

import pytest

from app.banks.files import read_bank
from app.banks.laws import LawEdition, Laws
from app.banks.reporting import BankReport, Cited, report
from tests.banks.bank_files import bank, blank, question, true_false

pytestmark = pytest.mark.pure

LAWS = Laws({"测试条例": {2020: LawEdition(2020, articles=20)}})


def made() -> BankReport:
    draft = read_bank(
        bank(
            question("q-1", stem="党员如果没有正当理由，连续六个月不参加党的组织生活，应当怎样处理才符合党章的规定？"),
            question(
                "q-2",
                stem="党员如果没有正当理由，连续六个月不参加党的组织生活，应当怎样处理才符合党章规定？",
                status="draft",
            ),
            question("q-3", stem="五个里面选一个？", options=["一", "二", "三", "四", "五"], topics=["编号", "别的"]),
            question(
                "m-1", kind="multiple", answer="AC", source={"document": "测试条例", "edition": 2020, "article": 3}
            ),
            true_false(answer=False),
            blank(source=None, difficulty="hard"),
        )
    )
    return report(draft.questions, {}, LAWS)


def test_kinds_difficulty_status_and_topics_are_counted() -> None:
    one = made()
    assert one.kinds == {"single": 3, "multiple": 1, "true_false": 1, "blank": 1}
    assert one.difficulty == {"easy": 5, "medium": 0, "hard": 1}
    assert (one.status, one.checked) == ({"draft": 1, "checked": 5}, 5)
    assert one.topics == {"编号": 6, "别的": 1}
    assert (one.true, one.false) == (0, 1)


def test_letters_before_and_after_shuffling() -> None:
    """Two questions of four options and one of five: every place has 2/4 + 1/5, the fifth 1/5."""
    one = made()
    assert one.single_letters == {"B": 3}
    assert one.single_letters_shuffled == {"A": 0.7, "B": 0.7, "C": 0.7, "D": 0.7, "E": 0.2}
    assert one.multiple_letters == {"A": 1, "C": 1}
    assert one.multiple_letters_shuffled == {"A": 0.5, "B": 0.5, "C": 0.5, "D": 0.5}
    assert one.multiple_sizes == {2: 1}


def test_sources_with_the_articles_that_are_cited() -> None:
    assert made().sources == {"《测试条例》（2020）": Cited(5, 2, 20), "—": Cited(1, 0, 0)}


def test_near_duplicates_are_named() -> None:
    ((first, other, percent),) = made().near_twins
    assert (first, other) == ("q-1", "q-2")
    assert percent >= 85
