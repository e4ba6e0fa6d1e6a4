"""Who is a branch's secretary is said at the desk."""

import re

from fastapi.testclient import TestClient

from app.organisations import secretaries
from tests.phone.conftest import words
from tests.world import ARCHIVE, World

HERE = "/desk/secretaries"


def test_found_appointed_and_removed(client: TestClient, world: World) -> None:
    assert HERE in client.get("/desk/roll").text
    assert "还没有书记" in words(client.get(HERE))
    found = client.get(HERE, params={"q": "赵测"})
    address = re.search(rf'href="({HERE}\?who=[a-z0-9]+)"', found.text)
    assert address is not None
    page = client.get(address[1])
    assert "设为发展改革局机关党委规划党支部的书记" in words(page)
    fields = dict(re.findall(r'name="(member|organisation)" value="([a-z0-9]+)"', page.text))
    assert client.post(HERE, data=fields).headers["location"] == f"{HERE}?done=secretary"
    assert client.post(HERE, data=fields).status_code == 303, "twice is once"
    with world.house.database.reading() as session:
        assert [one.name for one in secretaries.appointed(session)] == ["赵测一"]
        assert [one.id for one in secretaries.branches_of(session, world.members["赵测一"])] != []
    assert client.post(f"{HERE}/remove", data=fields).status_code == 303
    assert "还没有书记" in words(client.get(HERE))


def test_somebody_may_see_to_another_branch(client: TestClient, world: World) -> None:
    page = client.get(HERE, params={"who": world.keys["赵测一"], "branch": "档案"})
    assert f"设为{ARCHIVE.removeprefix('测试县')}的书记" in words(page)


def test_nobody_else_appoints(stranger: TestClient, world: World) -> None:
    assert stranger.get(HERE).status_code == 303
    assert stranger.post(HERE, data={"member": "x", "organisation": "y"}).status_code == 401


def test_unknown_people_and_branches_are_not_found(client: TestClient, world: World) -> None:
    assert client.post(HERE, data={"member": "x" * 26, "organisation": "y" * 26}).status_code == 404
    assert client.get(HERE, params={"who": "x" * 26}).status_code == 404
