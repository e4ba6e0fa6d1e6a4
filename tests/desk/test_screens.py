"""The desk's page of screens: setting up, one click for each change, measures that make sense. No script runs."""

import re

import pytest
from fastapi.testclient import TestClient

from app.core.house import House
from app.desk.pictures import PICTURES, now_shown
from app.halls import arranging
from app.halls.finding import ScreenView, screens
from app.halls.showing import Showing
from tests.boards.ground import Ground, run_contest
from tests.world import World

PAGE = "/desk/screens"
LEFT = {"contest": "cup", "name": "大厅左", "width": "6", "distance": "25"}


@pytest.fixture
def ground(world: World) -> Ground:
    return run_contest(world)


def there(house: House) -> list[ScreenView]:
    with house.database.reading() as session:
        return screens(session)


@pytest.fixture
def left(client: TestClient, ground: Ground) -> str:
    assert client.post(f"{PAGE}/new", data=LEFT).status_code == 303
    return f"{PAGE}/{there(ground.house)[0].key}"


def test_a_new_screen_has_an_address_and_rows_by_its_hall(client: TestClient, ground: Ground, left: str) -> None:
    client.post(f"{PAGE}/new", data={**LEFT, "name": "大厅右", "width": "4", "distance": "26，5"})
    page = client.get(PAGE).text
    one, other = there(ground.house)
    assert f"/screen/cup/s/{one.key}" in page
    assert (one.showing.rows, other.showing.rows) == (8, 4)
    assert page.count("只放 4 行大字") == 1
    assert page.count("没有连接") == 2


def test_what_cannot_be_is_refused_in_words(client: TestClient, ground: Ground) -> None:
    for wrong in ({"width": "四"}, {"width": "0.5"}, {"distance": "9999"}, {"distance": "nan"}, {"name": " "}):
        answer = client.post(f"{PAGE}/new", data={**LEFT, **wrong})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    assert there(ground.house) == []


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_one_click(name: str) -> None:
    """Each is known again as what stands there now."""
    assert now_shown(Showing().changed(**PICTURES[name].changes)) == name


def test_a_click_changes_what_is_shown(client: TestClient, ground: Ground, left: str) -> None:
    assert client.post(f"{left}/show", data={"picture": "branches"}).status_code == 303
    client.post(f"{left}/show", data={"picture": "page-off"})
    client.post(f"{left}/show", data={"line": "请就座"})
    (one,) = there(ground.house)
    assert (one.showing.kind, one.showing.paging, one.showing.line, one.revision) == ("branch", False, "请就座", 4)
    page = client.get(PAGE).text
    assert re.search(r'aria-current="true">✓ 党支部榜', page)
    client.post(f"{left}/show", data={"picture": "line-off"})
    assert there(ground.house)[0].showing.line == ""
    assert client.post(f"{left}/show", data={"picture": "fireworks"}).status_code == 404


def test_all_screens_at_once(client: TestClient, ground: Ground, left: str) -> None:
    client.post(f"{PAGE}/new", data={**LEFT, "name": "大厅右"})
    client.post(f"{PAGE}/all/cup", data={"picture": "break"})
    assert {one.showing.message for one in there(ground.house)} == {"break"}
    assert "2 块屏一起换" in client.get(PAGE).text


def form_of(page: str) -> dict[str, str]:
    """What a browser would send back unchanged."""
    form = dict(re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"[^>]* value="([^"]*)"', page))
    form = {name: value for name, value in form.items() if name not in ("turn", "paging", "badge", "still")}
    form |= dict.fromkeys(re.findall(r'name="(\w+)" value="1" checked', page), "1")
    for select in re.findall(r"<select.*?</select>", page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', select)
        name = re.search(r'name="(\w+)"', select)
        assert chosen
        assert name
        form[name[1]] = chosen[1]
    return form


def test_the_form_sent_back_unchanged_changes_nothing(client: TestClient, ground: Ground, left: str) -> None:
    client.post(f"{left}/show", data={"picture": "turns"})
    before = there(ground.house)
    assert client.post(left, data=form_of(client.get(left).text)).status_code == 303
    assert there(ground.house) == before


def test_the_form_changes_everything(client: TestClient, ground: Ground, left: str) -> None:
    form = form_of(client.get(left).text) | {"state": "join", "wifi": "Hall", "width": "2.5", "seconds": "20"}
    form.pop("badge")
    assert client.post(left, data=form).status_code == 303
    showing = there(ground.house)[0].showing
    assert (showing.state, showing.wifi, showing.width, showing.seconds, showing.badge) == (
        "join",
        "Hall",
        25,
        20,
        False,
    )


@pytest.mark.parametrize(
    "wrong", [{"seconds": "5"}, {"seconds": "x"}, {"kind": "people"}, {"category": "x"}, {"state": "x"}, {"width": "x"}]
)
def test_a_wrong_form_changes_nothing(client: TestClient, ground: Ground, left: str, wrong: dict[str, str]) -> None:
    before = there(ground.house)
    assert client.post(left, data=form_of(client.get(left).text) | wrong).status_code == 422
    assert there(ground.house) == before


def test_a_noted_screen_is_connected(client: TestClient, ground: Ground, left: str) -> None:
    house = ground.house
    house.writer.run(arranging.note_seen, [there(house)[0].key], [], house.clock.now())
    assert "已连接" in client.get(PAGE).text


def test_what_is_removed_is_gone(client: TestClient, ground: Ground, left: str) -> None:
    assert client.post(f"{left}/remove").status_code == 303
    assert there(ground.house) == []
    assert client.get(left).status_code == 404


def test_only_organisers_lead_screens(stranger: TestClient, ground: Ground) -> None:
    assert stranger.get(PAGE).headers["location"] == "/desk/sign-in"
    assert stranger.post(f"{PAGE}/all/cup", data={"picture": "break"}).status_code == 401
