"""Several server processes on one database: started in a moment, killed at any, each on a port of its own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from app.core.house import House
from benchmarks.wire import Wire
from tests.conftest import TEST_KEY
from tests.faults.kills import BROKEN, ROOT
from tests.ports import free_port


class Forge:
    """One process that has the application in memory and forks the servers."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("w")
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forking_servers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            cwd=ROOT,
        )

    def fork(self, settings: dict[str, Any], fault: str) -> int:
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps({"settings": settings, "fault": fault}) + "\n")
        self._parent.stdin.flush()
        return int(self._parent.stdout.readline())

    def close(self) -> None:
        self._parent.communicate()
        self._log.close()


@dataclass
class Process:
    """A server; ``kill`` and ``start`` as often as wanted, always on the same port."""

    forge: Forge
    settings: dict[str, Any]
    fault: str = "none"
    pid: int = 0

    @property
    def port(self) -> int:
        return int(self.settings["port"])

    def start(self) -> None:
        self.pid = self.forge.fork(self.settings, self.fault)

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """SIGKILL: nothing is flushed, closed or said."""
        if self.pid:
            os.kill(self.pid, how)
            self.pid = 0

    def alive(self) -> bool:
        """Whether it runs, and not as one that has ended and is not yet taken leave of."""
        try:
            return psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    async def ready(self) -> float:
        """Seconds until it serves."""
        begun = time.monotonic()
        while time.monotonic() < begun + 30:
            try:
                wire = Wire("127.0.0.1", self.port)
                if (await wire.get("/healthz")).status == 200:
                    wire.close()
                    return time.monotonic() - begun
            except BROKEN:
                await asyncio.sleep(0.03)
        raise TimeoutError("the server does not serve")


@dataclass
class Fleet:
    """The processes of one test."""

    processes: list[Process] = field(default_factory=list)

    @property
    def ports(self) -> list[int]:
        return [one.port for one in self.processes]

    def start(self) -> None:
        for one in self.processes:
            one.start()
        asyncio.run(self._all_ready())

    async def _all_ready(self) -> None:
        await asyncio.gather(*(one.ready() for one in self.processes))

    def stop(self) -> None:
        for one in self.processes:
            one.kill()


def fleet(forge: Forge, house: House, number: int, *, fault: str = "none", **settings: Any) -> Fleet:
    """``number`` processes on the house's database and secret key, each with a data folder of its own."""
    made = Fleet()
    for n in range(number):
        ours = {
            "data": str(house.settings.data.parent / f"process-{n}"),
            "host": "127.0.0.1",
            "port": free_port(),
            "secret_key": TEST_KEY,
            "database_url": house.settings.database_url,
            **settings,
        }
        made.processes.append(Process(forge, ours, fault))
    return made
