"""Parts of boards: by district, unit, category, organisation, size class; and what the public sees of a few people."""

import json
from typing import Any

import pytest

from app.boards.rendering import board
from app.core.refusal import Refusal
from app.ledger.chain import Entry
from app.organisations.labels import grouping_labels, organisation_labels
from tests.boards.ground import Ground, run_contest
from tests.world import COMMITTEE, PLANNING, PRICES, SCHOOLS, WEATHER, World


@pytest.fixture
def heat(world: World) -> Ground:
    ground = run_contest(world)
    ground.hand_in_all([("赵测一", 100, 600), ("钱测二", 90, 600), ("孙测三", 80, 600), ("李测四", 70, 500)])
    ground.hand_in_all([("吴测六", 60, 100), ("郑测七", 50, 100)])
    return ground


def rows(ground: Ground, name: str, **wishes: Any) -> list[dict[str, Any]]:
    with ground.house.database.reading() as session:
        found: list[dict[str, Any]] = json.loads(board(ground.house, session, ground.view, name, **wishes).body)["rows"]
    return found


def names(ground: Ground, name: str, **wishes: Any) -> list[str]:
    return [row["name"] for row in rows(ground, name, **wishes)]


def key(ground: Ground, name: str) -> str:
    with ground.house.database.reading() as session:
        labels = [*organisation_labels(session).values(), *grouping_labels(session).values()]
    return next(label.key for label in labels if label.name == name)


def test_a_committee_has_all_below_it(heat: Ground) -> None:
    (committee,) = rows(heat, "organisations", kind="committee")
    assert (committee["id"], committee["participants"], committee["roll"]) == (key(heat, COMMITTEE), 4, 4)
    (root,) = rows(heat, "organisations", kind="work_committee")
    assert (root["participants"], root["roll"], root["attempts"]) == (6, 11, 6)


def test_organisations_of_a_district_and_of_a_unit_are_ranked_among_themselves(heat: Ground) -> None:
    first = rows(heat, "organisations", district=key(heat, "第一片"))
    assert [(row["rank"], row["name"]) for row in first] == [(1, PLANNING), (2, PRICES)]
    assert names(heat, "organisations", unit=key(heat, "教育局")) == [SCHOOLS]


def test_one_category_alone_has_figures_of_its_own(heat: Ground) -> None:
    planning = rows(heat, "organisations", category="probationary")
    assert [(row["name"], row["score"], row["participants"], row["roll"]) for row in planning] == [(PLANNING, 90, 1, 1)]
    assert names(heat, "members", category="probationary", audience="organiser") == ["孙测三"]
    assert rows(heat, "organisations", category="non_party") == []


def test_of_an_organisation_the_public_sees_at_most_the_upper_half(heat: Ground) -> None:
    planning = key(heat, PLANNING)
    assert [(row["rank"], row["name"]) for row in rows(heat, "members", organisation=planning)] == [(1, "赵*一")]
    assert len(rows(heat, "members", organisation=planning, audience="organiser")) == 3
    assert rows(heat, "members", organisation=key(heat, PRICES)) == []
    assert len(rows(heat, "members", organisation=key(heat, COMMITTEE))) == 2
    assert len(rows(heat, "members", district=key(heat, "第一片"))) == 2


def test_a_shared_place_that_would_reach_into_the_lower_half_is_left_out(heat: Ground) -> None:
    heat.hand_in_all([("钱测二", 100, 600), ("孙测三", 100, 600)])
    assert rows(heat, "members", organisation=key(heat, PLANNING)) == []


def test_at_most_ten_members_of_an_organisation_are_shown(world: World) -> None:
    ground = run_contest(world, published={"organisations": None, "members": 1})
    ground.hand_in_all([(name, 90 - n, 600) for n, name in enumerate(("赵测一", "钱测二", "孙测三", "李测四"))])
    assert len(rows(ground, "members", organisation=key(ground, COMMITTEE))) == 1


@pytest.mark.parametrize("wish", ["organisation", "district", "unit"])
def test_what_is_not_there_is_not_found(heat: Ground, wish: str) -> None:
    with pytest.raises(Refusal):
        rows(heat, "members", **{wish: "nobody"})
    if wish != "organisation":
        with pytest.raises(Refusal):
            rows(heat, "organisations", **{wish: key(heat, PLANNING)})


def test_without_ranking_there_is_no_board_but_for_organisers(world: World) -> None:
    ground = run_contest(world, ranking=False)
    ground.hand_in("赵测一", 100)
    assert names(ground, "members", audience="organiser") == ["赵测一"]
    for name in ("members", "organisations"):
        with pytest.raises(Refusal):
            rows(ground, name)


def test_every_board_says_its_rule(heat: Ground) -> None:
    with heat.house.database.reading() as session:
        for name in ("organisations", "members"):
            said = [
                json.loads(board(heat.house, session, heat.view, name, language=language).body)["rule"]
                for language in ("zh", "en")
            ]
            assert all(said)
            assert said[0] != said[1]


def test_who_moves_takes_the_denominator_and_leaves_the_result(heat: Ground) -> None:
    path = [heat.organisations[WEATHER], heat.organisations["测试县直机关工委"]]
    facts = {"district": None, "unit": None, "category": "full", "exempt": False, "division": "", "path": path}
    entry = Entry("roll_moved", heat.start, member_key=heat.keys["赵测一"], facts=facts | {"reason": "transferred"})
    heat.append(entry)
    shown = {row["id"]: (row["participants"], row["roll"], row["participation"]) for row in rows(heat, "organisations")}
    assert shown[key(heat, PLANNING)] == (3, 2, 1)
    assert shown[key(heat, WEATHER)] == (0, 2, 0)


def test_an_annulled_paper_is_gone_and_comes_back(heat: Ground) -> None:
    first = heat.hand_in("李测四", 99)
    assert rows(heat, "members", audience="organiser")[1]["name"] == "李测四"
    for kind, place in (("annulled", 4), ("restored", 2)):
        heat.append(Entry(kind, heat.start, member_key=first.member_key, paper_key=first.paper_key))
        found = [row["rank"] for row in rows(heat, "members", audience="organiser") if row["name"] == "李测四"]
        assert found == [place]
    heat.house.kept.clear()
    assert rows(heat, "members", audience="organiser")[1]["name"] == "李测四"
