"""Stands between the application and PostgreSQL's socket and breaks the line between them, as networks and poolers do.

``async with FaultProxy(socket) as proxy``, then the application connects to ``proxy.port`` on 127.0.0.1.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tests.ports import free_port

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER without a second: closing sends RST, not FIN."""


class AtCommit(StrEnum):
    """What becomes of the next COMMIT that passes."""

    BEFORE = "cut before the server has heard of it"
    AFTER = "cut when the server has done it and says so"
    SILENCE = "kept from the server, and nothing more is heard"


@dataclass(eq=False)
class Line:
    """One connection: the application's end and the server's. While ``still`` nothing passes."""

    ours: asyncio.StreamWriter
    theirs: asyncio.StreamWriter
    flowing: asyncio.Event = field(default_factory=asyncio.Event)
    cut_at_reply: bool = False

    def cut(self, *, reset: bool = False) -> None:
        if reset:
            self.ours.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        for end in (self.ours, self.theirs):
            end.transport.abort() if reset else end.close()
        self.flowing.set()


class FaultProxy:
    """Everything passes until a fault is asked for."""

    def __init__(self, server: Path) -> None:
        self._server_socket = server
        self._lines: set[Line] = set()
        self._pipes: set[asyncio.Task[None]] = set()
        self._listener: asyncio.Server | None = None
        self._at_commit: AtCommit | None = None
        self._hung = False
        self.port = free_port()
        self.commits_met = 0

    async def __aenter__(self) -> "FaultProxy":
        await self.come_back()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.go_away()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    # --- faults --------------------------------------------------------------------------------------------------

    def go_away(self) -> None:
        """Every connection is closed and new ones are refused until ``come_back``."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self.drop()

    async def come_back(self) -> None:
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    def drop(self, *, reset: bool = False) -> None:
        """Every connection is closed (or reset); new ones are taken."""
        for line in list(self._lines):
            line.cut(reset=reset)

    def hang(self) -> None:
        """Connections stay and new ones are taken; nothing passes until ``flow``."""
        self._hung = True
        for line in self._lines:
            line.flowing.clear()

    def flow(self) -> None:
        self._hung = False
        for line in self._lines:
            line.flowing.set()

    def at_next_commit(self, what: AtCommit) -> None:
        self._at_commit = what

    # --- passing on ----------------------------------------------------------------------------------------------

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_unix_connection(str(self._server_socket))
        except OSError:
            writer.close()
            return
        line = Line(writer, server)
        if not self._hung:
            line.flowing.set()
        self._lines.add(line)
        both = ((reader, server, self._asked), (answers, writer, self._answered))
        pipes = [asyncio.create_task(self._pass(line, *one)) for one in both]
        self._pipes.update(pipes)
        for pipe in pipes:
            pipe.add_done_callback(self._pipes.discard)

    async def _pass(
        self,
        line: Line,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        may_pass: Callable[[Line, bytes], bool],
    ) -> None:
        try:
            while data := await source.read(65536):
                await line.flowing.wait()
                if not may_pass(line, data):
                    continue
                target.write(data)
                await target.drain()
        except OSError:
            pass
        finally:
            line.cut()
            self._lines.discard(line)

    def _asked(self, line: Line, data: bytes) -> bool:
        """From the application: psycopg sends COMMIT alone, in one message."""
        if self._at_commit is None or not data.endswith(b"COMMIT\x00"):
            return True
        what, self._at_commit = self._at_commit, None
        self.commits_met += 1
        if what is AtCommit.AFTER:
            line.cut_at_reply = True
            return True
        if what is AtCommit.SILENCE:
            line.flowing.clear()
        else:
            line.cut()
        return False

    def _answered(self, line: Line, data: bytes) -> bool:
        """From the server; ``C…COMMIT`` says that the transaction is done."""
        if not line.cut_at_reply:
            return True
        assert b"COMMIT" in data, data
        line.cut()
        return False
