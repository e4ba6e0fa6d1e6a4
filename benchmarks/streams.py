"""Boards pushed to many screens: CPU of a delivered update beside the bare loop of :mod:`benchmarks.bare.sse_loop`, and
how long a hand-in over HTTP takes to reach the last of them."""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.core.open_files import raise_open_files
from benchmarks.installation import HOST, ROOT, Installation, Running, bare, installed
from benchmarks.machine import cores, pin
from benchmarks.report import Options, Row, RunFailed, Table
from benchmarks.wire import Wire

COUNTS, SHORT_COUNTS = (1_000, 3_000, 10_000), (500, 1_000)
BOARDS = (1, 20, 200)
UPDATES = 6
"""Of each side in each round."""
PATIENCE = 30


class Audience:
    """A process that holds streams open, on the core that the servers leave alone."""

    def __init__(self, port: int, count: int, paths: list[str]) -> None:
        self.count, self.entry = count, 0
        command = [sys.executable, "-m", "benchmarks.listeners", str(port), str(count), *paths]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        pin(self._process.pid, cores()[1])
        self.opened = self._said("open")
        if self.opened["refused"]:
            raise RunFailed(f"{self.opened['refused']} streams refused")

    def heard(self, entry: int) -> dict[str, Any]:
        """When the first and the last stream had the board with this entry whole, in the system's monotonic time."""
        while True:
            said = self._said("id")
            if self.entry >= entry:
                return said

    def ended(self) -> dict[str, Any]:
        """When the last stream was over, and how many had heard goodbye."""
        return self._said("ended")

    def _said(self, what: str) -> dict[str, Any]:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline():
            said: dict[str, Any] = json.loads(line)
            self.entry = int(said.get("id", f"{self.entry}.0").split(".")[0])
            if what in said:
                return said
        raise RunFailed(f"the audience ended before it said {what}")

    def leave(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)


@contextmanager
def audience(running: Running, count: int, paths: list[str]) -> Iterator[Audience]:
    made = Audience(running.port, count, paths)
    try:
        yield made
    finally:
        made.leave()


class Papers:
    """Open papers of members, handed in one by one over HTTP."""

    def __init__(self, made: Installation, port: int) -> None:
        self._made, self._port = made, port
        self._open: list[tuple[str, str]] = []

    def start(self, count: int) -> None:
        self._open += asyncio.run(self._start(count))

    def hand_in(self) -> tuple[int, float]:
        """The entry it made (nobody else is there), and the moment before it was sent."""
        before, (paper, send) = self.entry(), self._open.pop()
        at = time.monotonic()
        post(self._port, f"/api/v1/papers/{paper}/hand-in", json.dumps({"send": send}).encode())
        return before + 1, at

    def entry(self) -> int:
        with urllib.request.urlopen(f"http://{HOST}:{self._port}{board(self._made)}?top=1", timeout=PATIENCE) as answer:
            return int(json.loads(answer.read())["entry"])

    async def _start(self, count: int) -> list[tuple[str, str]]:
        """Each of another member: attempts are counted."""
        papers = []
        for _ in range(count):
            wire = Wire(HOST, self._port)
            await wire.post("/api/v1/sign-in", {"token": self._made.tokens.pop()})
            paper = (await wire.post(f"/api/v1/contests/{self._made.contest}/papers", {})).json()
            papers.append((paper["paper"], paper["send"]))
            wire.close()
        return papers


def board(made: Installation) -> str:
    return f"/api/v1/contests/{made.contest}/boards/organisations"


def post(port: int, path: str, body: bytes) -> None:
    request = urllib.request.Request(f"http://{HOST}:{port}{path}", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        if answer.status != 200:
            raise RunFailed(f"{path}: {answer.status}")


def measure(options: Options) -> list[Table]:
    raise_open_files()
    made = installed(options.folder / "streams")
    counts = SHORT_COUNTS if options.short else COUNTS
    tables = [beside_bare(made, count, options) for count in counts]
    return [*tables, by_boards(made, counts[-1], options), stopping(made, counts[-1], options)]


def beside_bare(made: Installation, count: int, options: Options) -> Table:
    """Both servers hold their streams all the time and take turns in sending."""
    ours, theirs, delays = [], [], []
    with made.serve() as app, bare("sse_loop") as loop:
        papers = Papers(made, app.port)
        papers.start(UPDATES * (options.rounds + 1))
        post(loop.port, "/frame", event(app.port, board(made)))
        empty = app.memory(), loop.memory()
        with (
            audience(app, count, [board(made) + "/stream"]) as screens,
            audience(loop, count, ["/stream"]) as others,
        ):
            update_ours(app, papers, screens)
            update_bare(loop, others)
            for number in range(options.rounds):
                cpu, late = update_ours(app, papers, screens)
                ours.append(cpu)
                delays += late
                theirs.append(update_bare(loop, others))
                options.say(f"  {count:,} streams, round {number + 1}: {ours[-1]:.1f} µs against {theirs[-1]:.1f} µs")
            full = app.memory(), loop.memory()
            opening = screens.opened["seconds"]
    top = count == max(COUNTS)
    rows = [
        Row("CPU of a delivered update", "µs", ours),
        Row("the same, bare loop", "µs", theirs),
        Row("ratio", "×", [a / b for a, b in zip(ours, theirs, strict=True)], "≤ 1.5" if top else ""),
        Row("from the hand-in to the last screen", "s", delays, "≤ 1.5" if top else ""),
        Row("memory of a stream", "kB", [(full[0] - empty[0]) / count / 1000]),
        Row("the same, bare loop", "kB", [(full[1] - empty[1]) / count / 1000]),
    ]
    facts: dict[str, str | int | float] = {
        "server": f"{full[0] / 1e6:.0f} MB",
        "bare loop's server": f"{full[1] / 1e6:.0f} MB",
        "all opened in": f"{opening:.1f} s",
        "errors": 0,
    }
    how = (
        f"{count:,} streams of one board on each side, clients in processes of their own; {UPDATES} updates a round,"
        " ours from hand-ins over HTTP, the bare loop's as many bytes once a second. Each stream heard each update."
    )
    return Table(f"streams_{count}", f"{count:,} open streams", how, rows, facts)


def event(port: int, path: str) -> bytes:
    """The server-sent event that a stream of this board begins with, its id open."""
    with urllib.request.urlopen(f"http://{HOST}:{port}{path}", timeout=PATIENCE) as answer:
        body: bytes = answer.read().replace(b"%", b"")
    return b"event: board\nid: %d.0\ndata: " + body + b"\n\n"


def update_ours(app: Running, papers: Papers, screens: Audience, updates: int = UPDATES) -> tuple[float, list[float]]:
    """CPU a delivered update in µs with everything that goes with it, and the delays in seconds."""
    delays, before = [], app.cpu()
    for _ in range(updates):
        time.sleep(random.uniform(0.1, 1.1))
        entry, at = papers.hand_in()
        delays.append(screens.heard(entry)["last"] - at)
    return (app.cpu() - before) / updates / screens.count * 1e6, delays


def update_bare(loop: Running, others: Audience, updates: int = UPDATES) -> float:
    before, wanted = loop.cpu(), others.entry + updates
    post(loop.port, f"/go?count={updates}", b"")
    others.heard(wanted)
    return (loop.cpu() - before) / updates / others.count * 1e6


def by_boards(made: Installation, count: int, options: Options) -> Table:
    """The same streams over more and more boards that differ: each is a render of its own."""
    rows = []
    for boards in BOARDS:
        paths = [
            board(made) + "/stream" + (f"?top={168 - n % 168}&lang={('zh', 'en')[n // 168]}" if n else "")
            for n in range(boards)
        ]
        costs, delays = [], []
        with made.serve() as app:
            papers = Papers(made, app.port)
            papers.start(UPDATES * (options.rounds + 1))
            with audience(app, count, paths) as screens:
                update_ours(app, papers, screens)
                for _ in range(options.rounds):
                    cpu, late = update_ours(app, papers, screens)
                    costs.append(cpu * count / 1000)
                    delays += late
            options.say(f"  {boards} boards: {statistics.median(costs):.0f} ms an update")
        rows += [
            Row(f"CPU of an update, {boards} boards", "ms", costs),
            Row(f"from the hand-in to the last screen, {boards} boards", "s", delays, "≤ 1.5" if boards == 1 else ""),
        ]
    how = (
        f"{count:,} streams spread over boards that differ (how many rows, which language), one hand-in an update. What"
        " narrowed boards cost beyond a quarter of a second waits for the next look."
    )
    return Table("streams_boards", f"{count:,} streams over several boards", how, rows, {"errors": 0})


def stopping(made: Installation, count: int, options: Options) -> Table:
    """SIGTERM with all streams open: the last goodbye, and the end of the process."""
    byes, ends = [], []
    for _ in range(options.rounds):
        with made.serve() as app, audience(app, count, [board(made) + "/stream"]) as screens:
            at = time.monotonic()
            app.process.terminate()
            over = screens.ended()
            app.process.wait(PATIENCE)
            ends.append(time.monotonic() - at)
            byes.append(over["last"] - at)
            if over["byes"] != count:
                raise RunFailed(f"{count - over['byes']} streams heard no goodbye")
    rows = [Row("the last stream has heard goodbye", "s", byes), Row("the process has ended", "s", ends)]
    return Table("streams_stop", f"A stop with {count:,} open streams", "SIGTERM; each is told.", rows, {"errors": 0})
