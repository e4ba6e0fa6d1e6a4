"""The hall's screens on the line: told when the desk changes what they show, and noted so that the desk sees them."""

import asyncio
from typing import NamedTuple

import structlog

from app.core.clock import SECOND
from app.core.house import House
from app.core.refusal import Refusal
from app.core.writer import Lane
from app.halls.arranging import note_seen
from app.halls.finding import screen
from app.live.lines import Frame
from app.live.topics import Snapshot, event
from app.live.watchers import watchers

log = structlog.get_logger()

PAUSE = 2.0
AGAIN = 10 * SECOND


class ScreenTopic(NamedTuple):
    """One screen. Its frame says only that something was changed: the screen then asks for its page."""

    slug: str
    key: str

    @property
    def is_narrowed(self) -> bool:
        return False

    def frame(self, snapshot: Snapshot, before: Frame | None) -> Frame:
        try:
            revision = str(screen(snapshot.session, self.key, self.slug).revision)
        except Refusal:
            if before is None:
                raise
            revision = "0"  # it was there when it joined: let it ask, and find out
        return Frame(revision, revision, event("screen", revision, b'{"revision":%b}' % revision.encode()))


class Presence:
    """Which screens this process has on the line, and when that was last written down."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._noted: frozenset[str] = frozenset()
        self._at = 0

    async def note(self) -> None:
        """Write it down where it has changed, and every ten seconds; nothing without screens."""
        now = self._house.clock.now()
        there = frozenset(one.key for one in watchers(self._house).topics() if isinstance(one, ScreenTopic))
        if there == self._noted and (not there or now - self._at < AGAIN):
            return
        await self._house.writer.write(note_seen, there, self._noted - there, now, lane=Lane.DESK)
        self._noted, self._at = there, now


async def note_screens_forever(house: House, stopping: asyncio.Event) -> None:
    """Until the server stops. A fault is logged and the next round tries again."""
    presence = Presence(house)
    while not stopping.is_set():
        try:
            await presence.note()
        except Exception as error:
            log.error("screens.failed", exc_info=error)
        try:
            await asyncio.wait_for(stopping.wait(), PAUSE)
        except TimeoutError:
            continue
