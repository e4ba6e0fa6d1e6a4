"""The first of a finalised contest become a circle, with everybody who shares the last place."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.boards import closing
from app.boards.qualifying import circle_from, qualifiers
from app.contests.models import RollMember
from app.core.refusal import Refusal
from app.organisations import circles
from tests.boards.ground import Ground, run_contest
from tests.boards.test_series import settle
from tests.small_contest import open_small_contest
from tests.world import World


@pytest.fixture
def heat(world: World) -> Ground:
    made = run_contest(world, "heat")
    made.hand_in_all([("赵测一", 90, 60), ("钱测二", 80, 60), ("李测四", 80, 60), ("吴测六", 70, 60)])
    settle(made)
    return made


def names(world: World, keys: list[str]) -> list[str]:
    known = {key: name for name, key in world.keys.items()}
    return sorted(known[key] for key in keys)


def finalise(heat: Ground) -> None:
    heat.run(closing.finalise, heat.house.clock.now() + 60_000)


def test_who_shares_the_last_place_qualifies_too(heat: Ground, world: World) -> None:
    finalise(heat)
    with world.house.database.reading() as session:
        assert names(world, qualifiers(world.house, session, "heat", 1)) == ["赵测一"]
        assert names(world, qualifiers(world.house, session, "heat", 2)) == ["李测四", "赵测一", "钱测二"]


def test_nobody_qualifies_before_the_contest_is_finalised(heat: Ground, world: World) -> None:
    with world.house.database.reading() as session, pytest.raises(Refusal) as refused:
        qualifiers(world.house, session, "heat", 1)
    assert refused.value.key == "circle.not_finalised"


def test_a_final_is_opened_for_them_alone(heat: Ground, world: World) -> None:
    finalise(heat)
    made = circle_from(world.house, "heat", 2, "final", "决赛", world.house.clock.now())
    assert (made.people, made.gone) == (3, 0)
    final = open_small_contest(world, slug="sprint", wishes={"circle": "final"})
    with world.house.database.reading() as session:
        wanted = {world.members[name] for name in ("赵测一", "钱测二", "李测四")}
        assert circles.member_ids(session, "final") == wanted
        on_roll = select(col(RollMember.member_key)).where(col(RollMember.contest_id) == final.view.id)
        assert names(world, list(session.execute(on_roll).scalars())) == ["李测四", "赵测一", "钱测二"]
