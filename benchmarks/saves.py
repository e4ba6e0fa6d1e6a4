"""Durable saves a CPU-second of the application, beside a bare POST that stores nothing, turn by turn in one run."""

import asyncio
import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.installation import HOST, Installation, Running, bare_post
from benchmarks.wire import Wire

CONNECTIONS = 64
Paper = dict[str, Any]


@dataclass
class Turn:
    """One measurement: acknowledged requests, seconds by the clock, CPU-seconds of the server, its latencies."""

    requests: int
    seconds: float
    cpu: float
    latencies: list[float]

    @property
    def per_cpu_second(self) -> float:
        return self.requests / self.cpu

    def figures(self) -> dict[str, float]:
        spans = sorted(self.latencies)
        return {
            "requests": self.requests,
            "per_second": round(self.requests / self.seconds, 1),
            "per_cpu_second": round(self.per_cpu_second, 1),
            "p50_ms": round(spans[len(spans) // 2] * 1000, 2),
            "p99_ms": round(spans[int(len(spans) * 0.99)] * 1000, 2),
        }


class WrongReply(Exception):
    """A reply that was not the acknowledgement of what was sent."""


class Tapper:
    """One connection that taps as fast as it is answered, each tap newer than the last; every reply is checked."""

    def __init__(self, port: int, number: int) -> None:
        self.wire = Wire(HOST, port)
        self.paper: Paper = {
            "paper": f"bare{number}",
            "send": "1." + "x" * 52,
            "items": [{"n": n} for n in range(1, 21)],
        }
        self.acknowledged: dict[int, tuple[int, str]] = {}
        self._chance = random.Random(number)
        self._seq = 0

    async def sit(self, contest: str, token: str) -> None:
        await self.wire.post("/api/v1/sign-in", {"token": token})
        self.paper = (await self.wire.post(f"/api/v1/contests/{contest}/papers", {})).json()
        if "items" not in self.paper:
            raise WrongReply(str(self.paper))

    async def tap(self) -> None:
        self._seq += 1
        items = self.paper["items"]
        n, letter = items[self._seq % min(20, len(items))]["n"], self._chance.choice("ABC")
        answer = {"n": n, "choice": [letter], "seq": self._seq}
        reply = await self.wire.post(
            f"/api/v1/papers/{self.paper['paper']}/answers", {"send": self.paper["send"], "answers": [answer]}
        )
        stands = reply.json()["saved"][str(n)] if reply.status == 200 else None
        if stands is None or stands["choice"] != [letter] or stands["seq"] != self._seq:
            raise WrongReply(f"{reply.status} {reply.body[:200]!r}")
        self.acknowledged[n] = (self._seq, letter)


async def measure(running: Running, tappers: list[Tapper], seconds: float) -> Turn:
    """All connections for this long."""
    latencies: list[float] = []
    begun, cpu = time.monotonic(), running.cpu()

    async def one(tapper: Tapper) -> None:
        while (now := time.monotonic()) < begun + seconds:
            await tapper.tap()
            latencies.append(time.monotonic() - now)

    await asyncio.gather(*(one(tapper) for tapper in tappers))
    return Turn(len(latencies), time.monotonic() - begun, running.cpu() - cpu, latencies)


async def turn_by_turn(
    app: Running, bare: Running, made: Installation, rounds: int, seconds: float, tell: Callable[[str], None]
) -> tuple[list[Turn], list[Turn], list[Tapper]]:
    ours = [Tapper(app.port, n) for n in range(CONNECTIONS)]
    theirs = [Tapper(bare.port, n) for n in range(CONNECTIONS)]
    await asyncio.gather(*(tapper.sit(made.contest, token) for tapper, token in zip(ours, made.tokens, strict=False)))
    await measure(app, ours, 1)
    await measure(bare, theirs, 1)
    turns: tuple[list[Turn], list[Turn]] = ([], [])
    for number in range(rounds):
        for running, tappers, kept in ((app, ours, turns[0]), (bare, theirs, turns[1])):
            kept.append(await measure(running, tappers, seconds))
        tell(f"  round {number + 1}: {turns[0][-1].per_cpu_second:,.0f} against {turns[1][-1].per_cpu_second:,.0f}")
    return *turns, ours


def compare(made: Installation, rounds: int, seconds: float, tell: Callable[[str], None]) -> dict[str, Any]:
    """Medians and spreads of both sides, and whether everything acknowledged is in the file."""
    with made.serve() as app, bare_post() as bare:
        ours, theirs, tappers = asyncio.run(turn_by_turn(app, bare, made, rounds, seconds, tell))
    return {
        "connections": CONNECTIONS,
        "app": _spread(ours),
        "bare_post": _spread(theirs),
        "ratio_per_cpu_second": round(
            statistics.median(turn.per_cpu_second for turn in ours)
            / statistics.median(turn.per_cpu_second for turn in theirs),
            3,
        ),
        "acknowledged_and_not_stored": not_stored(made.folder / "cup.db", tappers),
    }


def _spread(turns: list[Turn]) -> dict[str, Any]:
    figures = [turn.figures() for turn in turns]
    return {
        name: {
            "median": statistics.median(one[name] for one in figures),
            "least": min(one[name] for one in figures),
            "most": max(one[name] for one in figures),
        }
        for name in figures[0]
    }


def not_stored(file: Path, tappers: list[Tapper]) -> int:
    """Acknowledged answers that the database does not hold as they were acknowledged."""
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT p.key, a.n, a.seq, a.value FROM answer a JOIN paper p ON p.id = a.paper_id")
        stored = {(key, n): (seq, value) for key, n, seq, value in rows}
    return sum(
        stored.get((tapper.paper["paper"], n)) != last for tapper in tappers for n, last in tapper.acknowledged.items()
    )
