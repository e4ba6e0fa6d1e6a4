"""Memory of a server with 10,000 open papers, each with an answer, and 10,000 screens watching a board."""

import asyncio
import contextlib
import random
from dataclasses import dataclass
from pathlib import Path

from benchmarks.installation import HOST, Running, installed
from benchmarks.line import lines, run
from benchmarks.machine import allow_files
from benchmarks.papers import Sheet, lay_papers, not_stored
from benchmarks.report import Facts, Options, Row, RunFailed, Table
from benchmarks.synthetic_roll import write_roll
from benchmarks.tapping import Side, on_plan

EVENT = b"event: board"
HAND_INS = 10
AT_ONCE = 64
MEBI = 1 << 20


@dataclass
class Weights:
    """MiB resident."""

    started: float
    papers: float
    streams: float
    peak: float


class Screen(asyncio.Protocol):
    """Watches a board and counts its updates; keeps nothing else."""

    def __init__(self, path: str) -> None:
        self._asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n\r\n".encode()
        self.events = 0
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self._asked)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.events += data.count(EVENT)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True


def measure(options: Options) -> list[Table]:
    count = options.size(10_000, 500)
    made = installed(options.folder / "data", write_roll(options.folder / "roll.xlsx", count))
    with made.house() as house:
        sheets = lay_papers(house, made.contest, count)
    if (files := allow_files()) < count + 500:
        raise RunFailed(f"this system allows a process {files} open files: too few for {count} streams")
    with made.serve() as app:
        weights = run(_fill(app, made.contest, sheets, options))
    lost = not_stored(made.settings().url, sheets[HAND_INS:])
    rows = [
        Row("at rest after the start", "MiB", [weights.started]),
        Row(f"with {count:,} open papers, each with an answer", "MiB", [weights.papers]),
        Row(f"and with {count:,} streams, after updates to all", "MiB", [weights.streams], "≤ 350"),
        Row("most at any time", "MiB", [weights.peak]),
    ]
    how = (
        f"Resident memory of the whole server process: {count:,} open papers get an answer each over HTTP, then "
        f"{count:,} streams of the board of organisations are opened and {HAND_INS} hand-ins move it; every stream "
        "must have received at least two boards."
    )
    facts: Facts = {"errors": 0, "acknowledged and not stored": lost, "papers": count, "streams": count}
    return [Table("memory", "Memory", how, rows, facts)]


async def _fill(app: Running, contest: str, sheets: list[Sheet], options: Options) -> Weights:
    started = app.memory() / MEBI
    for begin in range(HAND_INS, len(sheets), AT_ONCE):
        side = Side(app, sheets[begin : begin + AT_ONCE])
        await on_plan(side, [0.0] * len(side.sheets))
        side.leave()
    papers = app.memory() / MEBI
    options.say(f"  {papers:.0f} MiB with papers, now the streams …")
    screens = await _watch(app.port, f"/api/v1/contests/{contest}/boards/organisations/stream", len(sheets))
    chance = random.Random(1)
    opened = await lines(app.port, HAND_INS)
    for line, sheet in zip(opened, sheets[:HAND_INS], strict=True):
        status, body, _ = await line.exchange(sheet.hand_in(chance)[0])
        if status != 200:
            raise RunFailed(f"a hand-in was answered with {status} {body[:200]!r}")
        await asyncio.sleep(0.5)
    await _until_all_have(screens, 2)
    full = app.memory() / MEBI
    for one in screens:
        one.transport.close()
    return Weights(round(started, 1), round(papers, 1), round(full, 1), round(_peak(app) or full, 1))


async def _watch(port: int, path: str, count: int) -> list[Screen]:
    loop = asyncio.get_running_loop()
    screens: list[Screen] = []
    while len(screens) < count:
        some = min(100, count - len(screens))
        made = await asyncio.gather(*(loop.create_connection(lambda: Screen(path), HOST, port) for _ in range(some)))
        screens += [screen for _, screen in made]
        await _until_all_have(screens[-some:], 1)
    return screens


async def _until_all_have(screens: list[Screen], events: int) -> None:
    async with asyncio.timeout(120):
        while any(one.events < events for one in screens):
            if any(one.lost for one in screens):
                raise RunFailed("a stream ended")
            await asyncio.sleep(0.05)


def _peak(app: Running) -> float | None:
    """As Linux counts it; None elsewhere."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{app.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return None
