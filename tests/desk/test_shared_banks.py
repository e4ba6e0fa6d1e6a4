"""Two contests on one bank hold back each other's answers, and the desk says so before the second opens."""

from fastapi.testclient import TestClient

from app.contests.creating import compose, new_contest
from tests.small_contest import SECTIONS, open_small_contest
from tests.world import World

SHARED = "用的是同一套题库"


def test_a_draft_on_the_bank_of_a_running_contest_says_so(client: TestClient, world: World) -> None:
    running = open_small_contest(world)
    house, now = world.house, world.house.clock.now()
    wishes = {"title": "第二场", "sections": SECTIONS, "total": 10000}
    house.writer.run(new_contest, "second", compose("online-heat", wishes, now=now), preset="online-heat", now=now)
    assert SHARED in client.get("/desk/contests/second").text
    assert SHARED not in client.get(f"/desk/contests/{running.view.slug}").text
