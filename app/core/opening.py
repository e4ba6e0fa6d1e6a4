"""The requests of an opening rush find their handler by one look in a table, before the list of all routes; and where
too many wait for a thread already, whoever comes next is asked to come again instead of waiting without end.

What is answered is what the routes would have answered.
"""

import random
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any, TypeVar

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.refusal import busy

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]

MOST_WAITING = 200
"""For a thread. There are 40, and a page takes some milliseconds of one processor: this is about two seconds."""
REFRESH = (8, 14)
"""Seconds after which the page that says so asks again by itself, apart from its neighbours."""


async def in_thread(function: Callable[..., T], *facts: Any) -> T:
    """Run it in a thread; ``busy`` where too many wait for one."""
    if is_crowded():
        raise busy()
    return await to_thread.run_sync(function, *facts)


def is_crowded() -> bool:
    return to_thread.current_default_thread_limiter().statistics().tasks_waiting > MOST_WAITING


class OpeningFirst:
    """Innermost middleware; add it first. Of each route at most one part of the path varies."""

    def __init__(self, app: ASGIApp, *, routes: Sequence[Route], never_busy: Collection[str] = ()) -> None:
        self.app = app
        self._never_busy = frozenset(never_busy)
        self._table: dict[tuple[str, str], Endpoint] = {}
        self._varying: dict[str, tuple[str, bool]] = {}
        for route in routes:
            begins, varies, _ = route.path.partition("{")
            if varies:
                name, _, kind = route.path[len(begins) + 1 :].partition("}")[0].partition(":")
                self._varying[begins] = (name, kind == "path")
            for method in route.methods or ():
                self._table[method, route.path] = route.endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        endpoint = self._endpoint(scope) or self._further(scope)
        if endpoint is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await endpoint(request)
        except Exception as error:
            response = await _refused(request, error)
        await response(scope, receive, send)

    def _further(self, scope: Scope) -> Endpoint | None:
        """Nothing where the routes may have it."""
        return _come_again if is_crowded() and scope["path"] not in self._never_busy else None

    def _endpoint(self, scope: Scope) -> Endpoint | None:
        path: str = scope["path"]
        for begins, (name, whole) in self._varying.items():
            if path.startswith(begins):
                value, slash, rest = (path[len(begins) :], "", "") if whole else path[len(begins) :].partition("/")
                scope["path_params"] = {name: value}
                shape = f"{begins}{{{name}{':path' if whole else ''}}}{slash}{rest}"
                return self._table.get((scope["method"], shape)) if value else None
        return self._table.get((scope["method"], path))


async def _come_again(_request: Request) -> Response:
    raise busy()


async def _refused(request: Request, error: Exception) -> Response:
    """By the application's own handlers; what none of them knows is raised again."""
    handlers = request.app.exception_handlers
    known = next((one for one in type(error).__mro__ if one in handlers and one is not Exception), None)
    if known is None:
        raise error
    response: Response = await handlers[known](request, error)
    if response.status_code == 503 and request.method == "GET" and response.media_type == "text/html":
        response.headers["Refresh"] = str(random.randint(*REFRESH))  # noqa: S311 - spreads them, hides nothing
    return response
