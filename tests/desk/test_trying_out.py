"""An organiser lets chosen people try a contest out, and nothing of it stays."""

from fastapi.testclient import TestClient

from app.contests import finding, rehearsing
from app.contests.creating import compose, new_contest
from app.core.clock import DAY
from app.core.house import House
from app.organisations import circles
from tests.small_contest import open_small_contest
from tests.world import PLANNING, World


def slugs(house: House) -> list[str]:
    with house.database.reading() as session:
        return sorted(view.slug for view in finding.contests(session))


def test_a_try_out_begins_with_a_pasted_list_and_is_deleted_whole(client: TestClient, world: World) -> None:
    house = world.house
    open_small_contest(world)
    people = f"{PLANNING}\t赵测一\n{PLANNING}\t钱测二\n"
    assert client.post("/desk/contests/small-cup/try-out", data={"people": people, "days": "2"}).status_code == 303
    page = client.get("/desk/contests/small-cup/try-out").text
    assert "试答名单 2 人" in page
    (tried,) = (slug for slug in slugs(house) if slug != "small-cup")
    assert f"/c/{tried}" in page
    assert "内部试答，不计成绩" in client.get(f"/c/{tried}").text
    assert tried not in client.get("/").text
    assert client.post(f"/desk/contests/small-cup/try-out/{tried}/delete").status_code == 303
    assert slugs(house) == ["small-cup"]
    with house.database.reading() as session:
        assert circles.circles(session) == []


def test_a_line_that_names_nobody_is_said_and_nothing_begins(client: TestClient, world: World) -> None:
    open_small_contest(world)
    page = client.post("/desk/contests/small-cup/try-out", data={"people": f"{PLANNING} 无此人"})
    assert page.status_code == 422
    assert "无此人" in page.text
    assert slugs(world.house) == ["small-cup"]


def test_a_real_contest_is_not_deleted_this_way(client: TestClient, world: World) -> None:
    open_small_contest(world)
    assert client.post("/desk/contests/small-cup/try-out/small-cup/delete").status_code == 409
    assert slugs(world.house) == ["small-cup"]


def test_the_try_outs_of_another_contest_are_not_listed(client: TestClient, world: World) -> None:
    open_small_contest(world, slug="cup")
    open_small_contest(world, slug="cup-try-again")
    client.post("/desk/contests/cup-try-again/try-out", data={"people": f"{PLANNING} 赵测一"})
    (tried,) = (slug for slug in slugs(world.house) if slug not in ("cup", "cup-try-again"))
    assert tried in client.get("/desk/contests/cup-try-again/try-out").text
    assert tried not in client.get("/desk/contests/cup/try-out").text


def test_a_try_out_that_is_refused_leaves_nothing_behind(client: TestClient, world: World) -> None:
    house, now = world.house, world.house.clock.now()
    sections = [{"bank": "nowhere", "kind": "single", "count": 5, "marks": 2000}]
    rules = compose("online-heat", {"title": "没有题库", "sections": sections, "total": 10000}, now=now)
    house.writer.run(new_contest, "no-bank", rules, preset="online-heat", now=now)
    page = client.post("/desk/contests/no-bank/try-out", data={"people": f"{PLANNING} 赵测一"})
    assert page.status_code == 409
    assert "nowhere" in page.text
    assert slugs(house) == ["no-bank"]
    with house.database.reading() as session:
        assert circles.circles(session) == []


def test_a_try_out_keeps_the_privacy_notice_of_its_contest(world: World) -> None:
    model = open_small_contest(world, wishes={"erase_on": "2099-12-31"}).view
    now = world.house.clock.now()
    assert rehearsing.rules_like(model, "内部试答：", now=now, length=DAY, wishes={}).erase_on == "2099-12-31"
