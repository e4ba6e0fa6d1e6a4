"""One watcher's stream of server-sent events as a plain ASGI answer: what is shown at once, then each change.

Nothing is held but the line itself: no session, no request, no task beside the one the server made for it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from anyio import to_thread

from app.core.house import House
from app.core.refusal import not_found
from app.live.lines import Frame, Message, Send, goodbye
from app.live.ticker import PAUSE, frames
from app.live.topics import Watched
from app.live.watchers import Audience, Watchers, watchers

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
FRESH = 1.5 * PAUSE
"""A frame that the ticker has looked at within this many seconds is still the present one, or replaced in a moment."""

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Stream:
    """Called as an ASGI application. Refuses (``not_found``, ``busy``) before the first byte."""

    def __init__(self, house: House, topic: Watched) -> None:
        self._house, self._topic = house, topic
        self.raw_headers = list(HEADERS)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        watched = watchers(self._house)
        line = watched.join(self._topic)
        try:
            first = await present(self._house, self._topic)
            head: Message = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
            await line.open(send, head, first)
            del head, first
            self._forget(scope, watched)
            if watched.closed:
                line.end(goodbye())
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            watched.leave(self._topic, line)

    def _forget(self, scope: MutableMapping[str, Any], watched: Watchers) -> None:
        """What nobody will ask for again, two kilobytes of every stream."""
        self._topic, self.raw_headers = watched.audience(self._topic).topic, []
        scope["headers"].clear()


async def present(house: House, topic: Watched) -> Frame:
    """The present frame of what has just been joined: the ticker's where it is fresh, else read, once for all who
    come at the same moment."""
    audience = watchers(house).audience(topic)
    if audience.frame is not None and time.monotonic() - audience.read < FRESH:
        return audience.frame
    if audience.reading is None:
        audience.reading = asyncio.ensure_future(_read(house, topic, audience))
    frame = await asyncio.shield(audience.reading)
    if frame is None:
        raise not_found()
    return frame


async def _read(house: House, topic: Watched, audience: Audience) -> Frame | None:
    try:
        begun = time.monotonic()
        frame = (await to_thread.run_sync(frames, house, [topic])).get(topic)
        if frame is not None:
            audience.note(frame, begun)
        return frame
    finally:
        audience.reading = None
