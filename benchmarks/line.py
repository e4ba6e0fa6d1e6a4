"""A client that costs little: keep-alive connections that send ready bytes at planned moments and time the replies."""

import asyncio
import sys
import time
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from benchmarks.installation import HOST

ALIVE = b"GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n" % HOST.encode()
T = TypeVar("T")
Then = Callable[[int, bytes, float], None]
"""Called with status (0: the connection broke), body, and the seconds since the planned moment."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """``asyncio.run`` on the faster loop where there is one."""
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def post(path: str, body: bytes) -> bytes:
    return b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
        path.encode(),
        HOST.encode(),
        len(body),
        body,
    )


class Line(asyncio.Protocol):
    """One connection. What is asked while a reply is awaited waits its turn, and its time is counted."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[bytes, float, Then]] = deque()
        self._asked: tuple[float, Then] | None = None
        self._read = b""

    def ask(self, request: bytes, planned: float, then: Then) -> None:
        """``planned``: of the monotonic clock."""
        if self._asked is not None:
            self._waiting.append((request, planned, then))
            return
        self._asked = planned, then
        if self._transport is None or self._transport.is_closing():
            self._answered(0, b"not connected")
        else:
            self._transport.write(request)

    async def exchange(self, request: bytes) -> tuple[int, bytes, float]:
        reply: asyncio.Future[tuple[int, bytes, float]] = asyncio.get_running_loop().create_future()
        self.ask(request, time.monotonic(), lambda *said: reply.set_result(said))
        return await reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._read += data
        head = self._read.find(b"\r\n\r\n")
        if head < 0:
            return
        length = self._read.lower().find(b"content-length:", 0, head)
        size = int(self._read[length + 15 : self._read.find(b"\r\n", length)]) if length >= 0 else 0
        if len(self._read) < head + 4 + size:
            return
        body = self._read[head + 4 : head + 4 + size]
        status = int(self._read[9:12])
        self._read = self._read[head + 4 + size :]
        self._answered(status, body)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._asked is not None:
            self._answered(0, repr(exc).encode())

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _answered(self, status: int, body: bytes) -> None:
        assert self._asked is not None
        planned, then = self._asked
        self._asked = None
        then(status, body, time.monotonic() - planned)
        if self._waiting and self._asked is None:
            self.ask(*self._waiting.popleft())


async def lines(port: int, count: int) -> list[Line]:
    """Open connections, a hundred at a time."""
    loop = asyncio.get_running_loop()
    opened: list[Line] = []
    while len(opened) < count:
        some = min(100, count - len(opened))
        made = await asyncio.gather(*(loop.create_connection(Line, HOST, port) for _ in range(some)))
        opened += [line for _, line in made]
    return opened


async def at_their_moments(moments: list[float], start: Callable[[int, float], None]) -> None:
    """Open loop: ``start(place, planned)`` at each of these seconds from now, in order, whatever came back before."""
    begun = time.monotonic()
    for place, moment in enumerate(moments):
        planned = begun + moment
        if (ahead := planned - time.monotonic()) > 0.0005:
            await asyncio.sleep(ahead)
        elif place % 16 == 0:
            await asyncio.sleep(0)
        start(place, planned)


def centile(spans: list[float], part: float) -> float:
    """Milliseconds below which ``part`` of these seconds stayed."""
    ordered = sorted(spans)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000, 3)
