"""Instants, spans and figures as an organiser reads them."""

from zoneinfo import ZoneInfo

import pytest

from app.core.clock import DAY, HOUR, MINUTE
from app.desk.saying import Saying

CHINESE = Saying("zh", ZoneInfo("Asia/Shanghai"))
ENGLISH = Saying("en", ZoneInfo("Asia/Shanghai"))
EIGHT = 1_780_272_000_000
"""2026-06-01 08:00 in Shanghai."""


def test_a_window_ends_at_24_o_clock_of_its_last_day() -> None:
    july = EIGHT - 8 * HOUR + 30 * DAY
    assert CHINESE.window(EIGHT, july) == "2026年6月1日 8:00 至 2026年6月30日 24:00"
    assert ENGLISH.window(EIGHT, july) == "1 June 2026, 08:00 – 30 June 2026, 24:00"


def test_a_field_and_its_instant_are_the_same_moment_in_the_offices_zone() -> None:
    assert CHINESE.field(EIGHT) == "2026-06-01T08:00"
    assert CHINESE.instant("2026-06-01T08:00") == CHINESE.instant(" 2026-06-01 08:00 ") == EIGHT
    with pytest.raises(ValueError, match="Invalid"):
        CHINESE.instant("yesterday")


def test_the_day_begins_at_local_midnight() -> None:
    assert CHINESE.midnight(EIGHT) == EIGHT - 8 * HOUR


@pytest.mark.parametrize(
    ("ms", "said"),
    [(18 * DAY + 3 * HOUR, "18 天 3 小时"), (2 * HOUR + MINUTE, "2 小时 1 分"), (59_000, "1 分钟"), (-5, "1 分钟")],
)
def test_spans_in_their_two_largest_units(ms: int, said: str) -> None:
    assert CHINESE.span(ms) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(2316, 2742, "84.46%"), (1, 3, "33.33%"), (2, 3, "66.67%"), (0, 0, "–"), (7, 7, "100.00%")],
)
def test_percentages_are_rounded_half_up_by_integers(part: int, whole: int, said: str) -> None:
    assert CHINESE.percent(part, whole) == said


def test_marks_are_hundredths() -> None:
    assert [CHINESE.marks(hundredths) for hundredths in (300, 350, 86_30, 5)] == ["3", "3.5", "86.3", "0.05"]
