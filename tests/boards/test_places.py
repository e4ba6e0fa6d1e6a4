"""A member's own place: only inside the published number, else how far it is; while frozen as of the freeze."""

import pytest
from sqlalchemy import case, update
from sqlmodel import col

from app.boards import closing
from app.boards.places import Place, own
from app.contests.models import RollMember
from tests.boards.ground import Ground, run_contest
from tests.world import EXEMPT, PLANNING, World


def place(ground: Ground, name: str, at_least: int = 0) -> Place:
    with ground.house.database.reading() as session:
        return own(ground.house, session, ground.view, ground.keys[name], at_least)


@pytest.fixture
def heat(world: World) -> Ground:
    ground = run_contest(world, published={"organisations": 1, "members": 2})
    ground.hand_in_all([("赵测一", 100, 600), ("钱测二", 95.5, 700), ("孙测三", 95.5, 700), ("李测四", 60, 500)])
    return ground


def test_inside_the_published_number_there_is_a_rank(heat: Ground) -> None:
    first = place(heat, "赵测一")
    assert (first.rank, first.gap, first.out_of, first.shared) == (1, None, 4, False)


def test_everybody_who_shares_the_last_published_place_is_inside(heat: Ground) -> None:
    for name in ("钱测二", "孙测三"):
        assert (place(heat, name).rank, place(heat, name).shared) == (2, True)


def test_outside_there_is_the_gap_and_no_rank(heat: Ground) -> None:
    last = place(heat, "李测四")
    assert (last.rank, last.gap) == (None, 3550)


def test_without_a_result_there_is_neither(heat: Ground) -> None:
    assert (place(heat, "吴测六").rank, place(heat, "吴测六").gap) == (None, None)


def test_the_organisations_participation_is_always_there_its_rank_only_inside(heat: Ground) -> None:
    planning, prices = place(heat, "赵测一"), place(heat, "李测四")
    assert (planning.organisation, planning.participants, planning.roll, planning.participation) == (1, 3, 3, 10_000)
    assert (prices.organisation, prices.participants, prices.roll) == (None, 1, 1)
    assert place(heat, EXEMPT).roll == 1


def test_nothing_published_means_no_place_and_no_gap(world: World) -> None:
    ground = run_contest(world, published={"organisations": None, "members": 0})
    ground.hand_in("赵测一", 100)
    assert (place(ground, "赵测一").rank, place(ground, "赵测一").gap) == (None, None)
    assert place(ground, "赵测一").organisation == 1


def test_the_result_page_sees_its_own_entry(heat: Ground) -> None:
    entry = heat.hand_in("李测四", 100, 10)
    assert place(heat, "李测四", entry.seq).rank == 1


def test_while_frozen_the_place_stands_still(heat: Ground) -> None:
    heat.run(closing.freeze, 5)
    before = [place(heat, name) for name in heat.keys]
    entry = heat.hand_in("李测四", 100, 10)
    assert place(heat, "李测四", entry.seq).gap == 3550
    assert [place(heat, name) for name in heat.keys] == before


def test_somebody_who_is_not_on_the_roll_has_no_place(heat: Ground) -> None:
    with heat.house.database.reading() as session:
        assert own(heat.house, session, heat.view, "nobody").roll == 0


def test_with_size_classes_the_organisation_is_placed_within_its_own(world: World) -> None:
    ground = run_contest(world, divisions=[2], published={"organisations": 1, "members": 2})
    of_three = ground.organisations[PLANNING]
    size = case((col(RollMember.organisation_id) == of_three, "3-"), else_="1-2")
    world.house.writer.run(lambda session: session.execute(update(RollMember).values(division=size)))
    ground.hand_in_all([("赵测一", 50, 600), ("李测四", 100, 600)])
    large, small = place(ground, "赵测一"), place(ground, "李测四")
    assert (small.organisation, small.division) == (1, "1-2")
    assert (large.organisation, large.division) == (1, "3-")
    assert small.out_of_organisations > large.out_of_organisations >= 1
