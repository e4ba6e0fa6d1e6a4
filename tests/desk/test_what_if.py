"""换一种规则试排: the form, both orders beside each other, and a sentence where something cannot be tried."""

import pytest
from fastapi.testclient import TestClient

from tests.boards.ground import Ground, run_contest
from tests.world import World

PAGE = "/desk/contests/cup/what-if"


@pytest.fixture
def ground(world: World) -> Ground:
    made = run_contest(world)
    made.hand_in_all([("赵测一", 60, 600), ("钱测二", 70, 700), ("孙测三", 80, 800), ("李测四", 90, 500)])
    return made


def test_the_form_stands_on_the_contests_own_rule(ground: Ground, client: TestClient) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    assert '<option value="composite" selected>' in page.text
    assert 'name="gate_percent" inputmode="numeric" maxlength="3" value="80"' in page.text
    assert "试排的结果" not in page.text


def test_both_orders_stand_beside_each_other(ground: Ground, client: TestClient) -> None:
    page = client.get(PAGE, params={"counts": "best", "kind": "sum", "gate_percent": ""}).text
    assert "上升 1 名" in page
    assert page.index("发展改革局机关党委规划党支部</td>") < page.index("发展改革局机关党委价格党支部</td>")
    assert "各人成绩之和" in page
    members = client.get(PAGE, params={"counts": "last", "kind": "mean", "board": "members"}).text
    assert "李测四" in members


def test_it_can_be_read_in_english(ground: Ground, client: TestClient) -> None:
    assert client.get(PAGE, params={"kind": "sum", "counts": "last", "lang": "en"}).status_code == 200


@pytest.mark.parametrize(
    "wish",
    [{"kind": "best"}, {"kind": "sum", "gate_percent": "x"}, {"kind": "luck"}, {"kind": "sum", "counts": "worst"}],
)
def test_what_cannot_be_tried_is_said(ground: Ground, client: TestClient, wish: dict[str, str]) -> None:
    page = client.get(PAGE, params={"counts": "best"} | wish)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_strangers_and_other_contests(ground: Ground, stranger: TestClient) -> None:
    assert stranger.get(PAGE).status_code in (303, 401)


def test_an_unknown_contest_is_not_found(ground: Ground, client: TestClient) -> None:
    assert client.get("/desk/contests/none/what-if").status_code == 404
