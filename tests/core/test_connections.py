"""Connections of the server: one that takes nothing is cut, one that is slow is not, and neither holds up another."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from app.core import connections
from app.core.connections import Connection, give_up_lost
from tests.ports import free_port

pytestmark = pytest.mark.pure

MUCH = bytes(12_000_000)
"""More than the system takes for a reader that does not read."""


class Sender:
    """Sends much to whoever asks, and knows whose answer is still on its way."""

    def __init__(self) -> None:
        self.open = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.open += 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": MUCH, "more_body": True})
        await send({"type": "http.response.body", "body": b"the end"})
        self.open -= 1


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sender, int]]:
    monkeypatch.setattr(connections, "STUCK", 0.3)
    app, port = Sender(), free_port()
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, http=Connection, log_config=None, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield app, port
    server.should_exit = True
    thread.join(10)


def asking(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.settimeout(10)
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return line


def read_slowly(line: socket.socket) -> bytes:
    """Some, a rest longer than the server's patience allows for nothing, and so on; the last bytes."""
    last, begun = b"", time.monotonic()
    while data := line.recv(400_000):
        last = (last + data)[-20:]
        if time.monotonic() - begun < 0.8:
            time.sleep(0.05)
    return last


def rest(line: socket.socket) -> bytes:
    parts = []
    while data := line.recv(1 << 20):
        parts.append(data)
    return b"".join(parts)


def test_who_takes_nothing_is_cut_and_who_is_slow_is_not(sender: tuple[Sender, int]) -> None:
    app, port = sender
    with asking(port) as stuck, asking(port) as slow:
        assert read_slowly(slow).endswith(b"the end\r\n0\r\n\r\n")
        until = time.monotonic() + 5
        while app.open and time.monotonic() < until:
            time.sleep(0.02)
        assert app.open == 0
        assert len(rest(stuck)) < len(MUCH)


def test_a_connection_whose_other_end_is_silent_is_given_up_by_the_system() -> None:
    async def story() -> None:
        server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
        give_up_lost(server.sockets)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            (listening,) = server.sockets
            assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == connections.LOST
        server.close()

    asyncio.run(story())
