"""What all doors share: the house behind a request, its language, refusals as problems or pages, safe headers."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlmodel import Session
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import refusal
from app.core.house import House
from app.core.i18n import choose, translate
from app.core.outages import OUTAGES, is_outage
from app.core.refusal import Refusal

log = structlog.get_logger()

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RETRY_AFTER = 10


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def language_of(request: Request) -> str:
    return choose(
        request.query_params.get("lang"), request.cookies.get("cup_lang"), request.headers.get("accept-language")
    )


def reading(request: Request) -> Iterator[Session]:
    with house_of(request).database.reading() as session:
        yield session


def house_of_screens(request: Request) -> House:
    return house_of(request).screens


def reading_for_screens(request: Request) -> Iterator[Session]:
    with house_of_screens(request).database.reading() as session:
        yield session


def session_token(request: Request) -> str | None:
    """The session's token from its cookie; who it is, :mod:`app.signin.sessions` knows."""
    return request.cookies.get(cookie_name(house_of(request)))


def cookie_name(house: House) -> str:
    return "__Host-cup_session" if house.settings.https else "cup_session"


def keep_session(response: Response, house: House, token: str) -> None:
    """Give the browser its session: HttpOnly, SameSite=Lax, Secure where the public address is https."""
    response.set_cookie(
        cookie_name(house), token, max_age=43_200, path="/", httponly=True, samesite="lax", secure=house.settings.https
    )


def drop_session(response: Response, house: House) -> None:
    response.delete_cookie(cookie_name(house), path="/", httponly=True, samesite="lax", secure=house.settings.https)


HouseOf = Annotated[House, Depends(house_of)]
Language = Annotated[str, Depends(language_of)]
Reading = Annotated[Session, Depends(reading, scope="function")]
HouseOfScreens = Annotated[House, Depends(house_of_screens)]
ReadingForScreens = Annotated[Session, Depends(reading_for_screens, scope="function")]
"""For what a whole hall sees and nobody alone: from the replica where there is one."""


async def bounded_body(request: Request, most: int) -> bytes:
    """The whole body, or 413 as soon as it is longer than ``most`` bytes, whatever its headers say."""
    return await body_of(request.receive, most)


async def body_of(receive: Receive, most: int) -> bytes:
    """The same for who has no request object."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False) and len(body) <= most:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    if len(body) > most:
        raise refusal.too_large()
    return body


def problem(request: Request, refused: Refusal, errors: list[dict[str, str]] | None = None) -> Response:
    """RFC 9457, in the asked language; never echoes input."""
    sentence = translate(language_of(request), refused.sentence, **refused.facts)
    body: dict[str, Any] = {
        "type": f"/problems/{refused.key}",
        "title": sentence,
        "status": refused.status,
        "detail": sentence,
        "key": refused.key,
        **{name: fact for name, fact in refused.facts.items() if not hasattr(fact, "said")},
    }
    if errors is not None:
        body["errors"] = errors
    headers = {"Cache-Control": "no-store", **come_again(refused)}
    return JSONResponse(body, refused.status, headers, media_type="application/problem+json")


def come_again(refused: Refusal) -> dict[str, str]:
    """``Retry-After`` where waiting helps."""
    if refused.status not in (429, 503):
        return {}
    return {"Retry-After": str(refused.facts.get("retry_after", RETRY_AFTER))}


def database_away(request: Request, error: Exception) -> Refusal:
    """The refusal for a database that is away; a fault of ours is raised again."""
    if not is_outage(error):
        raise error
    log.warning("request.database", path=request.url.path, error=type(error).__name__)
    return refusal.away()


ErrorPage = Callable[[Request, Refusal], Response]


def answer_refusals(app: FastAPI, page: ErrorPage) -> None:
    """Refusals become problems under ``/api`` and for JSON clients, and ``page`` for browsers."""

    def answer(request: Request, refused: Refusal, errors: list[dict[str, str]] | None = None) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if wants_page and not request.url.path.startswith("/api/"):
            response = page(request, refused)
            response.headers.update(come_again(refused))
            return response
        return problem(request, refused, errors)

    async def on_refusal(request: Request, error: Exception) -> Response:
        return answer(request, error if isinstance(error, Refusal) else database_away(request, error))

    async def on_malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError | ValidationError)
        return answer(request, refusal.malformed(), faults(error))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        known = {404: refusal.not_found, 405: refusal.not_allowed, 413: refusal.too_large}
        return answer(request, known.get(error.status_code, refusal.malformed)())

    async def on_failure(request: Request, error: Exception) -> Response:
        log.error("request.failed", path=request.url.path)
        response = answer(request, refusal.failed())
        for name, value in safe_headers(https=house_of(request).settings.https).items():
            response.headers.setdefault(name, value)  # this one is made outside every middleware
        return response

    for refused in (Refusal, *OUTAGES):
        app.add_exception_handler(refused, on_refusal)
    app.add_exception_handler(RequestValidationError, on_malformed)
    app.add_exception_handler(ValidationError, on_malformed)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_failure)


def faults(error: RequestValidationError | ValidationError) -> list[dict[str, str]]:
    """Where and why, without the submitted value."""
    listed = error.errors() if isinstance(error, RequestValidationError) else error.errors(include_input=False)
    return [{"at": ".".join(str(part) for part in one["loc"]), "why": str(one["type"])} for one in listed]


def safe_headers(*, https: bool) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-store",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return headers


class SafeHeaders:
    """Security headers on every response. ``Referrer-Policy: same-origin``: with no-referrer browsers would send
    ``Origin: null`` and every form post would be refused."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.headers = safe_headers(https=https)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_safely)
