"""Records every byte that a role receives, headers and all, and looks for the canary in it."""

import asyncio
import base64
import json
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

from benchmarks.wire import Reply, Wire
from tests.open_contest import CANARY

IDLE = 3.0
"""Seconds after which a connection is taken anew: a server closes one that nobody uses."""
LINK = re.compile(r"""(?:href|src|action)="([^"]+)\"""")


@dataclass
class Traffic:
    """All that was received, by role."""

    received: dict[str, list[tuple[str, int, bytes]]] = field(default_factory=dict)

    def note(self, role: str, path: str, reply: Reply) -> None:
        head = "".join(f"{name}: {value}\n" for name, value in reply.headers.items()).encode()
        self.received.setdefault(role, []).append((path, reply.status, head + b"\n" + reply.body))

    def singing(self) -> list[str]:
        """Where the canary was heard."""
        return [
            f"{role} {path}"
            for role, replies in self.received.items()
            for path, _, received in replies
            if any(form in received for form in FORMS)
        ]

    def answered(self, role: str) -> set[str]:
        """The paths that gave this role a 200."""
        return {urlsplit(path).path for path, status, _ in self.received[role] if status == 200}


def _forms() -> tuple[bytes, ...]:
    """The canary as text, escaped for JSON, HTML and addresses, and inside base 64 at any of three places."""
    plain = CANARY.encode()
    escaped = json.dumps(CANARY).strip('"').encode()
    entities = "".join(f"&#{ord(letter)};" for letter in CANARY).encode()
    hexadecimal = "".join(f"&#x{ord(letter):x};" for letter in CANARY).encode()
    inside = [base64.b64encode(b" " * shift + plain)[4 if shift else 0 : -4] for shift in range(3)]
    return (plain, escaped, entities, hexadecimal, quote(CANARY).encode(), CANARY.encode("utf-16-le"), *inside)


FORMS = _forms()


class Recorder(Wire):
    """A browser of one role that writes down what it gets."""

    def __init__(self, port: int, role: str, traffic: Traffic) -> None:
        super().__init__("127.0.0.1", port)
        self.role, self.traffic = role, traffic
        self.heard = 0.0

    async def request(self, method: str, path: str, body: bytes, more: str = "") -> Reply:
        now = asyncio.get_running_loop().time()
        if now - self.heard > IDLE:
            self.close()
        reply = await super().request(method, path, body, more)
        self.heard = asyncio.get_running_loop().time()
        self.traffic.note(self.role, f"{method} {path}", reply)
        return reply

    async def page(self, path: str) -> Reply:
        return await self.get(path, accept="text/html,*/*")

    async def crawl(self, *starts: str, but: tuple[str, ...] = ()) -> set[str]:
        """Follow every link from these pages on this server; the paths that were asked for."""
        waiting, seen = list(starts), set(starts)
        while waiting:
            here = waiting.pop()
            reply = await self.page(here)
            if "location" in reply.headers:
                found = [reply.headers["location"]]
            elif "text/html" in reply.headers.get("content-type", ""):
                found = [unescape(link) for link in LINK.findall(reply.body.decode())]
            else:
                found = []
            for link in found:
                parts = urlsplit(urljoin(f"http://here{here}", link))
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                if parts.netloc == "here" and path not in seen and not unquote(path).startswith(but or ("\0",)):
                    seen.add(path)
                    waiting.append(path)
        return seen

    async def listen(self, path: str, seconds: float) -> None:
        """Open a stream and write down what comes in this time."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\nAccept: text/event-stream\r\n\r\n".encode())
        heard = b""
        try:
            async with asyncio.timeout(seconds):
                while part := await reader.read(65536):
                    heard += part
        except TimeoutError:
            pass
        writer.close()
        status = int(heard.split(b" ", 2)[1]) if heard else 0
        self.traffic.note(self.role, f"GET {path}", Reply(status, {}, heard))
