"""Installations to measure: a roll, the project's banks and an open contest in a folder, served as a process."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from app.cli.demonstration import CONTEST, demonstration_settings, prepare_demonstration
from app.core.house import House, open_house
from app.core.migrating import upgrade
from app.core.settings import Settings
from app.signin.cards import sheet
from benchmarks.machine import cores, pin

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
BARE = ("asgi_echo", "starlette_post", "fastapi_post")


@dataclass
class Running:
    """A server process that answers, on a core that the clients leave alone."""

    port: int
    process: psutil.Process
    seconds: float
    """From its start until it answered."""

    def cpu(self) -> float:
        """CPU-seconds used so far, all threads, user and system."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> int:
        return int(self.process.memory_info().rss)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)


@dataclass
class Installation:
    """A data folder with an open contest, and the card tokens of everybody on the roll."""

    folder: Path
    tokens: list[str] = field(default_factory=list)
    contest: str = CONTEST
    database_url: str = ""

    def environment(self, port: int) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CUP_")}
        return kept | {
            "CUP_DATA": str(self.folder),
            "CUP_DATABASE_URL": self.database_url,
            "CUP_HOST": HOST,
            "CUP_PORT": str(port),
            "CUP_LOG_FORMAT": "json",
        }

    @contextmanager
    def serve(self, *options: str) -> Iterator[Running]:
        port = free_port()
        with serving([sys.executable, "-m", "app", "serve", *options], port, self.environment(port)) as running:
            yield running

    @contextmanager
    def house(self) -> Iterator[House]:
        house = open_house(self.settings())
        try:
            yield house
        finally:
            house.close()

    def settings(self) -> Settings:
        return demonstration_settings(Settings(data=self.folder, host=HOST, database_url=self.database_url))

    def copy(self, folder: Path) -> "Installation":
        """The same installation in another folder; SQLite only, and nothing may have it open."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)


def installed(folder: Path, roll: Path | None = None, database_url: str = "") -> Installation:
    """The demonstration in an empty folder: 2,789 members or those of ``roll``, the banks, an open contest."""
    made = Installation(folder, database_url=database_url)
    if roll is not None:
        (folder / "uploads").mkdir(parents=True)
        shutil.copy(roll, folder / "uploads" / "demo-roll.xlsx")
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
    pin(process.pid, cores()[0])
    try:
        _wait(f"http://{HOST}:{port}/healthz", process)
        yield Running(port, psutil.Process(process.pid), time.monotonic() - begun)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def bare(name: str) -> Iterator[Running]:
    """A yardstick of :mod:`benchmarks.bare`."""
    port = free_port()
    with serving([sys.executable, "-m", f"benchmarks.bare.{name}", str(port)], port, dict(os.environ)) as running:
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
            time.sleep(0.01)
    raise TimeoutError(url)


_given: set[int] = set()


def free_port() -> int:
    """A port below the range from which the system gives ports to clients; none is given twice."""
    for port in range(21000 + os.getpid() % 5000, 32000):
        with socket.socket() as probe:
            if port not in _given and probe.connect_ex((HOST, port)) != 0:
                _given.add(port)
                return port
    raise OSError("no free port")
