"""Marking: exact, from the letters shown back to the letters of the bank, in hundredths of a mark."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.db import compact_json
from app.papers.marking import Key, bank_letters, fold, is_right, mark


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
    marked = mark(keys, ["BA", "ABC", "TF", ""], [300, 400, 50, 250], {1: "B", 2: "A", 3: "T", 4: compact_json(["三"])})
    assert marked.right == (True, False, True, True)
    assert (marked.score, marked.correct) == (600, 3)


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
