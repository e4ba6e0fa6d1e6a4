"""The clock: a stepped system clock moves no deadline."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import DAY, HOUR, STEP, Clock, instant, local, rfc3339

pytestmark = pytest.mark.pure
NOON = int(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp() * 1000)


def test_a_step_of_the_system_clock_is_reported_and_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    before = clock.now()
    wall = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: wall + DAY * 1_000_000)
    assert clock.now() - before < STEP
    assert abs(clock.step() - DAY) < STEP
    clock.follow()
    assert abs(clock.now() - before - DAY) < STEP
    assert abs(clock.step()) < STEP


def test_the_clock_goes_on_from_the_instant_it_was_given() -> None:
    clock = Clock()
    clock.follow(NOON)
    first = clock.now()
    assert 0 <= first - NOON < 1000
    assert clock.now() >= first


def test_instants_leave_the_server_as_utc_with_milliseconds() -> None:
    assert rfc3339(NOON + 7) == "2026-06-01T12:00:00.007Z"
    assert rfc3339(0) == "1970-01-01T00:00:00.000Z"


def test_an_instant_of_an_aware_datetime_and_back() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    assert instant(datetime(2026, 6, 1, 20, tzinfo=shanghai)) == NOON
    assert local(NOON, shanghai).hour == 20
    assert local(NOON + HOUR, shanghai).date().isoformat() == "2026-06-01"


def test_a_naive_datetime_has_no_instant() -> None:
    with pytest.raises(ValueError, match="naive"):
        instant(datetime(2026, 6, 1, 12))  # noqa: DTZ001 - that is the point
