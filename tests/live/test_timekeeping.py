"""The clock: doubted when it stands behind what is stored, followed only when nobody sits a paper."""

import asyncio
import time

import pytest

from app.core.clock import DAY, HOUR, SECOND
from app.core.house import House
from app.core.refusal import Refusal
from app.live.timekeeping import _watch_step, follow_database, set_clock
from app.papers.sitting import start
from tests.small_contest import Opened, open_small_contest
from tests.world import World

PLANNER = "赵测一"


@pytest.fixture
def cup(any_world: World) -> Opened:
    return open_small_contest(any_world)


def starting(cup: Opened, member: int) -> None:
    asyncio.run(start(cup.house, cup.view, cup.member(member), cup.house.clock.now()))


def test_a_clock_behind_what_is_stored_starts_nothing_until_confirmed(cup: Opened, any_world: World) -> None:
    cup.house.clock.doubt(cup.house.clock.now() + DAY)
    with pytest.raises(Refusal, match=r"clock\.behind"):
        starting(cup, any_world.members[PLANNER])
    cup.house.clock.confirm()
    starting(cup, any_world.members[PLANNER])


def test_at_start_what_is_stored_is_compared_with_the_clock(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cup = open_small_contest(any_world)
    set_clock(cup.house)
    assert not cup.house.clock.doubtful
    cup.house.clock.follow(cup.now - HOUR)
    monkeypatch.setattr("app.live.timekeeping.follow_database", lambda house: None)
    set_clock(cup.house)
    assert cup.house.clock.doubtful


def test_a_step_waits_for_open_papers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cup = open_small_contest(world)
    starting(cup, world.members[PLANNER])
    stepped = time.time_ns() + HOUR * 1_000_000
    monkeypatch.setattr("app.core.clock.time.time_ns", lambda: stepped)
    before = cup.house.clock.now()
    assert _watch_step(cup.house, 0) > 0
    assert cup.house.clock.now() - before < 60 * SECOND


def test_a_step_is_followed_when_nobody_sits_a_paper(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cup = open_small_contest(world)
    stepped = time.time_ns() + HOUR * 1_000_000
    monkeypatch.setattr("app.core.clock.time.time_ns", lambda: stepped)
    before = cup.house.clock.now()
    assert _watch_step(cup.house, 0) == 0
    assert cup.house.clock.now() - before >= HOUR - SECOND


@pytest.mark.postgres
def test_an_answer_of_the_database_that_came_late_sets_no_clock_back(
    postgres_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that hung brings the time of the question, not of the answer."""
    clock = postgres_house.clock
    follow_database(postgres_house)
    began, later = clock.now(), iter((0, 5 * SECOND, 5 * SECOND))
    monkeypatch.setattr(clock, "now", lambda: began + next(later, 5 * SECOND))
    followed: list[int] = []
    monkeypatch.setattr(clock, "follow", followed.append)
    follow_database(postgres_house)
    assert followed == []
    monkeypatch.undo()
    follow_database(postgres_house)
