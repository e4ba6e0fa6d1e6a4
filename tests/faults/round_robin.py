"""A small proxy as it stands in front of several processes: each request goes to the next of them.

Connections are kept alive on both sides, bodies are passed on as they come (streams too), and a backend that cannot be
reached is left out for this request.
"""

import asyncio
from itertools import cycle

from tests.ports import free_port

BROKEN = (OSError, asyncio.IncompleteReadError)
Pipe = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class RoundRobin:
    """``async with RoundRobin(ports) as proxy``; then ``proxy.port``."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._next = cycle(range(len(ports)))
        self._server: asyncio.Server | None = None
        self.port = 0
        self.served = dict.fromkeys(ports, 0)
        """Requests by backend."""

    async def __aenter__(self) -> "RoundRobin":
        self.port = free_port()
        self._server = await asyncio.start_server(self._client, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        backends: dict[int, Pipe] = {}
        peer = writer.get_extra_info("peername")[0]
        try:
            while True:
                head, body = await _request(reader, peer)
                await self._answer(backends, head + body, writer)
        except (*BROKEN, asyncio.CancelledError):
            pass  # the client has gone, or the proxy is done
        finally:
            for _, out in backends.values():
                out.close()
            writer.close()

    async def _answer(self, backends: dict[int, Pipe], request: bytes, writer: asyncio.StreamWriter) -> None:
        for _ in self._ports:
            port = self._ports[next(self._next)]
            try:
                backend = backends.get(port) or await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            backends[port] = backend
            try:
                backend[1].write(request)
                head = await backend[0].readuntil(b"\r\n\r\n")
            except BROKEN:
                del backends[port]
                raise  # it may have been written: only the client knows whether it may be sent again
            self.served[port] += 1
            await _pass_on(head, backend[0], writer)
            return
        raise ConnectionRefusedError


async def _request(reader: asyncio.StreamReader, peer: str) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(_header(head, b"content-length") or 0)
    return head[:-2] + f"X-Forwarded-For: {peer}\r\n\r\n".encode(), await reader.readexactly(length)


async def _pass_on(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(head)
    if _header(head, b"transfer-encoding") == b"chunked":
        size = -1
        while size:
            line = await reader.readline()
            size = int(line, 16)
            writer.write(line + await reader.readexactly(size + 2))
            await writer.drain()
    else:
        writer.write(await reader.readexactly(int(_header(head, b"content-length") or 0)))
    await writer.drain()


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(b"\r\n")[1:]:
        found, _, value = line.partition(b":")
        if found.lower() == name:
            return value.strip()
    return b""
