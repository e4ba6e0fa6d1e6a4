"""The way of an answer past everything it does not need: route lists, compression, cookies, origins.

Saving and handing in are authorised by the send token alone, which no other site can know, so the protection against
requests from other sites has nothing to do here. What is answered is what the routes would have answered.
"""

from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.papers import hand_in_answers, save_answers
from app.core.outages import OUTAGES
from app.core.refusal import Refusal, malformed
from app.core.web import database_away, faults, problem, safe_headers

Endpoint = Callable[[Request], Awaitable[Response]]

PATH = "/api/v1/papers/"
HOT: dict[str, Endpoint] = {"answers": save_answers, "hand-in": hand_in_answers}


class AnswersFirst:
    """Outermost middleware; add it last."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        headers = safe_headers(https=https).items()
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = _endpoint(scope)
        if endpoint is None:
            await self.app(scope, receive, send)
            return
        response = await _answer(endpoint, Request(scope, receive, send))
        there = {name for name, _ in response.raw_headers}
        response.raw_headers.extend(header for header in self._headers if header[0] not in there)
        await response(scope, receive, send)


def _endpoint(scope: Scope) -> Endpoint | None:
    if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(PATH):
        return None
    paper, _, what = scope["path"][len(PATH) :].partition("/")
    scope["path_params"] = {"paper": paper}
    return HOT.get(what) if paper else None


async def _answer(endpoint: Endpoint, request: Request) -> Response:
    try:
        return await endpoint(request)
    except Refusal as refused:
        return problem(request, refused)
    except ValidationError as error:
        return problem(request, malformed(), faults(error))
    except OUTAGES as error:
        return problem(request, database_away(request, error))
