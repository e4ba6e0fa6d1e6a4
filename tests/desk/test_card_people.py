"""One person's card at the desk: found, re-issued, voided after a second page, unlocked with one tap."""

import re

import pytest
from fastapi.testclient import TestClient

from app.core.refusal import Refusal
from app.signin import cards, throttling
from tests.signin.people import WRONG, by_token, code_of, sign_in, who
from tests.small_contest import open_small_contest
from tests.world import ARCHIVE, NAMESAKES, World

PEOPLE = "/desk/cards/people"


@pytest.fixture
def opened(world: World) -> World:
    open_small_contest(world)
    return world


def token_of(world: World, issue: int) -> str:
    return cards.token(world.house.secret, world.keys["欧阳测九"], issue)


def opens(world: World, token: str) -> bool:
    try:
        by_token(world.house, token, now=world.house.clock.now())
    except Refusal:
        return False
    return True


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"branch": ARCHIVE}, ["欧阳测九", "陈测十"]),
        ({"name": "测九"}, ["欧阳测九"]),
        ({"branch": "档案", "name": "陈"}, ["陈测十"]),
        ({"name": NAMESAKES}, [NAMESAKES, NAMESAKES]),
        ({"branch": "教育局党总支"}, ["吴测六", "郑测七", NAMESAKES, NAMESAKES]),
        ({"branch": ARCHIVE, "name": "赵"}, []),
        ({"name": "%"}, []),
    ],
)
def test_people_are_found_by_branch_and_name(
    client: TestClient, world: World, asked: dict[str, str], found: list[str]
) -> None:
    page = client.get(PEOPLE, params=asked).text
    assert re.findall(r'<td class="n">([^<]+)</td>', page) == found
    assert ("名册上没有找到" in page) == (not found)


def test_asking_comes_before_the_deed(client: TestClient, world: World) -> None:
    key = world.keys["欧阳测九"]
    page = client.get(f"{PEOPLE}/{key}/reissue").text
    assert "旧卡马上作废" in page
    assert "欧阳测九" in page
    assert opens(world, token_of(world, 1)), "looking changes nothing"


def test_a_new_card_ends_the_old_one_and_its_sessions_and_is_printed(client: TestClient, opened: World) -> None:
    key, now = opened.keys["欧阳测九"], opened.house.clock.now()
    session, _ = by_token(opened.house, token_of(opened, 1), now=now)
    done = client.post(f"{PEOPLE}/{key}/reissue")
    assert done.headers["location"] == f"{PEOPLE}?about={key}&done=reissue"
    assert not opens(opened, token_of(opened, 1))
    assert who(opened.house, session, now) is None
    assert opens(opened, token_of(opened, 2))
    page = client.get(done.headers["location"]).text
    assert "现在用第 2 张卡" in page
    assert f'name="person" value="{key}"' in page
    printed = client.get(f"/desk/cards/print?contest=small-cup&person={key}").text
    assert printed.count('class="card"') == 1
    assert cards.shown(code_of(opened, "欧阳测九", 2)) in printed
    assert 'class="slip"' not in printed


def test_of_a_void_card_nothing_opens_until_one_is_re_issued(client: TestClient, opened: World) -> None:
    key = opened.keys["欧阳测九"]
    for _ in range(2):
        assert client.post(f"{PEOPLE}/{key}/void").status_code == 303
    assert not any(opens(opened, token_of(opened, issue)) for issue in (1, 2))
    assert "已作废" in client.get(PEOPLE, params={"name": "欧阳"}).text
    page = client.get("/desk/cards/print?contest=small-cup").text
    assert "欧阳测九" not in page
    client.post(f"{PEOPLE}/{key}/reissue")
    assert opens(opened, token_of(opened, 2))
    assert not opens(opened, token_of(opened, 1))


def test_who_is_locked_stands_there_unasked_and_is_unlocked_with_one_tap(client: TestClient, world: World) -> None:
    assert "现在没有人被锁住" in client.get(PEOPLE).text
    now, key = world.house.clock.now(), world.keys["欧阳测九"]
    for _ in range(throttling.WRONG):
        with pytest.raises(Refusal):
            sign_in(world.house, secret=WRONG, now=now)
    page = client.get(PEOPLE).text
    assert "错 10 次，暂时锁住" in page
    assert re.findall(r'<td class="n">([^<]+)</td>', page) == ["欧阳测九"]
    assert client.post(f"{PEOPLE}/{key}/unlock").status_code == 303
    assert sign_in(world.house, secret=code_of(world, "欧阳测九"), now=now)[1].key == key


def test_a_day_of_wrong_tails_is_shown_and_unlocked_too(client: TestClient, world: World) -> None:
    now, key = world.house.clock.now(), world.keys["欧阳测九"]
    for quarter in range(2):
        early = now - (2 - quarter) * 20 * 60_000
        for _ in range(5):
            with pytest.raises(Refusal):
                sign_in(world.house, secret=WRONG, now=early, methods=("phone_tail",))
    assert "错 10 次，暂时锁住" in client.get(PEOPLE).text
    client.post(f"{PEOPLE}/{key}/unlock")
    assert "现在没有人被锁住" in client.get(PEOPLE).text


def test_nobody_there_and_no_such_deed_are_the_same_404(client: TestClient, world: World) -> None:
    for path in ("a" * 26 + "/void", world.keys["欧阳测九"] + "/else"):
        assert client.get(f"{PEOPLE}/{path}").status_code == 404
        assert client.post(f"{PEOPLE}/{path}").status_code == 404
    assert client.get(f"{PEOPLE}/{world.keys['欧阳测九']}/unlock").status_code == 404


def test_strangers_are_led_to_the_sign_in_and_change_nothing(stranger: TestClient, world: World) -> None:
    key = world.keys["欧阳测九"]
    assert stranger.get(PEOPLE).headers["location"] == "/desk/sign-in"
    for deed in ("reissue", "void", "unlock"):
        assert stranger.post(f"{PEOPLE}/{key}/{deed}").status_code == 401
    assert opens(world, token_of(world, 1))
