"""Past results under another rule: the same chain, other places, nothing changed."""

import pytest

from app.boards import closing
from app.boards.what_if import compare, other_rules
from app.contests.rules_faults import BadRules
from app.core.refusal import Refusal
from app.ledger.tail import head
from tests.boards.ground import Ground, run_contest
from tests.world import PLANNING, PRICES, World


@pytest.fixture
def heat(world: World) -> Ground:
    """Planning: everybody, two of them weak at first; prices: one strong member."""
    ground = run_contest(world)
    ground.hand_in_all([("赵测一", 60, 600), ("钱测二", 70, 700), ("孙测三", 80, 800), ("李测四", 90, 500)])
    ground.hand_in_all([("赵测一", 100, 600), ("李测四", 40, 500)])
    return ground


def steps(ground: Ground, board: str = "organisations", **wishes: object) -> dict[object, tuple[object, ...]]:
    with ground.house.database.reading() as session:
        found = compare(session, ground.view, other_rules(ground.view, wishes), board)
    return {one.id: one[1:] for one in found}


def test_another_figure_gives_other_places(heat: Ground) -> None:
    ids = heat.organisations
    found = steps(heat, organisation_scoring={"kind": "sum"})
    assert found[ids[PRICES]] == (1, 2, 9500, 9000)
    assert found[ids[PLANNING]] == (2, 1, 9167, 25_000)


def test_another_way_of_counting_gives_other_places(heat: Ground) -> None:
    found = steps(heat, "members", counts="last")
    assert found[heat.keys["李测四"]] == (2, 4, 9000, 4000)
    assert next(iter(found)) == heat.keys["赵测一"]


def test_the_same_rules_give_the_same_places(heat: Ground) -> None:
    for board in ("organisations", "districts", "units", "members"):
        assert all(before == after for before, after, *_ in steps(heat, board).values())


def test_nothing_changes_and_a_freeze_does_not_hide(heat: Ground) -> None:
    heat.run(closing.freeze, 5)
    heat.hand_in("钱测二", 100)
    with heat.house.database.reading() as session:
        before = head(session, heat.view.id)
        rules = heat.view.rules_text
        compare(session, heat.view, other_rules(heat.view, {"counts": "first"}), "members")
        assert head(session, heat.view.id) == before
    assert heat.view.rules_text == rules
    assert steps(heat, "members")[heat.keys["钱测二"]][2] == 10_000


@pytest.mark.parametrize("wishes", [{"limit_s": 60}, {"counts": "worst"}, {"organisation_scoring": {"kind": "best"}}])
def test_what_cannot_be_tried_is_refused(heat: Ground, wishes: dict[str, object]) -> None:
    with pytest.raises(BadRules):
        other_rules(heat.view, wishes)


def test_an_unknown_board_is_not_found(heat: Ground) -> None:
    with pytest.raises(Refusal):
        steps(heat, "people")
