"""A provisional paper: sat at once, kept aside, counted when it is confirmed whose it is."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.boards.branch import branch
from app.contests.make_up import add_sitting, prepare_sitting
from app.core.clock import HOUR, MINUTE
from app.core.house import House
from app.core.refusal import Refusal
from app.ledger.models import LedgerEntry
from app.organisations.models import Category, Member
from app.papers import provisional
from app.papers.answers import Save
from app.papers.closing import Locked
from app.papers.counting import counts
from app.papers.hand_in import hand_in_paper
from app.papers.models import Paper
from app.papers.sitting import start
from app.signin import sessions
from app.signin.sessions import SignedMember
from app.verify.verifying import verify
from tests.contests.test_asking import TOKEN, ask, signed
from tests.papers.sitting_steps import handing_in, right, starting
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, PRICES, World, build_world

ONE, ELSEWHERE = "赵测一", "李测四"


@pytest.fixture
def contest(world: World) -> Opened:
    return open_small_contest(world)


def sit(contest: Opened, member: SignedMember, *, hand_in: bool = True) -> Locked:
    async def go() -> Locked:
        paper = (await start(contest.house, contest.again(), member, contest.now)).paper
        if hand_in:
            await hand_in_paper(contest.house, Save(paper.key, paper.lease, contest.now + 1000, ()))
        return paper

    return asyncio.run(go())


def confirm(contest: Opened, key: str, member_id: int, *, own: list[int] | None = None) -> None:
    at = contest.now + 2000
    contest.house.writer.run(provisional.confirm, contest.view, key, member_id, "organiser:1", now=at, own=own)


def decline(contest: Opened, key: str, reason: str = "not_ours", *, own: list[int] | None = None) -> None:
    contest.house.writer.run(
        provisional.decline, contest.view, key, reason, "organiser:1", now=contest.now + 2000, own=own
    )


def refused(key: str, do: Any, *facts: Any, **options: Any) -> bool:
    with pytest.raises(Refusal) as info:
        do(*facts, **options)
    return info.value.key == key


def entries(contest: Opened, kind: str) -> list[dict[str, Any]]:
    with contest.house.database.reading() as session:
        rows = session.execute(
            select(LedgerEntry.payload).where(col(LedgerEntry.kind) == kind).order_by(col(LedgerEntry.seq))  # type: ignore[call-overload]
        ).scalars()
        return [json.loads(row) for row in rows]


def papers(contest: Opened, member_id: int) -> list[tuple[int, str]]:
    with contest.house.database.reading() as session:
        found = session.execute(select(Paper).where(col(Paper.member_id) == member_id).order_by(col(Paper.attempt)))
        return [(one.attempt, one.key) for one in found.scalars()]


def member(contest: Opened, member_id: int) -> Member:
    with contest.house.database.reading() as session:
        return session.get_one(Member, member_id)


def test_its_result_stands_aside_without_an_organisation(contest: Opened) -> None:
    ask(contest)
    paper = sit(contest, signed(contest))
    assert paper.provisional
    result = entries(contest, "result")[0]
    assert result["provisional"] is True
    assert "organisation_id" not in result
    assert result["member_key"] == signed(contest).key


def test_confirmed_it_is_the_members_paper_and_the_phone_is_theirs(contest: Opened, world: World) -> None:
    key = ask(contest)
    asked_by = signed(contest)
    paper = sit(contest, asked_by)
    confirm(contest, key, world.members[ONE])
    assert entries(contest, "provisional_confirmed")[0] | {"hash": ""} == {
        **entries(contest, "provisional_confirmed")[0],
        "member_key": world.keys[ONE],
        "provisional": asked_by.key,
        "attempts": {paper.key: 1},
        "hash": "",
    }
    now_here = signed(contest)
    assert (now_here.id, now_here.name, now_here.provisional) == (world.members[ONE], ONE, False)
    assert papers(contest, world.members[ONE]) == [(1, paper.key)]
    assert member(contest, asked_by.id).name == "", "the name is kept once"


def test_a_member_with_attempts_of_their_own_gets_the_next_number(contest: Opened, world: World) -> None:
    own = sit(contest, contest.member(world.members[ONE]))
    key = ask(contest)
    paper = sit(contest, signed(contest))
    confirm(contest, key, world.members[ONE])
    assert papers(contest, world.members[ONE]) == [(1, own.key), (2, paper.key)]
    assert entries(contest, "provisional_confirmed")[0]["attempts"] == {paper.key: 2}
    further = sit(contest, signed(contest))
    assert (further.attempt, further.provisional) == (3, False)
    assert refused("attempts.used", sit, contest, signed(contest))


def test_not_more_attempts_than_the_rules_allow(world: World) -> None:
    once = open_small_contest(world, slug="once", wishes={"attempts": 1})
    sit(once, once.member(world.members[ONE]))
    key = ask(once)
    sit(once, signed(once))
    assert refused("not_listed.attempts", confirm, once, key, world.members[ONE])
    assert signed(once).provisional
    confirm(once, key, world.members["钱测二"])


def test_not_more_attempts_a_day_than_the_rules_allow(world: World) -> None:
    daily = open_small_contest(world, slug="daily", wishes={"attempts": None, "attempts_per_day": 1})
    sit(daily, daily.member(world.members[ONE]))
    key = ask(daily)
    sit(daily, signed(daily))
    assert refused("not_listed.attempts", confirm, daily, key, world.members[ONE])


def test_a_make_up_is_one_paper_each_also_by_confirming(world: World) -> None:
    """Neither a second one of who sat it, nor one of who has passed: only who may sit it can be meant."""
    wishes = {"make_up": {"days": 7}, "attempts": 1, "counts": "first", "pass_mark": 6000}
    main = open_small_contest(world, slug="test", wishes=wishes)
    passed = starting(main, world.members["钱测二"]).paper
    handing_in(main, passed, *right(main, passed))
    opens = main.view.closes + HOUR
    with world.house.database.reading() as session:
        new = prepare_sitting(world.house, session, main.again(), opens, opens + HOUR, main.now)
    world.house.writer.run(add_sitting, new, now=main.now)
    again = replace(main, now=opens + MINUTE)
    sit(again, again.member(world.members[ONE]))
    key = ask(again)
    with world.house.database.reading() as session:
        stranger = sessions.member(session, TOKEN, again.now)
    assert stranger is not None
    sit(again, stranger)
    assert refused("not_listed.attempts", confirm, again, key, world.members[ONE])
    assert refused("contest.not_make_up", confirm, again, key, world.members["钱测二"])
    confirm(again, key, world.members["孙测三"])
    assert [one.line() for one in verify(world.house, "test").kept] == []


def test_a_secretary_confirms_for_the_own_branch_only(contest: Opened, world: World) -> None:
    key = ask(contest)
    sit(contest, signed(contest))
    other = [world.organisations[PRICES]]
    assert refused("not_found", confirm, contest, key, world.members[ELSEWHERE], own=other)
    mine = [world.organisations[PLANNING]]
    assert refused("not_listed.other_branch", confirm, contest, key, world.members[ELSEWHERE], own=mine)
    confirm(contest, key, world.members[ONE], own=mine)


def test_only_once_and_not_while_it_is_being_sat(contest: Opened, world: World) -> None:
    key = ask(contest)
    paper = sit(contest, signed(contest), hand_in=False)
    assert refused("not_listed.paper_open", confirm, contest, key, world.members[ONE])
    asyncio.run(hand_in_paper(contest.house, Save(paper.key, 1, contest.now + 1000, ())))
    confirm(contest, key, world.members[ONE])
    assert refused("not_listed.settled", confirm, contest, key, world.members["钱测二"])
    assert refused("not_listed.settled", decline, contest, key)
    assert len(entries(contest, "provisional_confirmed")) == 1


def test_declined_it_counts_nowhere_and_the_name_is_forgotten(contest: Opened, world: World) -> None:
    key = ask(contest)
    sit(contest, signed(contest))
    assert refused("roll_change.reason", decline, contest, key, "我不认识他")
    decline(contest, key, "not_ours")
    here = signed(contest)
    assert (here.provisional, here.name) == (True, "—")
    assert refused("not_listed.settled", sit, contest, here)
    assert entries(contest, "provisional_confirmed") == []
    assert refused("not_listed.settled", confirm, contest, key, world.members[ONE], own=[world.organisations[PLANNING]])
    confirm(contest, key, world.members[ONE])  # an organiser may still take it up


def test_nobody_of_the_roll_is_found_by_a_provisional_name(contest: Opened, world: World) -> None:
    """It signs in nowhere: only the phone that asked has a session."""
    from tests.signin.people import sign_in

    ask(contest, ONE)
    token, found = sign_in(world.house, branch=PLANNING, name=ONE, secret=_code(world), now=contest.now)
    assert token
    assert found.id == world.members[ONE]


def _code(world: World) -> str:
    from app.signin import cards

    return cards.code(world.house.secret, world.keys[ONE], 1)


def test_who_is_on_no_roll_joins_both_and_is_confirmed(contest: Opened) -> None:
    key = ask(contest, "林测新", tail="0001")
    sit(contest, signed(contest))
    contest.house.writer.run(
        provisional.join_as_new, contest.view, key, Category.FULL, "new", "organiser:1", now=contest.now + 2000
    )
    here = signed(contest)
    assert (here.name, here.provisional) == ("林测新", False)
    joined, confirmed = entries(contest, "roll_joined")[0], entries(contest, "provisional_confirmed")[0]
    assert joined["seq"] < confirmed["seq"]
    assert joined["member_key"] == confirmed["member_key"] == here.key != confirmed["provisional"]
    assert member(contest, here.id).tail_mac == contest.house.secret.mac("phone tail", "0001")


def test_the_board_the_desk_and_the_second_scorer_agree(contest: Opened, world: World) -> None:
    sit(contest, contest.member(world.members["钱测二"]))
    key, newcomer = ask(contest), signed(contest)
    sit(contest, newcomer)
    assert taken_part(contest, world) == (1, 3), "kept aside"
    join = (provisional.join_as_new, contest.view, key, Category.FULL, "new", "organiser:1")
    contest.house.writer.run(*join, now=contest.now + 2000)
    assert taken_part(contest, world) == (2, 4)
    with contest.house.database.reading() as session:
        found = counts(session, contest.view.id, since=0)
    assert (found.participated, found.roll) == (2, 13)
    assert [one.line() for one in verify(contest.house, contest.view.slug).kept] == []


def taken_part(contest: Opened, world: World) -> tuple[int, int]:
    with contest.house.database.reading() as session:
        stands = branch(contest.house, session, contest.again(), world.organisations[PLANNING])
    return stands.participants, stands.roll


def test_before_anything_was_sat_confirming_writes_no_entry(contest: Opened, world: World) -> None:
    confirm(contest, ask(contest), world.members[ONE])
    assert entries(contest, "provisional_confirmed") == []
    assert sit(contest, signed(contest)).member_key == world.keys[ONE]


def test_two_secretaries_at_once_confirm_once(any_house: House) -> None:
    world = build_world(any_house)
    contest = open_small_contest(world)
    key = ask(contest)
    sit(contest, signed(contest))
    names = ("赵测一", "钱测二", "孙测三")

    async def race() -> list[object]:
        tasks = (
            any_house.writer.write(
                provisional.confirm, contest.view, key, world.members[name], "x", now=contest.now, own=None
            )
            for name in names
        )
        return await asyncio.gather(*tasks, return_exceptions=True)

    outcomes = asyncio.run(race())
    assert sorted(str(one) for one in outcomes) == ["None", "not_listed.settled", "not_listed.settled"]
    assert sum(len(papers(contest, world.members[name])) for name in names) == 1


def test_a_session_that_was_handed_over_can_be_left(contest: Opened, world: World) -> None:
    confirm(contest, ask(contest), world.members[ONE])
    contest.house.writer.run(sessions.end, TOKEN, contest.now)
    with contest.house.database.reading() as session:
        assert sessions.member(session, TOKEN, contest.now) is None
