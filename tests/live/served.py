"""The whole app behind a live uvicorn in a thread of the test, on the test's own house."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.core.connections import Connection
from app.core.house import House
from app.main import create_app
from tests.ports import free_port


class Served:
    def __init__(self, house: House, port: int | None = None) -> None:
        self.house = house
        self.port = port or free_port()
        config = uvicorn.Config(
            create_app(house),
            host="127.0.0.1",
            port=self.port,
            http=Connection,
            log_config=None,
            timeout_graceful_shutdown=5,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def named_url(self) -> str:
        return f"http://cup.test:{self.port}"

    def start(self) -> None:
        self._thread.start()
        until = time.monotonic() + 60
        while not self._server.started:
            if time.monotonic() > until or not self._thread.is_alive():
                raise AssertionError("the server does not start")
            time.sleep(0.02)

    def stop(self) -> float:
        """As on a signal: streams are told first. Returns how many seconds it took."""
        began = time.monotonic()
        self.house.kept["stopping"].set()
        self._server.should_exit = True
        self._thread.join(20)
        return time.monotonic() - began


@contextmanager
def served(house: House, port: int | None = None) -> Iterator[Served]:
    """Serve until the block ends; the house may be served again afterwards, as after a restart."""
    house.kept.clear()
    running = Served(house, port)
    running.start()
    try:
        yield running
    finally:
        running.stop()
