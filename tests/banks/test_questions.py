"""What a question shows in each language, and how its source is said."""

import pytest

from app.banks.files import read_bank
from app.banks.questions import QuestionBody, Source, body_text, chinese_number, from_body
from tests.banks.bank_files import bank, blank, question

pytestmark = pytest.mark.pure


def read(made: dict[str, object]) -> QuestionBody:
    (one,) = read_bank(bank(made)).questions
    return one


def test_english_stands_where_there_is_english() -> None:
    english = {"stem": "Which?", "options": ["a", "b", "c", "d"], "explanation": "Article 9."}
    one = read(question(en=english))
    assert one.text("en").stem == "Which?"
    assert one.text("en").options == ("a", "b", "c", "d")
    assert one.text("en").answer == one.text("zh").answer == "B"
    assert read(question()).text("en") == read(question()).text("zh")


def test_a_blank_is_right_in_either_language() -> None:
    one = read(blank(en={"stem": "There are ____.", "answer": [["five"]]}))
    assert one.equivalents() == (frozenset({"五", "5", "five"}),)
    assert one.blanks == 1
    assert one.text("en").answer == (("five",),)


def test_a_body_comes_back_as_it_went() -> None:
    draft = read_bank(bank(blank(en={"stem": "There are ____.", "answer": [["five"]]}), question()))
    for text, one in zip(draft.bodies, draft.questions, strict=True):
        assert from_body(text) == one
    assert body_text({"b": 1, "a": "字"}) == '{"a":"字","b":1}'


@pytest.mark.parametrize(
    ("places", "zh", "en"),
    [
        ((9,), "第九条", "art. 9"),
        ((25, 2, 3), "第二十五条第二款第三项", "art. 25, para. 2, item 3"),
        (("总纲", 11), "总纲第十一段", "总纲, para. 11"),
    ],
)
def test_a_source_is_said(places: tuple[int | str, ...], zh: str, en: str) -> None:
    source = Source("测试条例", 2020, *places)
    assert source.said("zh") == f"《测试条例》（2020年）{zh}"
    assert source.said("en") == f"测试条例 (2020), {en}"


def test_chinese_numbers() -> None:
    said = {1: "一", 10: "十", 11: "十一", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十", 1001: "一千零一"}
    assert {number: chinese_number(number) for number in said} == said
