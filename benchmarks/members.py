"""Simulated members at a human pace, scaled: how long a tap waits for its durable acknowledgement."""

import asyncio
from typing import Any

from app.cli.simulated_members import Pace, simulate
from benchmarks.installation import HOST, Installation
from benchmarks.wire import Reply, Wire


class Browser:
    """A member's browser that costs the measuring side little."""

    def __init__(self, port: int) -> None:
        self._wire = Wire(HOST, port)

    async def post(self, url: str, *, json: Any) -> Reply:
        return await self._wire.post(url, json)


async def _sit(port: int, made: Installation, members: int, seconds: float) -> dict[str, Any]:
    watching = asyncio.create_task(_watch(port, made.contest))
    tokens = made.tokens[1000 : 1000 + members]
    figures = await simulate(
        f"http://{HOST}:{port}",
        made.contest,
        tokens,
        Pace(seconds, arriving=0.3),
        make_client=lambda: Browser(port),
    )
    watching.cancel()
    return figures.summary()


async def _watch(port: int, contest: str) -> None:
    """A screen, so that boards are folded and sent while members answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    path = f"/api/v1/contests/{contest}/boards/organisations/stream"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/event-stream\r\n\r\n".encode())
    while await reader.read(65536):
        pass


def sit(made: Installation, members: int, seconds: float) -> dict[str, Any]:
    """Everybody signs in, starts, answers 30 questions one by one and hands in, with one screen watching."""
    with made.serve() as app:
        before = app.cpu()
        found = asyncio.run(_sit(app.port, made, members, seconds))
        cpu, memory = app.cpu() - before, app.memory()
    return {"members": members, "seconds": seconds, "server_cpu_s": round(cpu, 2), "server_bytes": memory, **found}
