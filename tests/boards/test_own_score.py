"""What counts of one member's results: the same as on the boards, and of one day alone."""

import pytest

from app.boards.counting import Attempt
from app.boards.own_score import own_score
from app.boards.scheme import Scheme
from app.core.clock import DAY, HOUR, MINUTE

MORNING = 1_780_272_000_000
"""8:00 of a day in China."""


def result(attempt: int, score: int, start: int) -> Attempt:
    return Attempt(attempt, score, MINUTE, start + MINUTE, start, 0, 0)


TWO_DAYS = [
    result(1, 600, MORNING),
    result(2, 900, MORNING + HOUR),
    result(3, 700, MORNING + DAY),
    result(4, 500, MORNING + DAY + HOUR),
]


@pytest.mark.parametrize(("counts", "whole"), [("best", 900), ("first", 600), ("last", 500)])
def test_one_attempt_of_all_counts_and_no_day(counts: str, whole: int) -> None:
    found = own_score(Scheme(total=1000, counts=counts), TWO_DAYS, MORNING)
    assert found is not None
    assert (found.whole, found.of_the_day) == (whole, None)


def test_the_best_of_each_day_is_added_up_and_said_for_the_day_of_the_paper() -> None:
    daily = Scheme(total=1000, counts="daily_best")
    first, second = own_score(daily, TWO_DAYS, MORNING), own_score(daily, TWO_DAYS, MORNING + DAY)
    assert first is not None
    assert second is not None
    assert (first.whole, first.of_the_day, first.days) == (1600, 900, 2)
    assert (second.whole, second.of_the_day) == (1600, 700)


def test_the_first_few_of_a_day_are_added_up() -> None:
    found = own_score(Scheme(total=1000, counts="daily_first", counted_a_day=2), TWO_DAYS, MORNING + DAY)
    assert found is not None
    assert (found.whole, found.of_the_day) == (2700, 1200)


def test_nobody_has_a_score_without_a_result() -> None:
    assert own_score(Scheme(total=1000, counts="daily_best"), [], MORNING) is None
    found = own_score(Scheme(total=1000, counts="daily_best"), TWO_DAYS, MORNING + 5 * DAY)
    assert found is not None
    assert found.of_the_day is None
