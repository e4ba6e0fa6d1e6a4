"""The way of a stream past everything that would stand beside it as long as it is open: route lists, compression,
cookies, exit stacks. With ten thousand of them that is most of what they would hold.

What is answered is what the routes would have answered.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.outages import OUTAGES
from app.core.refusal import Refusal
from app.core.web import database_away, problem, safe_headers

Endpoint = Callable[[Request], Awaitable[Any]]
"""Returns an ASGI application with ``raw_headers`` that refuses before it has sent anything."""


class StreamsFirst:
    """Around a whole application, outside its other middleware."""

    def __init__(self, app: ASGIApp, *, streams: Sequence[Route], https: bool) -> None:
        self.app = app
        self._streams = streams
        headers = safe_headers(https=https).items()
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._endpoint(scope)
        if endpoint is None:
            await self.app(scope, receive, send)
            return
        try:
            answer: Any = await endpoint(Request(scope))
            self._add_headers(answer)
            await answer(scope, receive, send)
            return
        except Refusal as refused:
            answer = problem(Request(scope), refused)
        except OUTAGES as error:
            answer = problem(Request(scope), database_away(Request(scope), error))
        self._add_headers(answer)
        await answer(scope, receive, send)

    def _endpoint(self, scope: Scope) -> Endpoint | None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].endswith("/stream"):
            return None
        for route in self._streams:
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                endpoint: Endpoint = route.endpoint
                return endpoint
        return None

    def _add_headers(self, answer: Any) -> None:
        there = {name for name, _ in answer.raw_headers}
        answer.raw_headers.extend(header for header in self._headers if header[0] not in there)
