"""Every rule of the lint finds its case and leaves a sound bank alone."""

from typing import Any

import pytest

from app.banks.faults import RULE_NAMES, SEVERITY_NAMES, Rule, Severity
from app.banks.files import read_bank
from app.banks.laws import LawEdition, Laws
from app.banks.lint import counts, lint
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
E, D, W, N = Severity.ERROR, Severity.DOUBT, Severity.WARNING, Severity.NOTE


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
        ({"stem": "党的根本宗旨是（C）。"}, E, "stem"),
        ({"en": {"stem": "It is (C).", "options": ["a", "b", "c", "d"]}}, E, "en.stem"),
        ({"stem": "正确的有（A、C）哪些？"}, E, "stem"),
        ({"stem": "这里写着乙项内容，选哪个？"}, W, "stem"),
        ({"options": ["本题的编号是哪一个（q-1）？", "二二", "三", "四"]}, W, "options"),
        ({"explanation": None}, W, "explanation"),
        ({"source": None}, W, "source"),
        ({"source": {"document": "测试条例", "edition": 2020}}, W, "source"),
        ({"source": {"document": "别的条例", "edition": 2020, "article": 1}}, W, "source.document"),
        ({"source": {"document": "测试条例", "edition": 2021, "article": 1}}, W, "source.edition"),
        ({"source": {"document": "测试条例", "edition": 2010, "article": 1}}, D, "source.edition"),
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


@pytest.mark.parametrize(
    ("made", "severity", "at"),
    [
        (question(explanation="条文写得清楚，故选C。"), D, "explanation"),
        (question(kind="multiple", answer="AC", explanation="答案：A、B。"), D, "explanation"),
        (true_false(answer=True, explanation="错误。条文写的是五年。"), D, "explanation"),
        (true_false(answer=False, explanation="说法正确，条文写的是五年。"), D, "explanation"),
        (question(explanation="第十条规定了编号。"), D, "source.article"),
        (question(explanation="A项不在条文里。"), W, "explanation"),
        (question(options=["甲项内容", "乙项内容", "丙项内容", "以上都是"]), W, "options"),
        (question(options=["甲项内容", "乙项内容", "丙项内容", "A和B"]), W, "options"),
        (question(options=["甲项内容", "乙项内容", "丙", "本题的编号是哪一个（q-1）？三个都是"]), W, "options"),
    ],
)
def test_a_key_that_is_doubtful_wants_a_person(made: dict[str, Any], severity: Severity, at: str) -> None:
    assert (severity, made["id"], at) in found(made)


@pytest.mark.parametrize(
    "made",
    [
        question(explanation="条文写得清楚，应选择乙项内容。"),
        question(explanation="第九条和第十条都规定了编号。"),
        question(explanation="依《测试条例》第9条。"),
        true_false(answer=False, explanation="正确的写法是五年。"),
        true_false(answer=True, explanation="对照条文，五年是对的。"),
        question(options=["甲项内容", "乙项内容", "丙项内容", "上级都同意才算"]),
        question(stem="下列（A）级景区里哪一个最早？", kind="blank", options=None, answer=[["甲"]], explanation="有。"),
    ],
)
def test_what_only_looks_doubtful_is_left_alone(made: dict[str, Any]) -> None:
    assert [one for one in found(made) if one[2] != "stem"] == []


def test_a_key_in_the_brackets_is_kept_as_the_key_and_hidden() -> None:
    made = [
        question("q-1", stem="党的根本宗旨是（Ｂ）。", en={"stem": "It is (B).", "options": ["a", "b", "c", "d"]}),
        question("q-2", kind="multiple", stem="有（A、C）两种。", answer=None),
        true_false("t-1", stem="（×）任期七年。", answer=None),
    ]
    draft = read_bank(bank(*made))
    one, two, judged = draft.questions
    assert (one.stem, one.answer, one.en["stem"]) == ("党的根本宗旨是（　　）。", "B", "It is （　　）.")
    assert (two.stem, two.answer) == ("有（　　）两种。", "AC")
    assert (judged.stem, judged.answer) == ("任期七年。", False)
    assert not any("（B）" in body or "（×）" in body for body in draft.bodies)
    assert {(finding.severity, finding.rule) for finding in lint(draft, LAWS)} == {(N, Rule.KEY_HIDDEN)}


def test_the_same_question_with_another_answer_is_said() -> None:
    twin = question("q-2", stem="本题的编号是哪一个(q-1)?", answer="C")
    (finding,) = lint(read_bank(bank(question("q-1"), twin)), LAWS)
    assert (finding.severity, "答案却不同" in finding.said("zh")) == (E, True)


def test_what_is_right_in_one_and_wrong_in_its_twin_is_doubtful() -> None:
    other = question("q-2", stem="本题的编号是哪一个（q-1）？", options=["乙项内容", "东", "南", "北"], answer="C")
    assert found(question("q-1"), other) == [(D, "q-2", "answer")]
    reverse = {**other, "options": ["甲项内容", "东", "南", "北"], "answer": "A"}
    assert found(question("q-1"), reverse) == [(D, "q-2", "answer")]


def test_too_many_true_statements_are_said() -> None:
    stems = "春天夏日秋风冬雪东边南方西山北海上面下方"
    made = [true_false(f"t-{n}", stem=stems[n * 2] * 12, answer=n > 1) for n in range(10)]
    assert found(*made) == [(W, "", "answer")]
    assert found(*[{**one, "answer": n > 2} for n, one in enumerate(made)]) == []


def test_a_right_answer_that_is_mostly_the_longest_is_said() -> None:
    stems = "春天夏日秋风冬雪东边南方西山北海上面下方"
    longest = ["甲项", "乙项的内容", "丙项", "丁项"]
    made = [
        question(
            f"q-{n}", stem=stems[n * 2] * 12, answer="ABCD"[n % 4], options=longest[1 - n % 4 :] + longest[: 1 - n % 4]
        )
        for n in range(10)
    ]
    assert (W, "", "options") in found(*made)
    assert found(*[{**one, "options": ["甲项", "乙项", "丙项", "丁项"]} for one in made]) == []


def test_findings_are_counted_by_severity_and_rule() -> None:
    draft = read_bank(bank(question("q-1", explanation=None), question("q-2", explanation=None, answer="E")))
    assert counts(lint(draft, LAWS)) == {E: {Rule.NO_OPTION: 1}, W: {Rule.NO_EXPLANATION: 2}}
    faulty = read_bank(bank(true_false(options=["对", "错"])))
    assert counts(faulty.faults) == {E: {Rule.FORMAT: 1}}, "a true-or-false question has no options"


def test_every_rule_and_severity_has_its_name() -> None:
    assert set(RULE_NAMES) == set(Rule)
    assert set(SEVERITY_NAMES) == set(Severity)
