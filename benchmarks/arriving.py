"""One member's first minute: the door with its files, signing in, the start page, starting, the question page."""

import time
from collections.abc import Mapping
from urllib.parse import urljoin

from benchmarks.installation import HOST
from benchmarks.report import RunFailed
from benchmarks.wanted import wanted
from benchmarks.wire import Reply, Wire

KINDS = ("door", "static file", "sign in", "start page", "start", "question page")
Files = Mapping[str, tuple[str, ...]]
"""Which files a phone loads anew with the door, the start page and the question page."""


async def files_of(port: int, contest: str, token: str) -> Files:
    """Walk the way once and read what the pages load; later pages find what is there in the phone's cache."""
    walk = Arrival(port, contest, token, {})
    there: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for page, before in (("door", None), ("start page", walk.sign_in), ("question page", walk.start)):
        if before is not None:
            await before(time.monotonic())
        new = await _all_wanted(walk.wire, walk.paths[page], there)
        there |= set(new)
        found[page] = tuple(new)
    walk.wire.close()
    return found


async def _all_wanted(wire: Wire, page: str, there: set[str]) -> list[str]:
    waiting, new = [page], []
    while waiting:
        here = waiting.pop(0)
        links = wanted(here, await wire.get(here, accept="*/*"))
        fresh = [link for link in dict.fromkeys(links) if link not in there and link not in new]
        new += fresh
        waiting += fresh
    return new


class Arrival:
    """A phone with an empty cache on one kept connection. ``spans``: seconds of every request by kind."""

    def __init__(self, port: int, contest: str, token: str, files: Files) -> None:
        self.wire = Wire(HOST, port)
        self.spans: list[tuple[str, float]] = []
        self.paths = {page: f"/c/{contest}{tail}" for page, tail in _TAILS.items()}
        self._token, self._files = token, files

    async def go(self, planned: float) -> None:
        """``planned``: when the member scans the code, of the monotonic clock."""
        await self.page("door", planned)
        await self.files("door")
        await self.sign_in(time.monotonic())
        await self.page("start page", time.monotonic())
        await self.files("start page")
        await self.start(time.monotonic())
        await self.page("question page", time.monotonic())
        await self.files("question page")
        self.wire.close()

    async def sign_in(self, planned: float) -> None:
        reply = await self.wire.form(self.paths["door"], f"token={self._token}")
        self._note("sign in", planned, reply, 303, to=self.paths["start page"])

    async def start(self, planned: float) -> None:
        reply = await self.wire.form(self.paths["start page"], "")
        self._note("start", planned, reply, 303, to=self.paths["question page"])

    async def page(self, page: str, planned: float) -> None:
        reply = await self.wire.get(self.paths[page], accept="text/html,*/*", encoding="gzip")
        self._note(page, planned, reply, 200)

    async def files(self, page: str) -> None:
        for file in self._files[page]:
            begun = time.monotonic()
            self._note("static file", begun, await self.wire.get(file, accept="*/*", encoding="gzip"), 200)

    def _note(self, kind: str, planned: float, reply: Reply, status: int, *, to: str = "") -> None:
        self.spans.append((kind, time.monotonic() - planned))
        there = urljoin(to, reply.headers.get("location", to))
        if reply.status != status or there != to or (status == 200 and not reply.body):
            raise RunFailed(f"{kind}: {reply.status} {reply.headers.get('location', '')} {reply.body[:200]!r}")


_TAILS = {"door": "", "start page": "/start", "question page": "/paper"}
