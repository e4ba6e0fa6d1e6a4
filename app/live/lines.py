"""One watcher's open answer: whole events only, and one slot for what it has not taken yet. The newest wins.

A slow reader is never waited for and never queued for. A piece is sent by going one step into the server's ``send``:
nearly always that is all there is to it, without a task for each of ten thousand; only where the connection is full
does a task wait for it, and what comes meanwhile replaces what lies in the slot.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

Message = dict[str, Any]
Sending = Coroutine[Any, Any, None]
Send = Callable[[Message], Sending]


@dataclass(frozen=True)
class Frame:
    """What is shown, ready to be sent: ``id`` of a board is ``entry.epoch``, ``data`` a whole server-sent event."""

    id: str
    etag: str
    data: bytes
    stamp: Any = None
    """What it was made from; equal ones would give equal frames."""

    @cached_property
    def message(self) -> Message:
        """One for all its receivers."""
        return {"type": "http.response.body", "body": self.data, "more_body": True}


COMMENT: Message = {"type": "http.response.body", "body": b": still here\n\n", "more_body": True}


def goodbye() -> Message:
    """The last event; screens come back after a time of their own, not all at once."""
    said = f"event: bye\nretry: {1000 + secrets.randbelow(3000)}\ndata: {{}}\n\n"
    return {"type": "http.response.body", "body": said.encode(), "more_body": False}


class Line:
    """Belongs to the event loop that made it. Until it is opened its slot only remembers."""

    __slots__ = ("_busy", "_goodbye", "_over", "_send", "_sent", "_slot", "_task")

    def __init__(self) -> None:
        self._send: Send | None = None
        self._busy = True
        self._over = False
        self._slot: Frame | None = None
        self._sent = ""
        self._goodbye: Message | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self, send: Send, head: Message, first: Frame) -> None:
        """Begin the answer; waits until the first frame has left."""
        self._send = send
        await send(head)
        self._sent = first.etag
        await send(first.message)
        await self._catch_up()

    def show(self, frame: Frame) -> None:
        """Send it, now or as soon as the connection takes it; nothing where it is what was sent last."""
        if self._over:
            return
        if self._busy:
            self._slot = frame
        elif frame.etag != self._sent:
            self._sent = frame.etag
            self._begin(frame.message)

    def keep_warm(self) -> None:
        """A comment, so that nobody on the way takes a quiet line for a dead one, and the dead ones are found."""
        if not self._busy and not self._over:
            self._begin(COMMENT)

    def end(self, goodbye: Message) -> None:
        """Send this as the last; nothing after it."""
        if self._over:
            return
        self._over, self._slot = True, None
        if self._busy:
            self._goodbye = goodbye
        else:
            self._begin(goodbye)

    def _begin(self, message: Message) -> None:
        assert self._send is not None
        sending = self._send(message)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except OSError:
            return  # whoever called the answer is told that its client is gone, and leaves
        self._busy = True
        self._task = asyncio.create_task(self._finish(_Begun(sending, waits_for)))

    async def _finish(self, begun: "_Begun") -> None:
        with suppress(OSError):
            await begun
            await self._catch_up()

    async def _catch_up(self) -> None:
        assert self._send is not None
        while self._slot is not None:
            frame, self._slot = self._slot, None
            if frame.etag != self._sent:
                self._sent = frame.etag
                await self._send(frame.message)
        self._busy = False
        if self._goodbye is not None:
            await self._send(self._goodbye)


class _Begun:
    """A coroutine that has been begun outside a task and waits for something: a task that awaits this goes on with
    it."""

    def __init__(self, coroutine: Sending, waits_for: Any) -> None:
        self._coroutine, self._waits_for = coroutine, waits_for

    def __await__(self) -> Generator[Any, Any, None]:
        waits_for = self._waits_for
        while True:
            try:
                yield waits_for
            except BaseException as error:
                step = partial(self._coroutine.throw, error)
            else:
                step = partial(self._coroutine.send, None)
            try:
                waits_for = step()
            except StopIteration:
                return
