"""The sweep, once a second in every process: hands in what time has run out on, closes and settles what is over."""

import asyncio

import structlog
from anyio import to_thread

from app.boards import closing, publishing
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
            if not house.clock.doubtful:
                await sweep_once(house)
                await settle_once(house)
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
        done = await house.writer.write(sweep, due, now=house.clock.now())
        swept += done
        if done < MOST:
            break
    return swept


def _due(house: House) -> dict[int, Book]:
    with house.database.reading() as session:
        due = contests_due(session, house.clock.now())
        return {contest_id: book(house, session, contest_by_id(session, contest_id)) for contest_id in due}


async def settle_once(house: House) -> None:
    """Append ``frozen`` and ``closed`` where their time has come, then the digests and seeds that are due."""
    for contest_id in await to_thread.run_sync(_over, house):
        await house.writer.write(closing.append_closed_when_due, contest_id, house.clock.now())
    for contest_id in await to_thread.run_sync(_unpublished, house):
        await to_thread.run_sync(publishing.publish_digests, house, contest_id, house.clock.now())


def _over(house: House) -> list[int]:
    """The running contests whose window has ended or whose freeze is due."""
    now = house.clock.now()
    with house.database.reading() as session:
        views = [contest_by_id(session, contest_id) for contest_id in closing.running(session)]
    return [
        view.id
        for view in views
        if view.closes <= now or (view.rules.freeze_at is not None and view.rules.freeze_at <= now and not view.frozen)
    ]


def _unpublished(house: House) -> list[int]:
    with house.database.reading() as session:
        return publishing.pending(session)
