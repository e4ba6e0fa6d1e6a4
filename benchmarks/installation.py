"""A server to measure: the demonstration installation in a folder of its own, served as a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.cli.demonstration import CONTEST, demonstration_settings, prepare_demonstration
from app.core.house import House, open_house
from app.core.migrating import upgrade
from app.core.settings import Settings
from app.signin.cards import sheet

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"


@dataclass
class Running:
    """A server process that answers."""

    port: int
    process: psutil.Process
    seconds: float
    """From its start until it answered."""

    def cpu(self) -> float:
        """CPU-seconds used so far, all threads."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> int:
        return int(self.process.memory_info().rss)


@dataclass
class Installation:
    """The demonstration's roll, banks and open contest."""

    folder: Path
    tokens: list[str]
    contest: str = CONTEST

    def environment(self, port: int) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CUP_")}
        return kept | {"CUP_DATA": str(self.folder), "CUP_HOST": HOST, "CUP_PORT": str(port), "CUP_LOG_FORMAT": "json"}

    @contextmanager
    def serve(self, *options: str) -> Iterator[Running]:
        port = free_port()
        with serving([sys.executable, "-m", "app", "serve", *options], port, self.environment(port)) as running:
            yield running

    @contextmanager
    def house(self) -> Iterator[House]:
        house = open_house(demonstration_settings(Settings(data=self.folder, host=HOST)))
        yield house
        house.close()


def installed(folder: Path) -> Installation:
    """Load the demonstration into an empty folder: 2,789 members, the project's banks, an open contest."""
    made = Installation(folder, [])
    with made.house() as house:
        upgrade(house.database)
        prepare_demonstration(house)
        with house.database.reading() as session:
            made.tokens = [card.token for card in sheet(session, house.secret)]
    return made


@contextmanager
def serving(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Running]:
    """Run a server until the block ends; it must answer ``/healthz``."""
    begun = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://{HOST}:{port}/healthz", process)
        yield Running(port, psutil.Process(process.pid), time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def bare_post() -> Iterator[Running]:
    """The yardstick: see :mod:`benchmarks.bare_post`."""
    port = free_port()
    with serving([sys.executable, "-m", "benchmarks.bare_post", str(port)], port, dict(os.environ)) as running:
        yield running


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(url)


def free_port() -> int:
    """A port below the range from which the system gives ports to clients."""
    for port in range(21000 + os.getpid() % 5000, 32000):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return port
    raise OSError("no free port")
