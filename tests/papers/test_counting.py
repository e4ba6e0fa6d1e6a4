"""What the desk counts while a contest runs: the roll, who has taken part, who is answering; on both engines."""

import asyncio

import pytest

from app.contests import moving
from app.core.clock import MINUTE
from app.papers.answers import Save
from app.papers.counting import Counts, TakingPart, counts, taking_part
from app.papers.hand_in import hand_in
from app.papers.sitting import start
from tests.small_contest import Opened, open_small_contest
from tests.world import EXEMPT, World

PLANNER, ACTIVIST = "赵测一", "陈测十"


@pytest.fixture
def cup(any_world: World) -> Opened:
    return open_small_contest(any_world)


def counted(cup: Opened, since: int = 0) -> Counts:
    with cup.house.database.reading() as session:
        return counts(session, cup.view.id, since=since)


def sit(cup: Opened, member: int, *, hands_in: bool = True) -> None:
    started = asyncio.run(start(cup.house, cup.again(), cup.member(member), cup.now))
    if hands_in:
        facts = Save(started.paper.key, started.paper.lease, cup.now + MINUTE, ())
        cup.house.writer.run(hand_in, facts, shelf={cup.view.id: cup.book})


def test_nobody_has_come_yet(cup: Opened) -> None:
    assert counted(cup) == Counts(roll=12, exempt=1, participated=0, answering=0, handed_in=0)
    assert counted(cup).expected == 11


def test_a_member_counts_once_however_often_papers_are_handed_in(cup: Opened, any_world: World) -> None:
    planner = any_world.members[PLANNER]
    sit(cup, planner)
    sit(cup, planner)
    sit(cup, planner, hands_in=False)
    sit(cup, any_world.members[ACTIVIST], hands_in=False)
    found = counted(cup)
    assert (found.participated, found.answering, found.handed_in) == (1, 2, 2)


def test_the_exempt_hand_in_without_counting_as_participation(cup: Opened, any_world: World) -> None:
    sit(cup, any_world.members[EXEMPT])
    found = counted(cup)
    assert (found.participated, found.handed_in) == (0, 1)


def test_today_begins_where_the_desk_says(cup: Opened, any_world: World) -> None:
    sit(cup, any_world.members[PLANNER])
    assert counted(cup, since=cup.now + MINUTE).handed_in == 1
    assert counted(cup, since=cup.now + MINUTE + 1).handed_in == 0


def test_who_left_and_who_is_exempt_now_is_off_the_denominator(cup: Opened, any_world: World) -> None:
    sit(cup, any_world.members[PLANNER])
    cup.house.writer.run(moving.leave, cup.view.id, any_world.keys[PLANNER], "retired", now=cup.now)
    cup.house.writer.run(moving.exempt, cup.view.id, any_world.keys[ACTIVIST], True, "illness", now=cup.now)
    assert counted(cup) == Counts(roll=11, exempt=2, participated=0, answering=0, handed_in=1)


def test_persons_and_person_times(cup: Opened, any_world: World) -> None:
    for name in (PLANNER, PLANNER, EXEMPT):
        sit(cup, any_world.members[name])
    sit(cup, any_world.members[ACTIVIST], hands_in=False)
    with cup.house.database.reading() as session:
        assert taking_part(session, cup.view.id) == TakingPart(persons=2, person_times=3)
