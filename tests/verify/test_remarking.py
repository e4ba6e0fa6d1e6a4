"""The second marking: the same rules, written again."""

from fractions import Fraction
from typing import Any

import pytest

from app.core.db import compact_json
from app.verify.refolding import half_up, ranked
from app.verify.remarking import is_right, score

pytestmark = pytest.mark.pure


def section(marks: int, **more: Any) -> dict[str, Any]:
    return {"bank": "sample", "marks": marks, "option_marks": None, "deduct": 0, **more}


MULTIPLE = {"kind": "multiple", "answer": "BD"}


@pytest.mark.parametrize(
    ("order", "value", "right"),
    [
        ("ABCD", "BD", True),
        ("ABCD", "B", False),
        ("ABCD", "ABD", False),
        ("DCBA", "AC", True),
        ("DCBA", "BD", False),
        ("ABCD", "", False),
    ],
)
def test_multiple_is_right_only_exactly(order: str, value: str, right: bool) -> None:
    assert is_right(MULTIPLE, order, value) is right


@pytest.mark.parametrize(("answer", "value", "right"), [(True, "T", True), (True, "F", False), (False, "F", True)])
def test_true_or_false(answer: bool, value: str, right: bool) -> None:
    assert is_right({"kind": "true_false", "answer": answer}, "TF", value) is right


@pytest.mark.parametrize(
    ("texts", "right"),
    [(["五", "5"], True), ([" 五 ", "５"], True), (["Five", "5"], True), (["五"], False), (["五", ""], False)],
)
def test_blanks_are_compared_folded_in_either_language(texts: list[str], right: bool) -> None:
    question = {"kind": "blank", "answer": [["五"], ["5", "五"]], "en": {"answer": [["five"], ["5"]]}}
    assert is_right(question, "", compact_json(texts)) is right


def test_a_score_adds_the_marks_of_what_is_right() -> None:
    items = [(0, {"kind": "single", "answer": "A"}, "BA"), (1, MULTIPLE, "ABCD"), (1, MULTIPLE, "ABCD")]
    mark = score(items, [section(300), section(450)], {1: "B", 2: "BD", 3: "A"})
    assert (mark.score, mark.right, mark.wrong) == (750, 2, 1)


def test_halves_go_up() -> None:
    assert [half_up(Fraction(n, 2)) for n in range(4)] == [0, 1, 1, 2]
    assert ranked([]) == []


@pytest.mark.parametrize(
    ("marks", "value", "earned"),
    [
        (400, "B", 200),
        (300, "D", 200),
        (150, "B", 100),
        (200, "B", 100),
        (100, "B", 0),
        (50, "B", 0),
        (400, "BD", 400),
        (400, "AB", 0),
        (400, "ABD", 0),
        (400, "", 0),
    ],
)
def test_half_for_an_incomplete_answer_is_a_whole_mark_upwards(marks: int, value: str, earned: int) -> None:
    assert score([(0, MULTIPLE, "ABCD")], [section(marks)], {1: value}, "half").score == earned


@pytest.mark.parametrize(
    ("answer", "value", "earned"),
    [("BD", "B", 150), ("BCD", "BC", 300), ("BCDE", "BCD", 399), ("BCD", "BCD", 400), ("BCD", "ABC", 0), ("BD", "", 0)],
)
def test_each_right_option_of_an_incomplete_answer_earns_its_marks(answer: str, value: str, earned: int) -> None:
    question = {"kind": "multiple", "answer": answer}
    mark = score([(0, question, "ABCDE")], [section(400, option_marks=150)], {1: value}, "per_option")
    assert mark.score == earned


def test_only_multiple_choice_pays_for_half_an_answer() -> None:
    blank = {"kind": "blank", "answer": [["五"], ["六"]]}
    assert score([(0, blank, "")], [section(400)], {1: '["五",""]'}, "half").score == 0


def test_wrong_answers_cost_and_a_paper_is_never_below_nothing() -> None:
    """300 right, 200 for half, −50 for a wrong one, nothing for none: 450. Then only wrong ones: 0, not −100."""
    single = {"kind": "single", "answer": "A"}
    items = [(0, single, "ABCD"), (1, MULTIPLE, "ABCD"), (0, single, "ABCD"), (0, single, "ABCD")]
    sections = [section(300, deduct=50), section(400, bank="other", deduct=30)]
    mark = score(items, sections, {1: "A", 2: "B", 3: "C"}, "half")
    assert (mark.score, mark.right, mark.wrong, mark.parts) == (450, 1, 1, {"sample": 250, "other": 200})
    mark = score(items, sections, {1: "B", 2: "A", 3: "C", 4: ""}, "half")
    assert (mark.score, mark.right, mark.wrong, mark.parts) == (0, 0, 3, {"sample": -100, "other": -30})


def test_half_of_a_mark_that_earns_nothing_is_wrong_and_costs() -> None:
    mark = score([(0, MULTIPLE, "ABCD")] * 2, [section(100, deduct=20)], {1: "BD", 2: "B"}, "half")
    assert (mark.score, mark.right, mark.wrong) == (80, 1, 1)
