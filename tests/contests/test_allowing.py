"""More time and further attempts for one person: entries, and what they move."""

import asyncio
import json
from typing import Any

import pytest

from app.contests.allowing import Granted, allow_attempts, allow_time, granted
from app.core.clock import DAY, MINUTE, SECOND
from app.core.refusal import Refusal
from app.ledger.tail import tail
from app.papers.answers import Save
from app.papers.hand_in import hand_in_paper
from app.papers.models import Paper
from app.papers.sitting import start
from app.verify.verifying import verify
from tests.papers.sitting_steps import handing_in, starting
from tests.small_contest import Opened, open_small_contest
from tests.world import World

PLANNER, OTHER = "赵测一", "钱测二"


@pytest.fixture
def cup(any_world: World) -> Opened:
    return open_small_contest(any_world, wishes={"attempts": 1})


def kinds(cup: Opened) -> list[dict[str, Any]]:
    with cup.house.database.reading() as session:
        return [json.loads(entry.payload) for entry in tail(session, cup.view.id, after=2)]


def stored(cup: Opened, paper: Paper) -> Paper:
    with cup.house.database.reading() as session:
        return session.get_one(Paper, paper.id)


def test_more_time_counts_from_the_next_start_and_for_nobody_else(cup: Opened, any_world: World) -> None:
    cup.house.writer.run(allow_time, cup.view.id, any_world.keys[PLANNER], 150, now=cup.now)
    paper = starting(cup, any_world.members[PLANNER]).paper
    assert paper.deadline == cup.now + 1500 * 1500
    assert starting(cup, any_world.members[OTHER]).paper.deadline == cup.now + 1500 * SECOND
    (entry,) = kinds(cup)
    assert (entry["kind"], entry["percent"], entry["member_key"]) == ("extra_time", 150, any_world.keys[PLANNER])


def test_more_time_moves_an_open_paper_and_its_grace_with_it(cup: Opened, any_world: World) -> None:
    paper = starting(cup, any_world.members[PLANNER]).paper
    cup.house.writer.run(allow_time, cup.view.id, any_world.keys[PLANNER], 200, now=cup.now + MINUTE)
    moved = stored(cup, paper)
    assert (moved.deadline, moved.due) == (cup.now + 50 * MINUTE, cup.now + 50 * MINUTE + 10 * SECOND)
    cup.house.writer.run(allow_time, cup.view.id, any_world.keys[PLANNER], 100, now=cup.now + MINUTE)
    assert stored(cup, paper).deadline == moved.deadline, "what somebody was told is not taken back"


def test_never_past_the_sittings_close(cup: Opened, any_world: World) -> None:
    late = cup.view.closes - 30 * MINUTE
    paper = starting(cup, any_world.members[PLANNER], late).paper
    cup.house.writer.run(allow_time, cup.view.id, any_world.keys[PLANNER], 300, now=late)
    assert stored(cup, paper).deadline == cup.view.closes


def test_time_that_is_over_is_not_given_back(cup: Opened, any_world: World) -> None:
    paper = starting(cup, any_world.members[PLANNER]).paper
    cup.house.writer.run(allow_time, cup.view.id, any_world.keys[PLANNER], 300, now=paper.due + 1)
    assert stored(cup, paper).deadline == paper.deadline


def test_further_attempts_are_added_up(cup: Opened, any_world: World) -> None:
    member, key = any_world.members[PLANNER], any_world.keys[PLANNER]
    handing_in(cup, starting(cup, member).paper)
    with pytest.raises(Refusal, match=r"attempts\.used"):
        starting(cup, member)
    cup.house.writer.run(allow_attempts, cup.view.id, key, 1, now=cup.now)
    handing_in(cup, starting(cup, member).paper)
    with pytest.raises(Refusal, match=r"attempts\.used"):
        starting(cup, member)
    cup.house.writer.run(allow_attempts, cup.view.id, key, 2, now=cup.now)
    with cup.house.database.reading() as session:
        assert granted(session, cup.view.id, key) == Granted(100, 3)
    assert [one["attempts"] for one in kinds(cup) if one["kind"] == "extra_attempt"] == [1, 3]
    assert verify(cup.house, cup.view.slug).differences == 0


def test_a_further_attempt_counts_beyond_those_of_a_day(world: World) -> None:
    wishes = {"attempts": None, "attempts_per_day": 1, "closes": world.house.clock.now() + 9 * DAY}
    cup = open_small_contest(world, wishes=wishes)
    member = world.members[PLANNER]
    cup.house.writer.run(allow_attempts, cup.view.id, world.keys[PLANNER], 1, now=cup.now)
    for day in (0, 0, 1):
        handing_in(cup, starting(cup, member, cup.now + day * DAY).paper, now=cup.now + day * DAY)
    with pytest.raises(Refusal, match=r"attempts\.used_today"):
        starting(cup, member, cup.now + DAY)


def test_who_is_not_on_the_roll_is_granted_nothing(cup: Opened) -> None:
    for grant in (allow_time, allow_attempts):
        with pytest.raises(Refusal, match="no_member"):
            cup.house.writer.run(grant, cup.view.id, "x" * 26, 2, now=cup.now)


def test_where_nothing_is_limited_nothing_is_granted(world: World) -> None:
    cup = open_small_contest(world, wishes={"attempts": None, "limit_s": None})
    with pytest.raises(Refusal, match="untimed"):
        cup.house.writer.run(allow_time, cup.view.id, world.keys[PLANNER], 150, now=cup.now)
    with pytest.raises(Refusal, match="unlimited"):
        cup.house.writer.run(allow_attempts, cup.view.id, world.keys[PLANNER], 1, now=cup.now)


def test_granting_while_handing_in_ends_in_one_result_and_a_clean_chain(cup: Opened, any_world: World) -> None:
    paper = starting(cup, any_world.members[PLANNER]).paper
    key, now = any_world.keys[PLANNER], cup.now + MINUTE

    async def both() -> list[Any]:
        grants = [cup.house.writer.write(allow_time, cup.view.id, key, 200, now=now) for _ in range(5)]
        hand_ins = [hand_in_paper(cup.house, Save(paper.key, 1, now, ())) for _ in range(5)]
        return list(await asyncio.gather(*grants, *hand_ins, return_exceptions=True))

    outcomes = asyncio.run(both())
    assert [one for one in outcomes if isinstance(one, BaseException)] == []
    assert [one["kind"] for one in kinds(cup)].count("result") == 1
    assert verify(cup.house, cup.view.slug).differences == 0


def test_granting_while_starting_leaves_no_paper_without_its_time(cup: Opened, any_world: World) -> None:
    key, member = any_world.keys[PLANNER], cup.member(any_world.members[PLANNER])

    async def both() -> list[Any]:
        view = cup.again()
        return list(
            await asyncio.gather(
                start(cup.house, view, member, cup.now),
                cup.house.writer.write(allow_time, cup.view.id, key, 200, now=cup.now),
                start(cup.house, view, member, cup.now),
            )
        )

    first, _entry, _second = asyncio.run(both())
    assert stored(cup, first.paper).deadline == cup.now + 50 * MINUTE
