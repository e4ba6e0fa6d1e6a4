"""What an organiser sees of the branches while a contest runs: who is behind, who is missing, what to write to them."""

import asyncio
import re

from fastapi.testclient import TestClient

from app.boards import closing
from app.organisations.models import Organisation
from tests.open_contest import OpenContest, open_contest
from tests.world import PLANNING, PRICES, World


def hand_in(contest: OpenContest, *names: str) -> None:
    async def all_of_them() -> None:
        now = contest.house.clock.now()
        for name in names:
            paper = (await contest.start(name, now=now)).paper
            await contest.hand_in(paper, now=now + 1000)

    asyncio.run(all_of_them())


def test_the_branches_that_are_behind_stand_first(client: TestClient, world: World) -> None:
    contest = open_contest(world, eligible=["full", "probationary", "applicant", "activist"])
    hand_in(contest, "赵测一")
    page = client.get(f"/desk/contests/{contest.slug}/progress").text
    behind, ahead = PRICES.rpartition("/")[2], PLANNING.rpartition("/")[2]
    assert page.index(behind) < page.index(ahead)
    assert behind in client.get(f"/desk/contests/{contest.slug}").text


def test_the_names_of_those_who_are_missing_and_a_reminder_without_names(client: TestClient, world: World) -> None:
    contest = open_contest(world, eligible=["full", "probationary", "applicant", "activist"])
    here = f"/desk/contests/{contest.slug}/progress"
    with world.house.database.reading() as session:
        key = session.get_one(Organisation, world.organisations[PLANNING]).key
    assert "赵测一" in client.get(f"{here}/{key}").text
    hand_in(contest, "赵测一")
    page = client.get(f"{here}/{key}").text
    assert "赵测一" not in page
    reminder = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "各位同志" in reminder
    assert "测" not in reminder.replace("测试", "")


def test_a_freeze_does_not_hide_it_from_the_organiser(client: TestClient, world: World) -> None:
    contest = open_contest(world, eligible=["full", "probationary", "applicant", "activist"])
    world.house.writer.run(closing.freeze, contest.view.id, world.house.clock.now())
    hand_in(contest, "赵测一")
    assert re.search(r">1 / \d", client.get(f"/desk/contests/{contest.slug}/progress").text)


def test_what_is_not_there_is_a_404(client: TestClient, world: World) -> None:
    contest = open_contest(world)
    assert client.get("/desk/contests/no-such-cup/progress").status_code == 404
    assert client.get(f"/desk/contests/{contest.slug}/progress/{'a' * 26}").status_code == 404
