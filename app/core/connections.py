"""One connection of the server, so set up that a phone which takes nothing costs nothing for long."""

import asyncio
import socket
from collections.abc import Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

STUCK = 20.0
"""Seconds without a byte taken until a connection that has something to take is cut."""
LOST = 60_000
"""Milliseconds without an acknowledgement until the system gives a connection up: its own default is a quarter of an
hour, in which a phone that has left the hall would keep its stream."""


class Connection(HttpToolsProtocol):
    """As uvicorn's, but an answer waits as soon as anything of it lies unsent, not from 64 KB on: at most one piece of
    a stream is held for a reader that is slow."""

    _stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self.headers = []  # those of this request are its own business now: a stream drops them

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        self._forget()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self, left: int) -> None:
        self._stuck = self.loop.call_later(STUCK, self._look, left)

    def _look(self, left: int) -> None:
        now_left = self.transport.get_write_buffer_size()
        if now_left < left:
            self._watch(now_left)
        else:
            self.transport.abort()

    def _forget(self) -> None:
        if self._stuck is not None:
            self._stuck.cancel()
            self._stuck = None


def give_up_lost(listening: Iterable[Any]) -> None:
    """Accepted connections inherit it; where the system does not know it, its own patience holds."""
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    for one in listening:
        if option is not None and one.family in (socket.AF_INET, socket.AF_INET6):
            one.setsockopt(socket.IPPROTO_TCP, option, LOST)
