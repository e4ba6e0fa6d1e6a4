"""Which attempts count, worked out by hand."""

from typing import Any

import pytest

from app.verify.counting_again import Result, merit, standing

pytestmark = pytest.mark.pure

MIDNIGHT = 1_767_196_800_000
"""2026-01-01 00:00 in China, 2025-12-31 16:00 UTC."""
HOUR, DAY = 3_600_000, 86_400_000


def result(
    attempt: int, score: int, seconds: int, started: int = MIDNIGHT, *, ms: int = 0, wrong: int = 0, home: int = 1
) -> Result:
    duration = seconds * 1000 + ms
    return Result(attempt, "m", home, attempt, score, duration, started + duration, wrong)


def rules(counts: str, *ties: str, **more: Any) -> dict[str, Any]:
    return {"counts": counts, "ties": ties, "counted_a_day": 1, "day_zone": "", **more}


def numbers(found: Any) -> list[int]:
    return sorted(one.attempt for one in found.attempts)


THREE = (result(1, 700, 60), result(2, 900, 90, MIDNIGHT + HOUR), result(3, 800, 30, MIDNIGHT + 2 * HOUR))


@pytest.mark.parametrize(("counts", "attempt"), [("best", 2), ("first", 1), ("last", 3)])
def test_one_attempt_counts(counts: str, attempt: int) -> None:
    assert numbers(standing(rules(counts, "duration"), reversed(THREE))) == [attempt]


def test_nobody_without_a_result_has_a_standing() -> None:
    assert all(standing(rules(counts), []) is None for counts in ("best", "first", "last", "daily_best", "daily_first"))


def test_the_best_is_found_by_the_ties_of_the_rules() -> None:
    slow_early = result(1, 900, 90, wrong=1)
    quick_late = result(2, 900, 60, MIDNIGHT + HOUR, wrong=3)
    assert numbers(standing(rules("best", "duration"), [slow_early, quick_late])) == [2]
    assert numbers(standing(rules("best", "handed_in"), [slow_early, quick_late])) == [1]
    assert numbers(standing(rules("best", "wrong", "duration"), [slow_early, quick_late])) == [1]


def test_after_whole_seconds_the_shorter_time_counts_then_the_first() -> None:
    """90.7 s and 90.2 s are the same 90 seconds; the second is shorter all the same."""
    assert numbers(standing(rules("best", "duration"), [result(1, 9, 90, ms=700), result(2, 9, 90, ms=200)])) == [2]
    assert numbers(standing(rules("best", "duration"), [result(2, 9, 90), result(1, 9, 90)])) == [1]


TWO_DAYS = (
    result(1, 500, 60, MIDNIGHT + HOUR, wrong=5),
    result(2, 800, 100, MIDNIGHT + 2 * HOUR, wrong=2),
    result(3, 800, 70, MIDNIGHT + 3 * HOUR, wrong=2),
    result(4, 300, 10, MIDNIGHT + DAY + HOUR, wrong=7),
    result(5, 600, 40, MIDNIGHT + DAY + 2 * HOUR, wrong=4),
)


def test_the_best_of_each_day_is_summed() -> None:
    """800 in 70 s with 2 wrong, and 600 in 40 s with 4 wrong."""
    found = standing(rules("daily_best", "duration"), TWO_DAYS)
    assert found is not None
    assert numbers(found) == [3, 5]
    assert (found.score, found.duration_ms, found.wrong) == (1400, 110_000, 6)
    assert found.handed_in == MIDNIGHT + DAY + 2 * HOUR + 40_000
    assert merit(rules("daily_best", "duration", "wrong"), found) == (-1400, 110, 6)


def test_the_first_of_each_day_are_summed() -> None:
    found = standing(rules("daily_first"), TWO_DAYS)
    assert found is not None
    assert (numbers(found), found.score, found.duration_ms, found.wrong) == ([1, 4], 800, 70_000, 12)
    found = standing(rules("daily_first", counted_a_day=2), TWO_DAYS)
    assert found is not None
    assert (numbers(found), found.score) == ([1, 2, 4, 5], 500 + 800 + 300 + 600)


def test_the_day_is_that_of_the_start_in_the_zone_of_the_rules() -> None:
    """Begun one minute before midnight in China and handed in after it: the old day's. In Ürümqi, two hours behind,
    both are of one day; in Tokyo, an hour ahead, too."""
    late = result(1, 500, 120, MIDNIGHT - 60_000)
    early = result(2, 300, 60, MIDNIGHT)
    found = standing(rules("daily_best"), [late, early])
    assert found is not None
    assert found.score == 800
    for zone in ("Asia/Urumqi", "Asia/Tokyo"):
        found = standing(rules("daily_best", day_zone=zone), [late, early])
        assert found is not None
        assert found.score == 500
