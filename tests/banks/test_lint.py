"""Every rule of the lint finds its case and leaves a sound bank alone."""

from typing import Any

import pytest

from app.banks.faults import Severity
from app.banks.files import read_bank
from app.banks.laws import LawEdition, Laws
from app.banks.lint import lint
from tests.banks.bank_files import bank, blank, question, true_false

pytestmark = pytest.mark.pure

LAWS = Laws(
    {
        "测试条例": {
            2020: LawEdition(2020, articles=20, preamble="序言", missing=frozenset({13})),
            2010: LawEdition(2010, articles=30, superseded_by=2020),
        }
    }
)
E, W = Severity.ERROR, Severity.WARNING


def found(*questions: dict[str, Any], laws: Laws = LAWS) -> list[tuple[str, str, str]]:
    draft = read_bank(bank(*questions))
    assert not draft.faults, [fault.said("zh") for fault in draft.faults]
    return [(finding.severity, finding.question, finding.at) for finding in lint(draft, laws)]


def test_a_sound_bank_has_no_findings() -> None:
    assert found(question("q-1"), true_false(), blank(), question("q-2", kind="multiple", answer="AC")) == []


@pytest.mark.parametrize(
    ("changes", "severity", "at"),
    [
        ({"answer": "E"}, E, "answer"),
        ({"answer": "AB"}, E, "answer"),
        ({"kind": "multiple", "answer": "A"}, E, "answer"),
        ({"kind": "multiple", "answer": "ABCD"}, W, "answer"),
        ({"options": ["一样", "二", "三", "一 样"]}, E, "options"),
        ({"stem": "党的根本宗旨是（B）。"}, E, "stem"),
        ({"stem": "正确的有（A、C）哪些？"}, E, "stem"),
        ({"stem": "这里写着乙项内容，选哪个？"}, W, "stem"),
        ({"options": ["本题的编号是哪一个（q-1）？", "二二", "三", "四"]}, W, "options"),
        ({"explanation": None}, W, "explanation"),
        ({"source": None}, W, "source"),
        ({"source": {"document": "测试条例", "edition": 2020}}, W, "source"),
        ({"source": {"document": "别的条例", "edition": 2020, "article": 1}}, W, "source.document"),
        ({"source": {"document": "测试条例", "edition": 2021, "article": 1}}, W, "source.edition"),
        ({"source": {"document": "测试条例", "edition": 2010, "article": 1}}, W, "source.edition"),
        ({"source": {"document": "测试条例", "edition": 2020, "article": 21}}, E, "source.article"),
        ({"source": {"document": "测试条例", "edition": 2020, "article": 0}}, E, "source.article"),
        ({"source": {"document": "测试条例", "edition": 2020, "article": 13}}, W, "source.article"),
        ({"source": {"document": "测试条例", "edition": 2020, "article": "总纲"}}, W, "source.article"),
    ],
)
def test_each_rule(changes: dict[str, Any], severity: Severity, at: str) -> None:
    assert found(question("q-1", **changes)) == [(severity, "q-1", at)]


@pytest.mark.parametrize(
    "changes",
    [
        {"source": {"document": "测试条例", "edition": 2020, "article": 20}},
        {"source": {"document": "测试条例", "edition": 2020, "article": "序言"}},
        {"stem": "下列（含附件）哪一项对？"},
        {"stem": "甲项内容和乙项内容，先做哪个？"},
    ],
)
def test_what_is_at_the_edge_is_left_alone(changes: dict[str, Any]) -> None:
    assert found(question("q-1", **changes)) == []


def test_gaps_and_answers_must_be_as_many_in_both_languages() -> None:
    assert found(blank(stem="有____和____。")) == [(E, "b-1", "stem")]
    assert found(blank(stem="没有空。")) == [(E, "b-1", "stem")]
    assert found(blank(en={"stem": "no gap"})) == [(E, "b-1", "en.stem")]
    assert found(blank(stem="由____到____。", answer=[["一"], ["二"]])) == []


def test_the_same_question_twice_is_an_error_even_with_its_options_in_another_order() -> None:
    twin = question("q-2", stem="本题的编号是哪一个(Q-1)?", options=["丁项内容", "丙项内容", "乙项内容", "甲项内容"])
    assert found(question("q-1"), twin) == [(E, "q-2", "stem")]


def test_the_same_stem_over_other_options_is_a_warning() -> None:
    other = question("q-2", stem="本题的编号是哪一个（q-1）？", options=["东", "南", "西", "北"])
    assert found(question("q-1"), other) == [(W, "q-2", "stem")]


def test_nearly_the_same_stem_is_a_warning() -> None:
    one = question("q-1", stem="党员如果没有正当理由，连续六个月不参加党的组织生活，应当怎样处理才符合党章的规定？")
    other = question("q-2", stem="党员如果没有正当理由，连续六个月不参加党的组织生活，应当怎样处理才符合党章规定？")
    assert found(one, other) == [(W, "q-2", "stem")]


def test_one_letter_too_often_is_a_warning_about_the_bank() -> None:
    stems = "春天夏日秋风冬雪东边南方西山北海上面下方"
    questions = [question(f"q-{n}", stem=stems[n * 2] * 12, answer="B" if n < 7 else "C") for n in range(10)]
    assert found(*questions) == [(W, "", "answer")]
    assert found(*questions[1:]) == [], "nine questions are too few to tell"


def test_without_a_list_of_laws_sources_are_not_judged() -> None:
    beyond = question(source={"document": "测试条例", "edition": 2020, "article": 999})
    assert found(beyond, laws=Laws({})) == []
