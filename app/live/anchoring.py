"""Writes every head of a chain to a text file of another disk, every ten minutes: what was, can be shown later."""

import asyncio
from pathlib import Path

import structlog
from anyio import to_thread

from app.contests.finding import contests
from app.core.clock import rfc3339
from app.core.house import House
from app.ledger.tail import head

log = structlog.get_logger()

PAUSE = 600.0


async def anchor_forever(house: House, stopping: asyncio.Event) -> None:
    """Nothing without ``CUP_ANCHOR_DIR``; a folder that is not there is logged and tried again."""
    if not house.settings.anchor_dir:
        return
    while not stopping.is_set():
        try:
            await to_thread.run_sync(anchor_once, house, Path(house.settings.anchor_dir))
        except OSError as error:
            log.warning("anchor.failed", error=error.strerror)
        except Exception as error:
            log.error("anchor.failed", exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), PAUSE)
        except TimeoutError:
            continue


def anchor_once(house: House, folder: Path) -> None:
    """Append ``time slug seq hash`` for each contest whose chain has begun."""
    now = rfc3339(house.clock.now())
    with house.database.reading() as session:
        places = [(view.slug, head(session, view.id)) for view in contests(session)]
    lines = [f"{now} {slug} {place.seq} {place.hash.hex()}\n" for slug, place in places if place.seq]
    with (folder / "heads.txt").open("a", encoding="utf-8") as file:
        file.writelines(lines)
