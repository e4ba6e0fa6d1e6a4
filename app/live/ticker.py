"""The ticker: looks at what is watched once a second and sends what has changed. Nobody watches: nothing is read."""

import asyncio
import time
from collections.abc import Sequence

import structlog
from anyio import to_thread

from app.contests.finding import ContestView
from app.core.house import House
from app.core.refusal import Refusal
from app.live.lines import Frame
from app.live.watchers import Watched, Watchers, watchers

log = structlog.get_logger()

PAUSE = 1.0
"""Seconds from one look to the next."""
LEAST = 0.05
REST = 3
"""Rendering may take a quarter of a core: after a look that cost more, the next waits this many times as long."""


async def tick_forever(house: House, stopping: asyncio.Event) -> None:
    """Until the server stops; then every stream says goodbye. A fault is logged and the next tick tries again."""
    watched = watchers(house)
    while not stopping.is_set():
        begun, cost = time.monotonic(), 0.0
        try:
            cost = await tick_once(house)
        except Exception as error:
            log.error("tick.failed", exc_info=error)
        took = time.monotonic() - begun
        await _pause(watched, stopping, max(PAUSE - took, cost * REST, LEAST))
    await watched.close()


async def _pause(watched: Watchers, stopping: asyncio.Event, seconds: float) -> None:
    """So long, or less: until somebody nudges or the server stops."""
    waiting = [asyncio.create_task(one) for one in (stopping.wait(), watched.nudged())]
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()


async def tick_once(house: House) -> float:
    """Send everything watched whose bytes have changed; returns the CPU-seconds of reading and rendering it."""
    watched = watchers(house)
    topics = watched.topics()
    if not topics:
        return 0.0
    begun = time.monotonic()
    made, cost = await to_thread.run_sync(_timed_frames, house, topics)
    await watched.show(made, begun)
    return cost


def _timed_frames(house: House, topics: Sequence[Watched]) -> tuple[dict[Watched, Frame], float]:
    begun = time.thread_time()
    made = frames(house, topics)
    return made, time.thread_time() - begun


def frames(house: House, topics: Sequence[Watched]) -> dict[Watched, Frame]:
    """The present frame of each topic, all from one snapshot; one that is gone is left out."""
    made: dict[Watched, Frame] = {}
    views: dict[str, ContestView] = {}
    screens = house.screens
    screens.kept.setdefault("live.watchers", watchers(house))
    with screens.database.reading() as session:
        for topic in topics:
            try:
                made[topic] = topic.frame(screens, session, views)
            except Refusal:
                continue
    return made
