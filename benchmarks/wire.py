"""A bare HTTP/1.1 client: one keep-alive connection, as little of the client's own time as Python allows."""

import asyncio
import json
from typing import Any, NamedTuple


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def status_code(self) -> int:
        return self.status

    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One connection. A broken one raises ``OSError`` or ``asyncio.IncompleteReadError`` and is opened again by the
    next request."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.cookies: dict[str, str] = {}

    async def post(self, path: str, body: Any) -> Reply:
        return await self.request("POST", path, json.dumps(body, ensure_ascii=False).encode())

    async def get(self, path: str, *, accept: str = "application/json", encoding: str = "identity") -> Reply:
        return await self.request("GET", path, b"", f"Accept: {accept}\r\nAccept-Encoding: {encoding}\r\n")

    async def form(self, path: str, fields: str) -> Reply:
        """Post a form whose fields are url-encoded already; ask for a page."""
        return await self.request(
            "POST", path, fields.encode(), "Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )

    async def request(self, method: str, path: str, body: bytes, more: str = "") -> Reply:
        try:
            return await self._exchange(method, path, body, more)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            raise

    async def _exchange(self, method: str, path: str, body: bytes, more: str) -> Reply:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        assert self._reader is not None
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        cookie = f"Cookie: {kept}\r\n" if kept else ""
        kind = f"Content-Length: {len(body)}\r\n" if method != "GET" else ""
        if method != "GET" and "Content-Type" not in more:
            kind += "Content-Type: application/json\r\n"
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n{kind}{cookie}{more}\r\n"
        self._writer.write(head.encode() + body)
        return await self._read(self._reader)

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            body = await _chunks(reader)
        else:
            body = b""
        self._keep([line.partition(":")[2] for line in head[1:] if line.lower().startswith("set-cookie:")])
        return Reply(status, headers, body)

    def _keep(self, cookies: list[str]) -> None:
        for one in cookies:
            name, _, value = one.partition(";")[0].strip().partition("=")
            if value in ("", '""'):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).strip(), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readline()
    return b"".join(parts)
