"""Which place wins what: shares, ties, and whom a gate leaves out."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.boards import closing
from app.boards.awards import limits, tiers
from app.boards.rendering import board
from app.contests.rules import Awards
from tests.boards.ground import Ground, run_contest
from tests.world import PLANNING, PRICES, World


def awards(*made: dict[str, Any], **more: Any) -> Awards:
    named = [{"name": f"奖{n}"} | one for n, one in enumerate(made)]
    return Awards.model_validate({"board": "members", "tiers": named} | more)


@pytest.mark.pure
def test_shares_are_rounded_up_and_never_reach_further_than_the_awarded_share() -> None:
    assert limits(awards({"places": 2}, {"percent": 50}, {}, within_percent=50), 11) == [2, 4, 6]
    assert limits(awards({"places": 8}, {"percent": 40}, {}, within_percent=60), 5) == [3, 3, 3]
    assert limits(awards({"places": 3}, {"places": 5}), 4) == [3, 4]


@pytest.mark.pure
def test_who_passes_no_gate_wins_nothing_but_is_one_of_all() -> None:
    assert tiers(awards({}, within_percent=50), [1, 2, None, None]) == [0, 0, None, None]


@pytest.mark.pure
def test_a_lot_is_not_decided_by_a_board() -> None:
    assert tiers(awards({"places": 1}, by="lot"), [1, 2]) == [None, None]


@pytest.mark.pure
@given(some.lists(some.integers(0, 5), min_size=1, max_size=30), some.integers(1, 100))
def test_a_better_place_never_wins_a_lesser_award(scores: list[int], share: int) -> None:
    scores.sort(reverse=True)
    ranks: list[int | None] = [1 + sum(other > score for other in scores) for score in scores]
    won = tiers(awards({"places": 2}, {"percent": 30}, {}, within_percent=share), ranks)
    order = [99 if one is None else one for one in won]
    assert order == sorted(order)
    for rank, one in zip(ranks, won, strict=True):
        assert (one is not None) == (rank is not None and rank <= -(-len(scores) * share // 100))


TIERS = ({"name": "一等奖", "name_en": "First prize", "places": 1}, {"name": "二等奖", "places": 1})


@pytest.fixture
def heat(world: World) -> Ground:
    made = [{"board": name, "tiers": TIERS} for name in ("members", "organisations")]
    ground = run_contest(world, awards=made)
    ground.hand_in_all([("赵测一", 100, 600), ("钱测二", 90, 600), ("孙测三", 90, 600), ("李测四", 80, 500)])
    return ground


def won(ground: Ground, name: str, **wishes: Any) -> list[str | None]:
    with ground.house.database.reading() as session:
        body = board(ground.house, session, ground.view, name, **wishes).body
    return [row.get("award") for row in json.loads(body)["rows"]]


def test_awards_are_printed_once_the_contest_is_settled_and_for_organisers_before(heat: Ground) -> None:
    assert set(won(heat, "members")) == {None}
    assert won(heat, "members", audience="organiser") == ["一等奖", "二等奖", "二等奖", None]
    heat.run(closing.close, heat.start + 90_000_000)
    heat.run(closing.append_closed_when_due, heat.start + 90_000_000)
    heat.run(closing.finalise, heat.start + 90_000_000)
    assert won(heat, "members") == ["一等奖", "二等奖", "二等奖", None]
    assert won(heat, "members", language="en")[0] == "First prize"
    assert won(heat, "organisations")[:3] == ["一等奖", "二等奖", None]


def test_an_award_stays_the_same_on_every_part_of_a_board(heat: Ground) -> None:
    wishes = {"audience": "organiser"}
    assert won(heat, "members", organisation=key(heat, PRICES), **wishes) == [None]
    assert won(heat, "members", organisation=key(heat, PLANNING), **wishes) == ["一等奖", "二等奖", "二等奖"]
    assert set(won(heat, "organisations", kind="committee", **wishes)) == {None}
    assert set(won(heat, "members", category="full", **wishes)) == {None}


def key(ground: Ground, name: str) -> str:
    with ground.house.database.reading() as session:
        from app.organisations.labels import organisation_labels

        return organisation_labels(session)[ground.organisations[name]].key
