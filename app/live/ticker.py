"""The ticker: looks at what is watched each second or sooner and sends what has changed. Nobody watches: nothing is
read."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from anyio import to_thread

from app.core.house import House
from app.core.refusal import Refusal
from app.live.lines import Frame
from app.live.topics import Snapshot, Watched
from app.live.watchers import Watchers, watchers

log = structlog.get_logger()

PAUSE = 0.75
"""Seconds from one look to the next: with what ten thousand screens take to be told, the last follows within 1.5."""
LEAST = 0.05
BUDGET = 0.25
"""CPU-seconds of a look after which narrowed boards wait for the next one, those first that have waited longest: the
whole boards of the hall do not, and answers keep their core."""


async def tick_forever(house: House, stopping: asyncio.Event) -> None:
    """Until the server stops; then every stream says goodbye. A fault is logged and the next tick tries again."""
    watched = watchers(house)
    while not stopping.is_set():
        begun = time.monotonic()
        try:
            await tick_once(house)
        except Exception as error:
            log.error("tick.failed", exc_info=error)
        await _pause(watched, stopping, max(begun + PAUSE - time.monotonic(), LEAST))
    watched.close()


async def _pause(watched: Watchers, stopping: asyncio.Event, seconds: float) -> None:
    """So long, or less: until somebody nudges or the server stops."""
    waiting = [asyncio.create_task(one) for one in (stopping.wait(), watched.nudged())]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()


async def tick_once(house: House) -> int:
    """Send everything watched whose bytes have changed; returns how many there were."""
    watched = watchers(house)
    topics = watched.topics()
    if not topics:
        return 0
    begun = time.monotonic()
    made = await to_thread.run_sync(frames, house, topics)
    return await watched.show(made, begun)


def frames(house: House, topics: Sequence[Watched]) -> dict[Watched, Frame]:
    """The present frame of each topic, all from one snapshot; one that is gone is left out, and so are narrowed
    boards for which there is no more time."""
    made: dict[Watched, Frame] = {}
    watched, begun = watchers(house), time.thread_time()
    with house.screens.database.reading() as session:
        snapshot = Snapshot(house.screens, session)
        for topic in topics:
            if made and topic.is_narrowed and time.thread_time() - begun > BUDGET:
                break
            try:
                made[topic] = topic.frame(snapshot, watched.newest(topic))
            except Refusal:
                continue
    return made
