"""Marking: from the letters shown back to the letters of the bank, by the rules' way, in hundredths of a mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import compact_json
from app.papers.marking import Earned, Key, Worth, bank_letters, earn, fold, is_right, mark

pytestmark = pytest.mark.pure

SHOWN = "ABCDEF"


def test_a_single_choice_counts_by_what_was_shown_there() -> None:
    assert is_right(Key("B"), "CBAD", "B")
    assert is_right(Key("C"), "CBAD", "A")
    assert not is_right(Key("B"), "CBAD", "A")


def test_a_multiple_choice_needs_every_right_option_and_no_other() -> None:
    key = Key("BD")
    assert is_right(key, "DCBA", "AC")
    assert not is_right(key, "DCBA", "A")
    assert not is_right(key, "DCBA", "ABC")
    assert not is_right(key, "DCBA", "")


def test_true_and_false_stand_for_themselves() -> None:
    assert is_right(Key("T"), "TF", "T")
    assert not is_right(Key("F"), "TF", "T")


def test_a_blank_takes_any_equivalent_in_full_width_and_with_blanks() -> None:
    key = Key(gaps=(frozenset({"五", "5"}), frozenset({"中央委员会"})))
    assert is_right(key, "", compact_json(["５ ", "中央 委员会"]))
    assert not is_right(key, "", compact_json(["五", "中央"]))
    assert not is_right(key, "", compact_json(["五"]))


def test_a_paper_is_the_sum_of_its_right_items() -> None:
    keys = [Key("A"), Key("AB"), Key("T"), Key(gaps=(frozenset({"三"}),))]
    worths = [Worth(300), Worth(400), Worth(50), Worth(250)]
    marked = mark(keys, ["BA", "ABC", "TF", ""], worths, {1: "B", 2: "A", 3: "T", 4: compact_json(["三"])})
    assert marked.right == (True, False, True, True)
    assert (marked.score, marked.correct, marked.wrong) == (600, 3, 1)


@pytest.mark.parametrize(("marks", "half"), [(100, 0), (50, 0), (150, 100), (200, 100), (300, 200), (500, 300)])
def test_half_is_rounded_up_to_a_whole_mark_and_nothing_of_one_mark(marks: int, half: int) -> None:
    earned = earn(Key("ABD"), SHOWN, Worth(marks), "AB", "half")
    assert earned == Earned(half, right=False, wrong=half == 0)


def test_each_right_option_of_an_incomplete_answer_earns_its_marks_but_never_the_whole() -> None:
    def worth_of(value: str, option_marks: int) -> int:
        return earn(Key("ABCD"), SHOWN, Worth(200, option_marks=option_marks), value, "per_option").marks

    assert [worth_of(value, 50) for value in ("A", "AB", "ABC", "ABCD")] == [50, 100, 150, 200]
    assert [worth_of(value, 150) for value in ("A", "AB", "ABC", "ABCD")] == [150, 199, 199, 200]
    assert [worth_of(value, 50) for value in ("AE", "E", "ABCDE", "")] == [0, 0, 0, 0]


def test_a_wrong_answer_costs_its_marks_and_the_paper_is_never_below_nothing() -> None:
    keys, worths = (
        [Key("A"), Key("AB"), Key("B")],
        [Worth(100, deduct=50), Worth(300, deduct=200), Worth(100, deduct=50)],
    )
    marked = mark(keys, ["AB", "ABC", "AB"], worths, {1: "A", 2: "C"})
    assert [one.marks for one in marked.earned] == [100, -200, 0], "what is not answered costs nothing"
    assert (marked.score, marked.parts, marked.correct, marked.wrong) == (0, {"": -100}, 1, 1)


def test_what_is_half_right_is_neither_right_nor_wrong_and_costs_nothing() -> None:
    marked = mark([Key("AB")], ["ABC"], [Worth(200, deduct=100)], {1: "A"}, "half")
    assert (marked.score, marked.correct, marked.wrong) == (100, 0, 0)


def test_every_bank_has_its_own_part() -> None:
    keys, worths = (
        [Key("A"), Key("A"), Key("A")],
        [Worth(100, bank="law"), Worth(200, bank="tax", deduct=300), Worth(400, bank="law")],
    )
    marked = mark(keys, ["AB"] * 3, worths, {1: "A", 2: "B", 3: "A"})
    assert marked.parts == {"law": 500, "tax": -300}
    assert marked.score == 200


choices = st.sets(st.sampled_from(SHOWN), min_size=1).map(lambda letters: "".join(sorted(letters)))
rules = st.sampled_from(["exact", "half", "per_option"])


@st.composite
def worths(draw: st.DrawFn) -> Worth:
    marks = draw(st.integers(2, 2000))
    return Worth(marks, draw(st.integers(1, marks - 1)), draw(st.integers(0, 500)))


@given(choices, choices | st.just(""), worths(), rules)
def test_what_one_item_earns(right: str, given_: str, worth: Worth, rule: str) -> None:
    earned = earn(Key(right), SHOWN, worth, given_, rule)  # type: ignore[arg-type]
    incomplete = bool(given_) and set(given_) < set(right)
    if not given_:
        assert earned == Earned(0, right=False, wrong=False)
    elif given_ == right:
        assert earned == Earned(worth.marks, right=True, wrong=False)
    elif rule == "exact" or not incomplete:
        assert earned == Earned(-worth.deduct, right=False, wrong=True)
    else:
        assert earned.marks < worth.marks
        assert earned.wrong == (earned.marks <= 0)
        if rule == "half" and worth.marks > 100:
            assert earned.marks % 100 == 0
            assert 2 * earned.marks >= worth.marks > 2 * (earned.marks - 100)
        if rule == "per_option":
            assert earned.marks == min(worth.option_marks or 0, (worth.marks - 1) // len(given_)) * len(given_) or (
                earned.marks == worth.marks - 1
            )


@given(
    st.lists(st.tuples(choices, choices | st.just(""), worths(), st.sampled_from(["law", "tax"])), max_size=12), rules
)
def test_a_paper_is_its_parts_and_never_below_nothing(items: list[tuple[str, str, Worth, str]], rule: str) -> None:
    keys = [Key(right) for right, _given, _worth, _bank in items]
    each = [worth._replace(bank=bank) for _right, _given, worth, bank in items]
    answers = {n: given_ for n, (_right, given_, _worth, _bank) in enumerate(items, 1)}
    marked = mark(keys, [SHOWN] * len(items), each, answers, rule)  # type: ignore[arg-type]
    assert marked.score == max(0, sum(marked.parts.values()))
    assert sum(marked.parts.values()) == sum(one.marks for one in marked.earned)
    assert marked.correct + marked.wrong <= sum(bool(value) for value in answers.values())
    more = mark(keys, [SHOWN] * len(items), each, {n: keys[n - 1].letters for n in answers}, rule)  # type: ignore[arg-type]
    assert more.score == sum(worth.marks for worth in each)
    assert marked.score <= more.score


@given(st.permutations("ABCDE"), st.sets(st.sampled_from("ABCDE"), min_size=1))
def test_whatever_the_order_ticking_the_right_texts_is_right(order: list[str], right: set[str]) -> None:
    shown = "".join(order)
    ticked = "".join(letter for place, letter in enumerate("ABCDE") if shown[place] in right)
    assert is_right(Key("".join(sorted(right))), shown, ticked)
    assert bank_letters(shown, ticked) == "".join(sorted(right))


@given(st.text("五5三分之二abcXYZ", min_size=1, max_size=12))
def test_width_case_and_blanks_make_no_difference(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert fold(f" {wide}\u3000") == fold(text.upper()) == fold(text)
