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
from typing import Any, Protocol

from benchmarks.wire import Reply, Wire

ROOT = Path(__file__).parents[2]
BROKEN = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)


class Killable(Protocol):
    """A server process on one port; ``ready`` says after how many seconds it serves."""

    @property
    def port(self) -> int: ...
    def start(self) -> None: ...
    def kill(self) -> None: ...
    async def ready(self) -> float: ...


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
    unseemly: list[str] = field(default_factory=list)
    """Replies that no client should ever see: a failure, a refusal without a reason to come again, a paper that is
    said to be closed while its member did not hand it in."""


class Client:
    """One member: starts papers, taps without rest, hands in now and then, and goes on after every break."""

    def __init__(self, port: int, contest: str, token: str, promises: Promises, chance: random.Random) -> None:
        self._wire = Wire("127.0.0.1", port)
        self._contest, self._token, self._promises, self._chance = contest, token, promises, chance
        self._paper: dict[str, Any] | None = None
        self._seq = 0
        self._handing_in = False

    async def run(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await self._step()
            except BROKEN:
                self._wire.close()
                await asyncio.sleep(0.02)

    async def _step(self) -> None:
        if not self._wire.cookies:
            reply = await self._wire.post("/api/v1/sign-in", {"token": self._token})
            if reply.status != 200:
                await self._refused("sign_in", reply)
        elif self._paper is None:
            await self._start()
        elif self._handing_in or self._chance.random() < 0.04:
            self._handing_in = True  # until it is answered, as a phone does
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
            await self._refused("start", reply)

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
        else:
            await self._refused("save", reply)

    async def _hand_in(self, paper: dict[str, Any]) -> None:
        reply = await self._wire.post(f"/api/v1/papers/{paper['paper']}/hand-in", {"send": paper["send"]})
        if reply.status == 200:
            self._promises.receipts[paper["paper"]] = reply.json()["receipt"]
            self._paper, self._handing_in = None, False
        else:
            await self._refused("hand_in", reply)

    async def _refused(self, what: str, reply: Reply) -> None:
        """Counted; a phone waits longer than this, so as not to be the reason itself. Of a paper that is not there it
        starts anew: only a server that breaks its word loses one."""
        if reply.status == 404:
            self._paper, self._handing_in = None, False
        name = f"{what} {reply.status}"
        self._promises.refused[name] = self._promises.refused.get(name, 0) + 1
        if not says_come_again(reply):
            self._promises.unseemly.append(f"{name} {reply.headers} {reply.body[:400]!r}")
        await asyncio.sleep(0.05)


def says_come_again(reply: Reply) -> bool:
    """503 as a problem with ``Retry-After``, and not a word about the inside of the server."""
    inside = (b"Traceback", b"psycopg", b"sqlalchemy", b'File "')
    return (
        reply.status == 503
        and reply.headers["content-type"].startswith("application/problem+json")
        and int(reply.headers.get("retry-after", 0)) > 0
        and not any(word in reply.body for word in inside)
    )


async def until_written(promises: Promises, answers: int = 1) -> bool:
    """A kill before anybody wrote would interrupt nothing: wait for the next answers, on a slow machine too."""
    wanted = promises.saves + answers
    for _ in range(3000):
        if promises.saves >= wanted:
            return True
        await asyncio.sleep(0.02)
    return False


async def run_kills(
    server: Killable,
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
        await until_written(promises)
        await asyncio.sleep(chance.uniform(*lives))
        server.kill()
        server.start()
        back.append(await server.ready())
    await asyncio.sleep(0.3)
    stopping.set()
    await asyncio.gather(*work)
    server.kill()
    return promises, back
