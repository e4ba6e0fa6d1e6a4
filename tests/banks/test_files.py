"""A bank file is understood whole, or every fault says where it stands and what to do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banks.files import Draft, read_bank
from tests.banks.bank_files import bank, blank, question, true_false

pytestmark = pytest.mark.pure


def places(draft: Draft) -> list[tuple[str, str]]:
    return [(fault.question, fault.at) for fault in draft.faults]


def test_a_sound_file_becomes_a_draft_in_the_order_of_the_ids() -> None:
    draft = read_bank(bank(question("q-2"), true_false("q-10"), blank("q-1"), en={"title": "Made"}), "made.yaml")
    assert draft.faults == ()
    assert (draft.bank, draft.title, draft.title_en, draft.edition) == ("made", "测试题库", "Made", "2020.1")
    assert [one.name for one in draft.questions] == ["q-1", "q-10", "q-2"]
    assert [one.answer for one in draft.questions] == [(("五", "5"),), True, "B"]


def test_the_digest_follows_the_questions_and_nothing_else() -> None:
    one = read_bank(bank(question("a"), question("b")))
    assert one.digest == read_bank(bank(question("b"), question("a"), title="别的名字")).digest
    assert one.digest != read_bank(bank(question("a"), question("b", answer="C"))).digest
    assert one.digest != read_bank(bank(question("a"))).digest


def test_letters_are_put_in_order_and_numbers_are_texts() -> None:
    raw = bank(question(kind="multiple", answer="db", options=[2035, 2045, 5, 50], explanation="见原文"))
    (read,) = read_bank(raw).questions
    assert (read.answer, read.options) == ("BD", ("2035", "2045", "5", "50"))


def test_a_fault_says_file_line_question_field_and_what_to_do() -> None:
    draft = read_bank(bank(question("q-1"), question("q-2", answer="X")), "made.yaml")
    (fault,) = draft.faults
    assert (fault.file, fault.question, fault.at) == ("made.yaml", "q-2", "answer")
    assert bank(question("q-1"), question("q-2", answer="X")).decode().splitlines()[fault.line - 1] == "  answer: X"
    assert fault.said("zh") == f"made.yaml:{fault.line} q-2 answer: 答案要写选项字母，如 B 或 BD，每个字母一次。"
    assert len(draft.questions) == 1, "a question with a fault is no question"


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"id": "有空 格"}, "id"),
        ({"id": None}, "id"),
        ({"kind": "essay"}, "kind"),
        ({"stem": ""}, "stem"),
        ({"stem": "字" * 2001}, "stem"),
        ({"stem": ["列表"]}, "stem"),
        ({"options": ["只有一个"]}, "options"),
        ({"options": ["一", "二", True]}, "options.3"),
        ({"answer": "BB"}, "answer"),
        ({"answer": None}, "answer"),
        ({"kind": "true_false", "options": None, "answer": "对"}, "answer"),
        ({"kind": "true_false", "answer": True}, "options"),
        ({"kind": "blank", "options": None, "answer": "五"}, "answer"),
        ({"kind": "blank", "options": None, "answer": [[]]}, "answer.1"),
        ({"kind": "blank", "options": None, "answer": [["五", ""]]}, "answer.1.2"),
        ({"source": "第九条"}, "source"),
        ({"source": {"document": "测试条例"}}, "source.edition"),
        ({"source": {"document": "测试条例", "edition": 2020, "page": 3}}, "source.page"),
        ({"difficulty": "易"}, "difficulty"),
        ({"topics": "编号"}, "topics"),
        ({"status": "done"}, "status"),
        ({"colour": "red"}, "colour"),
        ({"en": {"stem": "Which?", "options": ["a", "b"]}}, "en.options"),
        ({"en": {"stem": "Which?", "options": ["a", "b", "c", "d"], "answr": "B"}}, "en.answr"),
    ],
)
def test_each_field_is_checked(changes: dict[str, Any], at: str) -> None:
    draft = read_bank(bank(question("q-1", **changes)))
    name = "q-1" if at != "id" else "#1"
    assert (name, at) in places(draft)
    assert draft.questions == ()


def test_a_repeated_id_names_the_line_of_the_first() -> None:
    draft = read_bank(bank(question("q-1"), question("q-2"), question("q-1")), "made.yaml")
    (fault,) = draft.faults
    assert (fault.question, fault.at, fault.facts["other"]) == ("q-1", "id", draft.lines["q-1"])


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"bank: made\nbank: twice\n", 2),
        (b"bank: &a made\ntitle: *a\n", 1),
        (b"bank: !!python/object:os.system x\n", 1),
        (b"bank: made\n  title: x\n", 2),
        (b'bank: "a\\0b"\n', 1),
        (b"bank: \xff\n", 1),
        (b'bank: "\\ud800"\n', 1),
        (b"[" * 200, 1),
        (b"just a word", 1),
        (b"", 1),
    ],
)
def test_what_is_no_plain_yaml_is_refused_by_line(raw: bytes, line: int) -> None:
    (fault,) = read_bank(raw, "made.yaml").faults
    assert fault.line in (line, 0), fault
    assert "made.yaml" in fault.said("zh")


def test_a_bomb_of_aliases_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (fault,) = read_bank("\n".join(lines).encode()).faults
    assert fault.sentence.startswith("文件里用了锚点或别名")


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    (fault,) = read_bank(b"#" * 4_000_001).faults
    assert "4 MB" in fault.said("zh")


def test_heads_are_checked_and_unknown_heads_named() -> None:
    draft = read_bank(bank(question(), bank="党章 题库", edition=None, author="某人"))
    assert places(draft) == [("", "author"), ("", "bank"), ("", "edition")]


words = st.text(max_size=20) | st.integers(-5, 5) | st.booleans() | st.none()
values = st.recursive(
    words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "kind", "stem", "options", "answer", "en", "source"]), values)))
def test_whatever_stands_in_a_file_reading_never_fails(questions: list[dict[str, Any]]) -> None:
    draft = read_bank(bank(*questions))
    assert draft.faults or draft.questions
    assert all(fault.said("zh") and fault.said("en") for fault in draft.faults)


@given(st.binary(max_size=300))
def test_bytes_never_fail_either(raw: bytes) -> None:
    assert read_bank(raw).faults


def test_a_bank_may_say_whom_it_is_meant_for() -> None:
    draft = read_bank(bank(question("a"), audience=["activist", "applicant", "activist"]))
    assert (draft.faults, draft.audience) == ((), ("activist", "applicant"))
    assert draft.digest == read_bank(bank(question("a"))).digest


@pytest.mark.parametrize("audience", ["activist", ["full"], [1], {"activist": True}])
def test_an_audience_is_a_list_of_known_categories(audience: Any) -> None:
    assert places(read_bank(bank(question("a"), audience=audience))) == [("", "audience")]
