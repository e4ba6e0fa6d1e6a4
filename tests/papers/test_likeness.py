"""Who comes first when it is asked who somebody is."""

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.models import Request
from app.organisations.models import Member
from app.papers.likeness import Candidate, candidates
from tests.contests.test_asking import ask
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, World


@pytest.fixture
def contest(world: World) -> Opened:
    return open_small_contest(world)


def listed(contest: Opened, world: World) -> list[Candidate]:
    with contest.house.database.reading() as session:
        asked = session.execute(select(Request).order_by(col(Request.id).desc())).scalars().first()
        assert asked is not None
        return candidates(session, asked, [world.organisations[PLANNING]])


def test_the_same_name_comes_first(contest: Opened, world: World) -> None:
    ask(contest, "孙测三")
    found = listed(contest, world)
    assert found[0].name == "孙测三"
    assert [one.same_name for one in found] == [True, False, False]
    assert {one.name for one in found} == {"赵测一", "钱测二", "孙测三"}


def test_the_same_phone_tells_more_than_a_name_that_is_alike(contest: Opened, world: World) -> None:
    mac = contest.house.secret.mac("phone tail", "0007")

    def give(session: Session) -> None:
        session.get_one(Member, world.members["钱测二"]).tail_mac = mac

    contest.house.writer.run(give)
    ask(contest, "孙测散", tail="0007")
    found = listed(contest, world)
    assert [(one.name, one.same_tail, one.likely) for one in found[:2]] == [
        ("钱测二", True, True),
        ("孙测三", False, True),
    ]
    assert not found[2].likely


def test_without_a_tail_nobody_matches_by_it(contest: Opened, world: World) -> None:
    ask(contest, "林某人")
    assert not any(one.same_tail or one.likely for one in listed(contest, world))
