"""人员圈 at the desk: by a pasted list, by search, from a contest's first; a contest for one of them alone."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.boards import closing
from tests.boards.ground import run_contest
from tests.boards.test_series import settle
from tests.phone.conftest import words
from tests.small_contest import open_small_contest
from tests.world import PLANNING, SCHOOLS, World

HERE = "/desk/circles"
CLASS = f"{HERE}/class"


@pytest.fixture
def made(client: TestClient, world: World) -> TestClient:
    fields = {"slug": "class", "name": "第一期培训班", "pasted": f"{PLANNING} 赵测一\n{SCHOOLS}\t吴测六"}
    assert client.post(HERE, data=fields).headers["location"] == f"{CLASS}?done=circle"
    return client


def test_made_of_a_list_and_dissolved(made: TestClient) -> None:
    assert HERE in made.get("/desk/roll").text
    page = words(made.get(CLASS))
    assert "第一期培训班" in page
    assert "赵测一" in page
    assert "吴测六" in page
    assert "2人" in words(made.get(HERE))
    assert made.post(f"{CLASS}/dissolve").status_code == 303
    assert "还没有人员圈" in words(made.get(HERE))
    assert made.get(CLASS).status_code == 404


def test_a_list_with_a_doubt_makes_nothing_and_stays_in_the_form(client: TestClient, world: World) -> None:
    wrong = client.post(HERE, data={"slug": "class", "name": "班", "pasted": f"{PLANNING} 无此人"})
    assert wrong.status_code == 422
    assert f"{PLANNING} 无此人</textarea>" in wrong.text
    assert "还没有人员圈" in words(client.get(HERE))


def test_people_are_found_added_and_taken_out(made: TestClient, world: World) -> None:
    found = made.get(CLASS, params={"q": "测"})
    assert "添加赵测一" not in found.text, "who is in it already is not offered"
    key = world.keys["李测四"]
    assert f'value="{key}"' in found.text
    assert made.post(f"{CLASS}/add", data={"member": key}).status_code == 303
    assert "李测四" in words(made.get(CLASS))
    assert made.post(f"{CLASS}/add", data={"pasted": f"{PLANNING} 钱测二"}).status_code == 303
    assert made.post(f"{CLASS}/add", data={"pasted": "哪里 谁"}).status_code == 422
    assert made.post(f"{CLASS}/add", data={"member": "x" * 26}).status_code == 404
    page = made.get(CLASS).text
    assert re.findall(r'name="member" value="(\d+)"', page) != []
    assert made.post(f"{CLASS}/remove", data={"member": str(world.members["李测四"])}).status_code == 303
    assert "李测四" not in words(made.get(CLASS))


def test_the_first_of_a_contest(client: TestClient, world: World) -> None:
    heat = run_contest(world, "heat", title="初赛", qualifiers=2)
    heat.hand_in_all([("赵测一", 90, 60), ("钱测二", 80, 60), ("李测四", 80, 60)])
    settle(heat)
    fields = {"contest": "heat", "top": "2", "slug": "final", "name": "决赛"}
    assert client.post(f"{HERE}/from", data=fields).status_code == 409
    heat.run(closing.finalise, world.house.clock.now() + 60_000)
    assert 'name="top" inputmode="numeric" maxlength="4" value="2"' in client.get(HERE, params={"contest": "heat"}).text
    assert client.post(f"{HERE}/from", data=fields).status_code == 303
    assert "3人" in words(client.get(f"{HERE}/final"))


def test_a_contest_for_a_circle_counts_persons_and_person_times(made: TestClient, world: World, tmp_path: Path) -> None:
    form = made.get("/desk/new/micro-quiz").text
    assert '<option value="class" >第一期培训班（2 人）</option>' in form
    open_small_contest(world, slug="quiz", wishes={"circle": "class"})
    assert "参加0人，0人次" in words(made.get("/desk/contests/quiz"))
    assert "测试杯" in words(made.get(CLASS))


def test_nobody_else(stranger: TestClient, world: World) -> None:
    assert stranger.get(HERE).status_code == 303
    for path in (HERE, f"{HERE}/from", f"{CLASS}/add", f"{CLASS}/remove", f"{CLASS}/dissolve"):
        assert stranger.post(path, data={"contest": "x", "member": "1"}).status_code == 401
