"""The sweep, once a second in every process: hands in what time has run out on and closes what is over."""

import asyncio

import structlog
from anyio import to_thread

from app.contests.finding import contest_by_id
from app.core.house import House
from app.core.refusal import Refusal
from app.papers.book import Book, book
from app.papers.sweep import MOST, contests_due, sweep

log = structlog.get_logger()

PAUSE = 1.0


async def sweep_forever(house: House, stopping: asyncio.Event) -> None:
    """Until the server stops. A fault is logged and the next second tries again."""
    while not stopping.is_set():
        try:
            await sweep_once(house)
        except Refusal as refused:
            log.warning("sweep.refused", key=refused.key)
        except Exception as error:
            log.error("sweep.failed", exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), PAUSE)
        except TimeoutError:
            continue


async def sweep_once(house: House) -> int:
    """Hand in everything that is due now; returns how many papers."""
    swept = 0
    while due := await to_thread.run_sync(_due, house):
        now = house.clock.now()
        done = await house.writer.write(sweep, due, now=now)
        swept += done
        if done < MOST:
            break
    return swept


def _due(house: House) -> dict[int, Book]:
    with house.database.reading() as session:
        due = contests_due(session, house.clock.now())
        return {contest_id: book(house, session, contest_by_id(session, contest_id)) for contest_id in due}
