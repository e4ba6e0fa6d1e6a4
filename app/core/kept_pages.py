"""Pages that are the same for everybody: rendered once, kept in both codings, and told apart by an ETag."""

import gzip
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.core.house import House
from app.core.web import house_of

MOST = 256


@dataclass(frozen=True, slots=True)
class KeptPage:
    """``shows``: everything it was made from; what it says is true from ``since`` until before ``until`` (ms UTC)."""

    shows: tuple[Any, ...]
    since: int
    until: int
    etag: str
    plain: bytes
    packed: bytes

    def holds(self, shows: tuple[Any, ...], now: int) -> bool:
        return self.since <= now < self.until and self.shows == shows


async def kept_page(
    request: Request,
    name: tuple[Any, ...],
    shows: tuple[Any, ...],
    now: int,
    until: int,
    render: Callable[[], Awaitable[Response]],
) -> Response:
    """The page of this name, rendered anew where it shows something else by now. 304 to whoever has it."""
    kept = _kept(house_of(request))
    page = kept.get(name)
    if page is None or not page.holds(shows, now):
        page = _keep((await render()).body, shows, now, until)
        while len(kept) >= MOST:
            kept.pop(next(iter(kept)), None)
        kept[name] = page
    return _answer(request, page)


def _kept(house: House) -> dict[tuple[Any, ...], KeptPage]:
    kept: dict[tuple[Any, ...], KeptPage] = house.kept.setdefault("pages", {})
    return kept


def _keep(body: bytes | memoryview, shows: tuple[Any, ...], now: int, until: int) -> KeptPage:
    plain = bytes(body)
    etag = f'W/"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return KeptPage(shows, now, until, etag, plain, gzip.compress(plain, 9, mtime=0))


def _answer(request: Request, page: KeptPage) -> Response:
    headers = {"ETag": page.etag, "Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language, Accept-Encoding"}
    if has(request, page.etag):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(page.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type="text/html")
    return Response(page.plain, headers=headers, media_type="text/html")


def has(request: Request, etag: str) -> bool:
    """Whether the asker has what this (weak) ETag stands for."""
    known = request.headers.get("if-none-match", "")
    wanted = etag.removeprefix("W/")
    return known.strip() == "*" or wanted in (one.strip().removeprefix("W/") for one in known.split(","))
