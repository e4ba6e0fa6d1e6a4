"""The least that can be done: the same bytes to every open connection, raw ASGI, one event a stream.

``POST /frame`` with a server-sent event that has ``%d`` for its number; ``POST /go?count=5`` sends it that often, once
a second.
"""

import asyncio
from typing import Any
from urllib.parse import parse_qs

from app.core.open_files import raise_open_files
from benchmarks.bare import serve

HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]


class Loop:
    def __init__(self) -> None:
        self._events: list[asyncio.Event] = []
        self._frame = b"id: %d.0\n\n"
        self._number = 0
        self._message: dict[str, Any] = {}
        self._work: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        if scope["method"] == "GET" and scope["path"] == "/stream":
            await self._stream(send)
            return
        if scope["path"] == "/frame":
            self._frame = await _body(receive)
            self._next()
        elif scope["path"] == "/go":
            count = int(parse_qs(scope["query_string"])[b"count"][0])
            work = asyncio.create_task(self._go(count))
            self._work.add(work)
            work.add_done_callback(self._work.discard)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    async def _stream(self, send: Any) -> None:
        event = asyncio.Event()
        self._events.append(event)
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send(self._message)
        while True:
            await event.wait()
            event.clear()
            await send(self._message)

    async def _go(self, count: int) -> None:
        for _ in range(count):
            self._next()
            for event in self._events:
                event.set()
            await asyncio.sleep(1)

    def _next(self) -> None:
        self._number += 1
        body = self._frame.replace(b"%d", b"%d" % self._number, 1)
        self._message = {"type": "http.response.body", "body": body, "more_body": True}


async def _body(receive: Any) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message["body"])
        more = message["more_body"]
    return b"".join(parts)


if __name__ == "__main__":
    raise_open_files()
    serve(Loop(), grace=1)
