"""The ticker: looks at what is watched once a second and sends what has changed. Nobody watches: nothing is read."""

import asyncio
from collections.abc import Sequence

import structlog
from anyio import to_thread

from app.contests.finding import ContestView
from app.core.house import House
from app.core.refusal import Refusal
from app.live.watchers import Frame, Watched, Watchers, watchers

log = structlog.get_logger()

PAUSE = 1.0


async def tick_forever(house: House, stopping: asyncio.Event) -> None:
    """Until the server stops; then every stream says goodbye. A fault is logged and the next tick tries again."""
    watched = watchers(house)
    while not stopping.is_set():
        try:
            await tick_once(house)
        except Exception as error:
            log.error("tick.failed", exc_info=error)
        await _pause(watched, stopping)
    watched.close()


async def _pause(watched: Watchers, stopping: asyncio.Event) -> None:
    """A second, or less: until somebody nudges or the server stops."""
    waiting = [asyncio.create_task(one) for one in (stopping.wait(), watched.nudged())]
    await asyncio.wait(waiting, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()


async def tick_once(house: House) -> int:
    """Send everything watched whose bytes have changed; returns how many there were."""
    watched = watchers(house)
    topics = watched.topics()
    if not topics:
        return 0
    made = await to_thread.run_sync(frames, house, topics)
    return sum(watched.send(topic, one) for topic, one in made.items())


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
