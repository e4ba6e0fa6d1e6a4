"""Writing members against a server that is killed at random moments; what was acknowledged is remembered."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.wire import Wire

ROOT = Path(__file__).parents[2]
BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)


class KilledServer:
    """A server process that can be started, killed and started again on the same data."""

    def __init__(self, folder: Path, port: int, fault: str = "none", database_url: str = "") -> None:
        self.port = port
        self._log = (folder / f"server-{port}.log").open("w")
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forking_server", str(folder), str(port), fault, database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            cwd=ROOT,
        )
        self._child = 0

    def start(self) -> None:
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write("start\n")
        self._parent.stdin.flush()
        self._child = int(self._parent.stdout.readline())

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, closed or said."""
        os.kill(self._child, signal.SIGKILL)

    async def ready(self) -> float:
        """Seconds until it serves."""
        begun = time.monotonic()
        while time.monotonic() - begun < 20:
            try:
                wire = Wire("127.0.0.1", self.port)
                if (await wire.get("/healthz")).status == 200:
                    wire.close()
                    return time.monotonic() - begun
            except BROKEN:
                await asyncio.sleep(0.02)
        raise TimeoutError("the server did not come back")

    def stop(self) -> None:
        if self._child:
            self.kill()
        self._parent.kill()
        self._parent.wait()
        self._log.close()


@dataclass
class Promises:
    """What the server acknowledged: by (paper, item) the newest (seq, letters), and every receipt."""

    saved: dict[tuple[str, int], tuple[int, list[str]]] = field(default_factory=dict)
    sent: dict[tuple[str, int], dict[int, list[str]]] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    saves: int = 0
    refused: dict[str, int] = field(default_factory=dict)


class Client:
    """One member: starts papers, taps without rest, hands in now and then, and goes on after every break."""

    def __init__(self, port: int, contest: str, token: str, promises: Promises, chance: random.Random) -> None:
        self._wire = Wire("127.0.0.1", port)
        self._contest, self._token, self._promises, self._chance = contest, token, promises, chance
        self._paper: dict[str, Any] | None = None
        self._seq = 0
        self._lease = 0

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await self._step()
            except BROKEN:
                self._wire.close()
                await asyncio.sleep(0.02)

    async def _step(self) -> None:
        if not self._wire.cookies:
            await self._wire.post("/api/v1/sign-in", {"token": self._token})
        elif self._paper is None:
            await self._start()
        elif self._chance.random() < 0.04:
            await self._hand_in(self._paper)
        else:
            await self._tap(self._paper)

    async def _start(self) -> None:
        reply = await self._wire.post(f"/api/v1/contests/{self._contest}/papers", {})
        if reply.status in (200, 201):
            self._paper = reply.json()
        elif reply.status == 401:
            self._wire.cookies.clear()
        else:
            self._refused("start", reply.json().get("key"))

    async def _tap(self, paper: dict[str, Any]) -> None:
        self._seq += 1
        item = self._chance.choice([one for one in paper["items"] if one["kind"] == "single"])
        letters = [self._chance.choice("ABCD")]
        place = (paper["paper"], item["n"])
        self._promises.sent.setdefault(place, {})[self._seq] = letters
        body = {"send": paper["send"], "answers": [{"n": item["n"], "choice": letters, "seq": self._seq}]}
        reply = await self._wire.post(f"/api/v1/papers/{paper['paper']}/answers", body)
        if reply.status == 200:
            self._promises.saves += 1
            self._promises.saved[place] = (self._seq, letters)
        elif reply.status == 409:
            self._paper = None
        else:
            self._refused("save", reply.json().get("key"))

    async def _hand_in(self, paper: dict[str, Any]) -> None:
        reply = await self._wire.post(f"/api/v1/papers/{paper['paper']}/hand-in", {"send": paper["send"]})
        if reply.status == 200:
            self._promises.receipts[paper["paper"]] = reply.json()["receipt"]
            self._paper = None
        else:
            self._refused("hand_in", reply.json().get("key"))

    def _refused(self, what: str, key: Any) -> None:
        name = f"{what} {key}"
        self._promises.refused[name] = self._promises.refused.get(name, 0) + 1


async def _until_written(promises: Promises) -> None:
    """A kill before anybody wrote would interrupt nothing: wait for the first answer, on a slow machine too."""
    before = promises.saves
    for _ in range(500):
        if promises.saves > before:
            return
        await asyncio.sleep(0.01)


async def run_kills(
    server: KilledServer,
    contest: str,
    tokens: list[str],
    kills: int,
    seed: int,
    lives: tuple[float, float] = (0.05, 0.5),
) -> tuple[Promises, list[float]]:
    """Kill ``kills`` times at random moments under everybody's taps; the promises, and how long each return took."""
    promises, chance, back = Promises(), random.Random(seed), []
    stopping = asyncio.Event()
    server.start()
    await server.ready()
    clients = [Client(server.port, contest, token, promises, random.Random(seed + n)) for n, token in enumerate(tokens)]
    work = [asyncio.create_task(client.run(stopping)) for client in clients]
    for _ in range(kills):
        await _until_written(promises)
        await asyncio.sleep(chance.uniform(*lives))
        server.kill()
        server.start()
        back.append(await server.ready())
    await asyncio.sleep(0.3)
    stopping.set()
    await asyncio.gather(*work)
    server.kill()
    return promises, back
