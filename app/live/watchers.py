"""Who watches which board. Nobody is waited for; what a watcher has not taken is replaced by what is newer."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from app.core.house import House
from app.core.open_files import open_file_limit
from app.core.refusal import busy
from app.live.lines import Frame, Line, goodbye
from app.live.topics import Watched

MOST = 12_000
"""Open streams of a process: ten thousand and some that are about to notice that they are dead."""
FILES = 3, 4
"""Streams take at most this part of the files that the process may hold open: the rest is for phones that answer."""
MIXES = 200
"""Different narrowed boards (a district, a category, the first ten …) that are watched at a time: each is a render of
its own at every change. Whole boards and hall screens are few and always let in."""
QUIET = 15.0
"""Seconds without anything new until a comment is sent."""
PIECE = 50
"""Lines that are sent to in one go, about a millisecond, before whoever else waits has a turn: answers come first."""


@dataclass(eq=False)
class Audience:
    """Everybody who watches one thing."""

    topic: Watched
    lines: set[Line] = field(default_factory=set)
    frame: Frame | None = None
    """The newest that is known; who comes now begins with it while it is fresh."""
    read: float = 0.0
    """When that was, by the monotonic clock."""
    sent: str = ""
    """The etag that went to everybody."""
    spoke: float = field(default_factory=time.monotonic)
    reading: asyncio.Future[Frame | None] | None = None
    """The first frame, while it is being read: once for all who wait for it."""

    def note(self, frame: Frame, at: float) -> None:
        if at >= self.read:
            self.frame, self.read = frame, at


class Watchers:
    """All lines of this process, by what they watch. Used from its event loop only, where nothing else is said."""

    def __init__(self) -> None:
        self._nudged = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._audiences: dict[Watched, Audience] = {}
        self._most = _most()
        self._narrowed = 0
        self.count = 0
        self.closed = False

    def join(self, topic: Watched) -> Line:
        """A new line; ``busy`` when this process has as many as it can carry."""
        if self.count >= self._most or (self._is_new_mix(topic) and self._narrowed >= MIXES):
            raise busy()
        if topic not in self._audiences:
            self._audiences[topic] = Audience(topic)
            self._narrowed += topic.is_narrowed
        line = Line()
        self._audiences[topic].lines.add(line)
        self.count += 1
        return line

    def _is_new_mix(self, topic: Watched) -> bool:
        return topic.is_narrowed and topic not in self._audiences

    def leave(self, topic: Watched, line: Line) -> None:
        audience = self._audiences.get(topic)
        if audience is None or line not in audience.lines:
            return
        audience.lines.remove(line)
        self.count -= 1
        if not audience.lines:
            del self._audiences[topic]
            self._narrowed -= topic.is_narrowed

    def nudge(self) -> None:
        """Something that is watched has just been changed: look now. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._nudged.set)

    async def nudged(self) -> None:
        """Until the next nudge."""
        self._loop = asyncio.get_running_loop()
        await self._nudged.wait()
        self._nudged.clear()

    def topics(self) -> list[Watched]:
        """Whole boards and screens, then what has not been looked at for longest."""
        return sorted(self._audiences, key=lambda topic: (topic.is_narrowed, self._audiences[topic].read))

    def audience(self, topic: Watched) -> Audience:
        """Of somebody who has joined."""
        return self._audiences[topic]

    def newest(self, topic: Watched) -> Frame | None:
        """What is known of something that is watched. May be asked from any thread."""
        audience = self._audiences.get(topic)
        return None if audience is None else audience.frame

    async def show(self, made: Mapping[Watched, Frame], at: float) -> int:
        """Send each frame to whoever watches its topic, unless it is what they have, and a comment where it has been
        quiet. Returns how many frames were new. ``at``: the moment before they were read."""
        changed = 0
        for topic, frame in made.items():
            audience = self._audiences.get(topic)
            if audience is None:
                continue
            audience.note(frame, at)
            if audience.sent != frame.etag:
                audience.sent, changed = frame.etag, changed + 1
                await self._to_all(audience, frame)
            elif time.monotonic() - audience.spoke > QUIET:
                await self._to_all(audience, None)
        return changed

    async def _to_all(self, audience: Audience, frame: Frame | None) -> None:
        audience.spoke = time.monotonic()
        for piece in _pieces(list(audience.lines)):
            for line in piece:
                if frame is None:
                    line.keep_warm()
                else:
                    line.show(frame)
            await asyncio.sleep(0)

    def close(self) -> None:
        """The server stops: everybody is told, before anything else has a turn, since the time for it is short."""
        self.closed = True
        for audience in self._audiences.values():
            for line in audience.lines:
                line.end(goodbye())


def _pieces(lines: list[Line]) -> Iterator[list[Line]]:
    for begin in range(0, len(lines), PIECE):
        yield lines[begin : begin + PIECE]


def _most() -> int:
    files = open_file_limit()
    return MOST if files is None else min(MOST, files * FILES[0] // FILES[1])


def watchers(house: House) -> Watchers:
    made = house.kept.get("live.watchers") or house.kept.setdefault("live.watchers", Watchers())
    return cast("Watchers", made)
