"""One's own branch by the top-N rule."""

import pytest
from sqlalchemy import case, update
from sqlmodel import col

from app.boards import closing
from app.contests.models import RollMember
from app.core.refusal import Refusal
from app.halls.own_branch import BranchPlace, branch_place
from tests.boards.ground import Ground, run_contest
from tests.world import ARCHIVE, PLANNING, PRICES, SCHOOLS, WEATHER, World


def of(ground: Ground, branch: str) -> BranchPlace:
    with ground.house.database.reading() as session:
        return branch_place(ground.house, session, ground.view, ground.organisations[branch])


@pytest.fixture
def ground(world: World) -> Ground:
    made = run_contest(world, organisation_scoring={"kind": "mean_of_roll"}, published={"organisations": 2})
    made.hand_in_all([("李测四", 90, 600), ("卫测末", 80, 600), ("赵测一", 100, 500), ("吴测六", 60, 300)])
    return made


def test_inside_the_published_number_the_place_is_said(ground: Ground) -> None:
    assert [(of(ground, one).rank, of(ground, one).gap) for one in (PRICES, WEATHER)] == [(1, None), (2, None)]


def test_outside_it_only_how_far_it_is(ground: Ground) -> None:
    place = of(ground, PLANNING)
    assert (place.rank, place.gap) == (None, 8000 - 3333)
    assert place.figures is not None
    assert (place.figures.participants, place.figures.roll) == (1, 3)


def test_without_a_paper_there_is_neither(ground: Ground) -> None:
    place = of(ground, ARCHIVE)
    assert (place.on_roll, place.rank, place.gap) == (True, None, None)


def test_below_the_gate_score_would_not_help(world: World) -> None:
    gated = run_contest(world, "gated", published={"organisations": 1})
    gated.hand_in_all([("李测四", 90, 600), ("吴测六", 100, 300)])
    assert (of(gated, SCHOOLS).rank, of(gated, SCHOOLS).gap) == (None, None)


def test_while_frozen_it_stands_still(ground: Ground) -> None:
    ground.run(closing.freeze, ground.start + 60_000)
    before = of(ground, PLANNING)
    ground.hand_in_all([("钱测二", 100, 500), ("孙测三", 100, 500)])
    assert before.frozen
    assert of(ground, PLANNING) == before
    ground.run(closing.unfreeze, ground.start + 61_000)
    assert of(ground, PLANNING).rank == 1


def test_where_nothing_is_ranked_there_is_no_such_page(world: World) -> None:
    quiet = run_contest(world, "quiet", ranking=False)
    with pytest.raises(Refusal, match="not_found"):
        of(quiet, PRICES)


def test_with_size_classes_it_is_placed_within_its_own(ground: Ground) -> None:
    size = case((col(RollMember.organisation_id) == ground.organisations[PLANNING], "3-"), else_="1-2")
    ground.house.writer.run(lambda session: session.execute(update(RollMember).values(division=size)))
    large = of(ground, PLANNING)
    assert (large.rank, large.division, large.out_of) == (1, "3-", 1)
    assert of(ground, PRICES).rank == 1
