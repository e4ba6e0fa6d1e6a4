"""Watches the clock: a step of the system's clock is logged, and followed only when nobody sits a paper.

On PostgreSQL every process keeps the database's time, so that several agree.
"""

import asyncio

import structlog
from anyio import to_thread
from sqlalchemy import text

from app.core.clock import MINUTE, SECOND, STEP
from app.core.house import House
from app.papers.latest import newest_instant, timed_papers_open

log = structlog.get_logger()

PAUSE = 5.0
PROMPT = 1 * SECOND
"""An answer that took longer is as old as it took: following it would set every deadline back."""


def set_clock(house: House) -> None:
    """At start: take the database's time on PostgreSQL; doubt a clock that stands behind what is stored."""
    follow_database(house)
    with house.database.reading() as session:
        newest = newest_instant(session)
    if newest > house.clock.now() + STEP:
        log.warning("clock.behind", seconds=(newest - house.clock.now()) // 1000)
        house.clock.doubt(newest)


def follow_database(house: House) -> None:
    if house.database.is_sqlite:
        return
    with house.database.reading() as session:
        session.connection()  # the time of connecting is not the time of the answer
        asked = house.clock.now()
        now = session.execute(text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)")).scalar_one()
    if house.clock.now() - asked <= PROMPT:
        house.clock.follow(now)
    else:
        log.warning("clock.answer_late", milliseconds=house.clock.now() - asked)


async def keep_time(house: House, stopping: asyncio.Event) -> None:
    """Until the server stops."""
    told = 0
    since = 0.0
    while not stopping.is_set():
        try:
            if house.database.is_sqlite:
                told = await to_thread.run_sync(_watch_step, house, told)
            elif since * 1000 >= MINUTE:
                await to_thread.run_sync(follow_database, house)
                since = 0.0
        except Exception as error:
            log.error("clock.failed", exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), PAUSE)
        except TimeoutError:
            since += PAUSE


def _watch_step(house: House, told: int) -> int:
    """Follow a step when nobody sits a paper; returns the step that was logged last, so that it is said once."""
    step = house.clock.step()
    if abs(step) <= STEP:
        return 0
    if abs(step - told) > STEP:
        log.warning("clock.stepped", milliseconds=step)
        told = step
    with house.database.reading() as session:
        if timed_papers_open(session):
            return told
    house.clock.follow()
    log.warning("clock.followed", milliseconds=step)
    return 0
