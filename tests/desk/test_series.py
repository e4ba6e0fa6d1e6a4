"""系列 at the desk: made, changed, its means with full names, its workbook."""

from fastapi.testclient import TestClient

from tests.boards.test_series import make, month
from tests.phone.conftest import words
from tests.world import World

HERE = "/desk/series"


def test_made_with_its_contests_and_changed(client: TestClient, world: World) -> None:
    month(world, "may", ("赵测一", 90, 60), title="五月测试")
    month(world, "june", ("赵测一", 81, 60), title="六月测试")
    assert HERE in client.get("/desk/contests").text
    assert "还没有系列" in words(client.get(HERE))
    fields = {"slug": "monthly", "title": "月度测试", "min_sittings": "2", "contest": ["may"]}
    assert client.post(HERE, data=fields).headers["location"] == f"{HERE}/monthly?done=series"
    page = words(client.get(f"{HERE}/monthly"))
    assert "赵测一" in page
    assert "90.00" in page
    assert "未满2次" in page
    changed = fields | {"contest": ["may", "june"]}
    assert client.post(f"{HERE}/monthly", data=changed).status_code == 303
    assert "85.50" in words(client.get(f"{HERE}/monthly"))


def test_what_is_wrong_is_said_and_kept_in_the_form(client: TestClient, world: World) -> None:
    wrong = client.post(HERE, data={"slug": "monthly", "title": "月度测试", "min_sittings": "many"})
    assert wrong.status_code == 422
    assert 'value="月度测试"' in wrong.text
    make(world)
    assert client.post(HERE, data={"slug": "monthly", "title": "又一个"}).status_code == 409
    assert client.post(f"{HERE}/monthly", data={"title": "", "contest": "none"}).status_code == 422


def test_the_workbook_is_handed_out(client: TestClient, world: World) -> None:
    month(world, "may", ("赵测一", 90, 60))
    make(world, "may", least=1)
    assert client.get(f"{HERE}/monthly/export").content.startswith(b"PK")
    assert list((world.house.settings.data / "exports").iterdir()) == []


def test_nobody_else(stranger: TestClient, world: World) -> None:
    make(world)
    for path in (HERE, f"{HERE}/monthly", f"{HERE}/monthly/export"):
        assert stranger.get(path).status_code == 303
    assert stranger.post(HERE, data={"slug": "x"}).status_code == 401


def test_an_unknown_series_is_not_found(client: TestClient, world: World) -> None:
    assert client.get(f"{HERE}/none").status_code == 404
    assert client.post(f"{HERE}/none", data={"title": "x"}).status_code == 404
