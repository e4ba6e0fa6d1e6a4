"""Bytes of a first visit: the door with everything it loads, as a phone gets it (gzip), then what signing in adds."""

import asyncio
import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from benchmarks.installation import HOST, Installation
from benchmarks.wire import Reply, Wire

LOADED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)\"""")
MODULE = re.compile(r"""\bfrom\s*["'](\./[^"']+|/[^"']+)["']|\bimport\s*["'](\./[^"']+|/[^"']+)["']""")


class Phone:
    """A phone with an empty cache: nothing is loaded twice."""

    def __init__(self, port: int) -> None:
        self.wire = Wire(HOST, port)
        self.bytes: dict[str, int] = {}

    async def visit(self, path: str) -> Reply:
        """Load a page and what it needs, scripts' imports too."""
        waiting, page = [path], None
        while waiting:
            here = waiting.pop()
            if here in self.bytes:
                continue
            kind = "text/html,*/*" if page is None else "*/*"
            reply = await self.wire.get(here, accept=kind, encoding="gzip")
            if 300 <= reply.status < 400:
                waiting.append(urlsplit(urljoin(here, reply.headers["location"])).path)
                self.bytes[here] = _weight(reply)
                continue
            page = page or reply
            self.bytes[here] = _weight(reply)
            waiting += await self._needed(here, reply)
        assert page is not None
        return page

    async def _needed(self, here: str, reply: Reply) -> list[str]:
        kind = reply.headers.get("content-type", "")
        if "html" not in kind and "javascript" not in kind:
            return []
        text = (await self.wire.get(here, accept="*/*")).body.decode()
        found = LOADED.findall(text) if "html" in kind else ["".join(one) for one in MODULE.findall(text)]
        links = [urljoin(here, unescape(link)) for link in found if not link.startswith("data:")]
        return [link for link in links if link not in self.bytes]


def _weight(reply: Reply) -> int:
    """Body and headers."""
    return len(reply.body) + sum(len(name) + len(value) + 4 for name, value in reply.headers.items())


async def _walk(port: int, contest: str, token: str) -> dict[str, Any]:
    phone = Phone(port)
    steps: dict[str, int] = {}

    def step(name: str) -> None:
        steps[name] = sum(phone.bytes.values()) - sum(steps.values())

    await phone.visit(f"/c/{contest}")
    step("door")
    await phone.wire.post("/api/v1/sign-in", {"token": token})
    await phone.visit(f"/c/{contest}/start")
    step("start page")
    started = await phone.wire.form(f"/c/{contest}/start", "")
    await phone.visit(urlsplit(started.headers.get("location", f"/c/{contest}/paper")).path)
    step("question page")
    return {"bytes": steps, "total": sum(steps.values()), "files": dict(sorted(phone.bytes.items()))}


def first_visit(made: Installation) -> dict[str, Any]:
    with made.serve() as app:
        return asyncio.run(_walk(app.port, made.contest, made.tokens[-1]))
