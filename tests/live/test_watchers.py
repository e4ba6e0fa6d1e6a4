"""Mailboxes: one slot each, the newest wins, nobody is waited for."""

import asyncio

import pytest

from app.boards.rendering import Asked
from app.core.refusal import Refusal
from app.live import watchers as module
from app.live.watchers import Frame, Topic, Watchers

pytestmark = pytest.mark.pure

TOPIC = Topic("cup", Asked("organisations"), "zh")
OTHER = Topic("cup", Asked("members"), "zh")


def frame(n: int) -> Frame:
    return Frame(f"{n}.0", f'"{n}"', b"%d" % n)


def test_a_slow_watcher_gets_the_newest_frame_and_no_queue() -> None:
    async def story() -> None:
        watched = Watchers()
        slow = watched.join(TOPIC)
        for n in range(100):
            watched.send(TOPIC, frame(n))
        assert await slow.take(1) == frame(99)
        assert await slow.take(0.01) is None

    asyncio.run(story())


def test_a_frame_goes_to_its_own_topic_and_the_same_bytes_only_once() -> None:
    async def story() -> None:
        watched = Watchers()
        one, other = watched.join(TOPIC), watched.join(OTHER)
        assert watched.send(TOPIC, frame(1))
        assert not watched.send(TOPIC, frame(1))
        assert await one.take(1) == frame(1)
        assert await other.take(0.01) is None

    asyncio.run(story())


def test_who_leaves_is_forgotten() -> None:
    async def story() -> None:
        watched = Watchers()
        box = watched.join(TOPIC)
        watched.leave(TOPIC, box)
        watched.leave(TOPIC, box)
        assert (watched.count, watched.topics()) == (0, [])

    asyncio.run(story())


def test_there_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)

    async def story() -> None:
        watched = Watchers()
        watched.join(TOPIC)
        watched.join(OTHER)
        with pytest.raises(Refusal) as refused:
            watched.join(TOPIC)
        assert refused.value.status == 503

    asyncio.run(story())


def test_closing_wakes_everybody_also_who_joins_later() -> None:
    async def story() -> None:
        watched = Watchers()
        box = watched.join(TOPIC)
        waiting = asyncio.create_task(box.take(5))
        await asyncio.sleep(0)
        watched.close()
        assert await waiting is None
        assert box.is_closed()
        assert watched.join(TOPIC).is_closed()

    asyncio.run(story())
