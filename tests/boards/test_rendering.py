"""Boards as bytes: the contract's keys and numbers, who is shown how, and what never changes a byte."""

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from app.boards import closing, rendering
from app.boards.folding import BOARDS
from app.boards.rendering import Rendered, board
from app.boards.visible import Audience
from app.core.refusal import Refusal
from app.organisations.models import Organisation, RollLoad
from tests.boards.ground import Ground, run_contest
from tests.world import ARCHIVE, EXEMPT, PLANNING, PRICES, SCHOOLS, WEATHER, World


def show(ground: Ground, name: str = "organisations", **wishes: Any) -> Rendered:
    with ground.house.database.reading() as session:
        return board(ground.house, session, ground.view, name, **wishes)


def rows(ground: Ground, name: str = "organisations", **wishes: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(show(ground, name, **wishes).body, parse_float=Decimal)["rows"]
    return found


@pytest.fixture
def heat(world: World) -> Ground:
    ground = run_contest(world)
    ground.hand_in_all([("赵测一", 90, 600), ("钱测二", 95.5, 700), ("孙测三", 100, 800), ("李测四", 100, 500)])
    ground.hand_in_all([("吴测六", 60, 100), ("郑测七", 60, 100), ("欧阳测九", 100, 900), (EXEMPT, 100, 400)])
    return ground


def test_a_board_has_the_contracts_keys_and_exact_numbers(heat: Ground) -> None:
    seen = json.loads(show(heat).body, parse_float=Decimal)
    assert seen["entry"] == 9
    assert seen["as_of"].endswith("Z")
    assert (seen["frozen"], seen["final"]) == (False, False)
    assert (seen["participants"], seen["roll"], seen["participation"]) == (7, 11, Decimal("0.6364"))
    first, second = seen["rows"][:2]
    assert first["name"] == PRICES
    assert (first["rank"], first["score"], first["participants"], first["roll"], first["participation"]) == (
        1,
        100,
        1,
        1,
        1,
    )
    assert second["name"] == PLANNING
    assert (second["score"], second["mean"], second["full_marks"]) == (Decimal("97.58"), Decimal("95.17"), 1)


def test_every_organisation_with_somebody_on_the_roll_is_there_and_the_gate_divides_them(heat: Ground) -> None:
    shown = rows(heat)
    assert {row["name"] for row in shown} == {
        PLANNING,
        PRICES,
        SCHOOLS,
        ARCHIVE.removeprefix("测试县"),
        WEATHER.removeprefix("测试县"),
    }
    passing = [row["passes_gate"] for row in shown]
    assert passing == sorted(passing, reverse=True)
    archive = next(row for row in shown if row["name"] == ARCHIVE.removeprefix("测试县"))
    assert archive["score"] == 75
    assert not archive["passes_gate"]


def test_marks_never_pass_through_a_float(heat: Ground) -> None:
    assert b'"score":97.58,' in show(heat).body
    assert b"e-" not in show(heat).body


def test_members_are_masked_in_public_and_named_to_organisers(heat: Ground) -> None:
    public = rows(heat, "members")
    assert [row["name"] for row in public[:4]] == ["周*五", "李*四", "孙*三", "欧阳*九"]
    assert [row["rank"] for row in public[:4]] == [1, 2, 3, 4]
    assert public[0]["organisation"] == PRICES
    assert rows(heat, "members", audience="organiser")[0]["name"] == EXEMPT
    body = show(heat, "members").body.decode()
    assert not [name for name in heat.keys if name in body]
    assert not [key for key in heat.keys.values() if key in body]


def test_equal_members_share_a_place_and_stand_in_their_organisations_order(heat: Ground) -> None:
    shared = [row for row in rows(heat, "members") if row["shared"]]
    assert [(row["rank"], row["name"]) for row in shared] == [(7, "吴*六"), (7, "郑*七")]


def test_districts_and_units_come_by_the_same_fold(heat: Ground) -> None:
    districts = {row["name"]: row for row in rows(heat, "districts")}
    assert (districts["第一片"]["participants"], districts["第一片"]["roll"]) == (4, 4)
    assert (districts["第二片"]["participants"], districts["第二片"]["roll"]) == (3, 7)
    assert {row["name"] for row in rows(heat, "units")} == {"发展改革局", "教育局", "档案馆"}


def test_the_rules_say_how_many_places_are_published(world: World) -> None:
    ground = run_contest(world, published={"organisations": 2, "members": 3})
    ground.hand_in_all(
        [("赵测一", 90, 600), ("钱测二", 80, 600), ("孙测三", 80, 600), ("李测四", 80, 600), ("吴测六", 70, 6)]
    )
    assert [row["rank"] for row in rows(ground)] == [1, 2]
    assert [row["rank"] for row in rows(ground, "members")] == [1, 2, 2, 2]
    assert len(rows(ground, "members", audience="organiser")) == 5
    assert len(rows(ground, audience="organiser")) == 5
    assert len(rows(ground, top=50)) == 2


def test_who_asks_for_few_rows_gets_no_more_even_where_places_are_shared(heat: Ground) -> None:
    assert [row["rank"] for row in rows(heat, top=1)] == [1]
    assert [row["rank"] for row in rows(heat, "members", top=7)] == [1, 2, 3, 4, 5, 6, 7]


def test_filters_rank_among_themselves(heat: Ground) -> None:
    assert [row["rank"] for row in rows(heat, kind="branch")] == [1, 2, 3, 4, 5]
    assert [(row["name"], row["roll"]) for row in rows(heat, kind="committee")] == [("发展改革局机关党委", 4)]
    assert rows(heat, kind="group") == []
    assert rows(heat, division="nobody") == []


def test_an_unknown_board_is_not_found(heat: Ground) -> None:
    with pytest.raises(Refusal) as refused:
        show(heat, "people")
    assert refused.value.status == 404


def test_equal_cuts_give_the_same_bytes_and_are_rendered_once(heat: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    first = show(heat)
    monkeypatch.setattr(rendering, "_render", lambda *_: pytest.fail("rendered again"))
    assert show(heat) is first


def test_another_process_gives_the_same_bytes(heat: Ground) -> None:
    first = {name: show(heat, name) for name in BOARDS}
    heat.house.kept.clear()
    assert {name: show(heat, name) for name in BOARDS} == first


def test_a_load_of_the_roll_brings_new_names(heat: Ground) -> None:
    first = show(heat)

    def rename(session: Session) -> None:
        session.get_one(Organisation, heat.organisations[PRICES]).short_name = "价格监测党支部"
        session.add(RollLoad(at=1, file="roll.csv", done=True))

    heat.house.writer.run(rename)
    second = show(heat)
    assert second.etag != first.etag
    assert rows(heat)[0]["name"] == "价格监测党支部"


@pytest.mark.parametrize("audience", ["public", "organiser"])
def test_a_draft_is_shown_to_organisers_alone(world: World, audience: Audience) -> None:
    ground = run_contest(world)
    view = ground.view
    object.__setattr__(view, "state", "draft")
    with ground.house.database.reading() as session:
        if audience == "organiser":
            board(ground.house, session, view, "members", audience=audience)
        else:
            with pytest.raises(Refusal):
                board(ground.house, session, view, "members", audience=audience)


def test_frozen_and_final_are_said(heat: Ground) -> None:
    heat.run(closing.freeze, 5)
    assert json.loads(show(heat).body)["frozen"]
    assert not json.loads(show(heat, audience="organiser").body)["final"]
