"""Marks and shares as people read them."""

import pytest

from app.core.figures import fixed, marks, percent, plain


@pytest.mark.parametrize(
    ("hundredths", "said"),
    [(0, "0"), (5, "0.05"), (100, "1"), (350, "3.5"), (9765, "97.65"), (12000, "120"), (-50, "-0.5"), (-150, "-1.5")],
)
def test_marks_have_as_many_places_as_they_need(hundredths: int, said: str) -> None:
    assert marks(hundredths) == said


def test_shares_have_all_their_places() -> None:
    assert (percent(9545), percent(10_000), percent(0), percent(7)) == ("95.45%", "100.00%", "0.00%", "0.07%")


def test_any_number_of_places() -> None:
    assert (plain(9545, 4), plain(10_000, 4), fixed(12, 0), fixed(-5, 3)) == ("0.9545", "1", "12", "-0.005")
