"""The second marking: the same rules, written again."""

from fractions import Fraction

import pytest

from app.core.db import compact_json
from app.verify.refolding import half_up, ranked
from app.verify.remarking import is_right, score

pytestmark = pytest.mark.pure

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
    assert score(items, [300, 450], {1: "B", 2: "BD", 3: "A"}) == (750, 2)


def test_halves_go_up() -> None:
    assert [half_up(Fraction(n, 2)) for n in range(4)] == [0, 1, 1, 2]
    assert ranked([]) == []
