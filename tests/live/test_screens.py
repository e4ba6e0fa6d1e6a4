"""Screens on the line: told at once when the desk changes something, noted while they are there, nothing else told."""

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from app.halls import arranging
from app.halls.finding import screen
from app.halls.showing import Showing, State
from app.live.screens import AGAIN, Presence, ScreenTopic
from app.live.watchers import watchers
from tests.boards.ground import Ground, run_contest
from tests.live.served import Served, served
from tests.live.test_streaming import Listener
from tests.world import World


@pytest.fixture
def ground(world: World) -> Ground:
    return run_contest(world)


@pytest.fixture
def key(ground: Ground) -> str:
    made: str = ground.run(arranging.add_screen, "大厅左", Showing())
    return made


@pytest.fixture
def server(ground: Ground) -> Iterator[Served]:
    with served(ground.house) as running:
        yield running


def test_a_change_reaches_the_screen_within_a_second_and_results_do_not(
    ground: Ground, server: Served, key: str
) -> None:
    listener = Listener(f"{server.url}/screen/cup/s/{key}/stream")
    assert json.loads(listener.wait_for(1)[0]["data"]) == {"revision": 1}
    ground.hand_in_all([("赵测一", 90, 600), ("李测四", 80, 600)])
    ground.house.writer.run(arranging.show, key, {"state": State.JOIN})
    began = time.monotonic()
    watchers(ground.house).nudge()
    assert json.loads(listener.wait_for(2)[-1]["data"]) == {"revision": 2}
    assert time.monotonic() - began < 0.8
    time.sleep(1.2)
    assert len(listener.events()) == 2


def test_a_screen_that_is_taken_away_is_told_to_look(ground: Ground, server: Served, key: str) -> None:
    listener = Listener(f"{server.url}/screen/cup/s/{key}/stream")
    listener.wait_for(1)
    time.sleep(1.2)
    ground.house.writer.run(arranging.remove, key)
    assert json.loads(listener.wait_for(2)[-1]["data"]) == {"revision": 0}


def test_presence_is_written_when_it_changes_and_every_ten_seconds(ground: Ground, key: str) -> None:
    house = ground.house

    def seen() -> int:
        with house.database.reading() as session:
            return screen(session, key).seen

    async def story() -> None:
        watched, presence = watchers(house), Presence(house)
        topic = ScreenTopic("cup", key)
        await presence.note()
        assert seen() == 0
        line = watched.join(topic)
        await presence.note()
        first = seen()
        assert first > 0
        await presence.note()
        assert seen() == first
        house.clock.follow(house.clock.now() + AGAIN)
        await presence.note()
        assert seen() > first
        watched.leave(topic, line)
        await presence.note()
        assert seen() == 0

    house.kept.clear()
    asyncio.run(story())
