"""Simulated members at a human pace, scaled: how long a tap waits for its durable acknowledgement."""

import asyncio
from collections.abc import Sequence
from typing import Any

from app.cli.simulated_members import Figures, Pace, simulate
from benchmarks.installation import HOST, installed
from benchmarks.line import run
from benchmarks.report import Facts, Options, Row, RunFailed, Table
from benchmarks.wire import Reply, Wire

NAMES = {"sign_in": "sign in", "start": "start", "save": "save", "hand_in": "hand in"}


class Browser:
    """A member's browser that costs the measuring side little."""

    def __init__(self, port: int) -> None:
        self._wire = Wire(HOST, port)

    async def post(self, url: str, *, json: Any) -> Reply:
        return await self._wire.post(url, json)


async def _sit(port: int, contest: str, tokens: Sequence[str], seconds: float) -> Figures:
    watching = asyncio.create_task(_watch(port, contest))
    pace = Pace(seconds, arriving=0.3)
    url = f"http://{HOST}:{port}"
    figures = await simulate(url, contest, tokens, pace, make_client=lambda: Browser(port))
    watching.cancel()
    return figures


async def _watch(port: int, contest: str) -> None:
    """A screen, so that boards are folded and sent while members answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    path = f"/api/v1/contests/{contest}/boards/organisations/stream"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n\r\n".encode())
    while await reader.read(65536):
        pass


def measure(options: Options) -> list[Table]:
    count, seconds = options.size(500, 60), options.size(60, 15)
    made = installed(options.folder / "data")
    rounds: list[tuple[Figures, float]] = []
    for number in range(options.rounds):
        with made.serve() as app:
            cpu = app.cpu()
            tokens = made.tokens[number * count : (number + 1) * count]
            figures = run(_sit(app.port, made.contest, tokens, seconds))
            rounds.append((figures, app.cpu() - cpu))
        if figures.errors or figures.lost or figures.handed_in != count:
            raise RunFailed(str(figures.summary()))
    rows = [
        Row(f"{said}, {part}", "ms", [round(1000 * (one.centile(name, share) or 0), 1) for one, _ in rounds])
        for name, said in NAMES.items()
        for part, share in (("p50", 0.5), ("p99", 0.99))
    ]
    rows.append(
        Row("CPU of the server for one member's whole visit", "ms", [round(1000 * cpu / count, 1) for _, cpu in rounds])
    )
    repeats = sum(one.retries for one, _ in rounds)
    facts: Facts = {"errors": 0, "lost": 0, "members": count, "seconds": seconds, "repeats": repeats}
    how = (
        f"{count} members of the demonstration roll sign in, start, answer 30 questions one by one and hand in within "
        f"{seconds} s over HTTP, while one screen watches the board of organisations."
    )
    return [Table("members", "Members at a human pace", how, rows, facts)]
