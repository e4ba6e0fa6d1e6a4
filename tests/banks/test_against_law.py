"""Questions held against the text that they cite."""

import json
from typing import Any

import pytest

from app.banks.against_law import Remark, doubts, plain
from app.banks.law_text import read_law
from app.banks.questions import from_body
from tests.banks.test_law_text import SAMPLE

LAWS = {("测试条例", 2022): read_law(SAMPLE, "sample.md")}


def remarks(**facts: Any) -> list[tuple[Remark, str]]:
    body = {
        "id": "q-1",
        "kind": "single",
        "stem": "任期是几年？",
        "options": ["三年", "四年", "5年", "六年"],
        "answer": "C",
        "explanation": "见第三条。",
        "source": {"document": "测试条例", "edition": 2022, "article": 3},
        "difficulty": "easy",
        "topics": [],
        "status": "checked",
        **facts,
    }
    return [(doubt.remark, doubt.what) for doubt in doubts(from_body(json.dumps(body)), LAWS)]


def source(**facts: Any) -> dict[str, Any]:
    return {"document": "测试条例", "edition": 2022, "article": 3, **facts}


def test_a_question_that_follows_from_its_article_raises_no_doubt() -> None:
    assert remarks() == []


def test_a_key_that_the_article_does_not_have_is_missed() -> None:
    assert remarks(answer="D") == [(Remark.KEY_MISSING, "六年"), (Remark.OTHER_THERE, "5年")]


def test_an_article_or_text_that_is_not_there_is_named() -> None:
    assert [remark for remark, _ in remarks(source=source(article=4))] == [Remark.NO_ARTICLE]
    assert [remark for remark, _ in remarks(source=source(edition=2017))] == [Remark.NO_TEXT]


def test_in_a_negative_question_the_wrong_options_are_those_of_the_article() -> None:
    asked = {"stem": "下列哪一项不属于测试的形式？", "options": ["笔试", "口试", "面试"]}
    assert remarks(**asked, answer="C", source=source(article=2)) == []
    assert (Remark.OTHER_THERE, "口试") in remarks(**asked, answer="B", source=source(article=2))


def test_blanks_and_true_statements_must_stand_in_the_article() -> None:
    assert remarks(kind="blank", stem="任期为____年。", options=[], answer=[["五", "5"]]) == []
    assert remarks(kind="blank", stem="任期为____年。", options=[], answer=[["四"]]) == [(Remark.KEY_MISSING, "四")]
    assert remarks(kind="true_false", stem="任期为五年。", options=[], answer=True) == []
    assert remarks(kind="true_false", stem="任期为七年。", options=[], answer=True) != []
    assert remarks(kind="true_false", stem="任期为七年。", options=[], answer=False) == []


@pytest.mark.parametrize(
    ("text", "as_digits"), [("十八周岁", "18周岁"), ("二〇三五年", "2035年"), ("一千三百", "1300"), ("两届", "2届")]
)
def test_numerals_are_compared_as_digits(text: str, as_digits: str) -> None:
    assert plain(text) == as_digits
