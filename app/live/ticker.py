"""The ticker: looks at the watched boards once a second and sends what has changed. Nobody watches: nothing is read."""

import asyncio

import structlog
from anyio import to_thread

from app.boards.rendering import board
from app.contests.finding import ContestView, contest
from app.core.house import House
from app.core.refusal import Refusal
from app.live.watchers import Frame, Topic, watchers

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
        try:
            await asyncio.wait_for(stopping.wait(), PAUSE)
        except TimeoutError:
            continue
    watched.close()


async def tick_once(house: House) -> int:
    """Send each watched board whose bytes have changed; returns how many there were."""
    watched = watchers(house)
    topics = watched.topics()
    if not topics:
        return 0
    made = await to_thread.run_sync(frames, house, topics)
    return sum(watched.send(topic, one) for topic, one in made.items())


def frames(house: House, topics: list[Topic]) -> dict[Topic, Frame]:
    """The present frame of each topic, all from one snapshot; a contest that is gone is left out."""
    made: dict[Topic, Frame] = {}
    views: dict[str, ContestView] = {}
    with house.database.reading() as session:
        for topic in topics:
            try:
                view = views.get(topic.slug) or contest(session, topic.slug)
                asked = topic.asked
                rendered = board(
                    house,
                    session,
                    views.setdefault(topic.slug, view),
                    asked.board,
                    kind=asked.kind,
                    division=asked.division,
                    top=asked.top,
                    language=topic.language,
                    audience=asked.audience,
                )
            except Refusal:
                continue
            data = b"event: board\nid: " + rendered.id.encode() + b"\ndata: " + rendered.body + b"\n\n"
            made[topic] = Frame(rendered.id, rendered.etag, data)
    return made
