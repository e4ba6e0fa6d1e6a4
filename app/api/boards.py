"""Boards for everybody: as JSON with a strong ETag, and as a stream of server-sent events."""

from enum import StrEnum

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.boards.folding import BOARDS
from app.boards.rendering import Asked, Rendered, show
from app.contests.finding import contest
from app.core.house import House
from app.core.refusal import malformed, not_found
from app.core.web import house_of, language_of
from app.live.streaming import Stream
from app.live.topics import Topic
from app.organisations.models import Category, OrganisationKind

MOST = 10_000
LONGEST = 26
"""Characters of a public key; a division has at most 20."""
GROUPED = ("organisations", "members")


async def read_board(request: Request) -> Response:
    """200 with the board at the public's cut, or 304."""
    topic = topic_of(request)
    rendered = await to_thread.run_sync(_render, house_of(request), topic)
    headers = {"ETag": rendered.etag, "Cache-Control": "no-cache"}
    if _has(request, rendered.etag):
        return Response(status_code=304, headers=headers)
    return Response(rendered.body, media_type="application/json", headers=headers)


async def stream_board(request: Request) -> Stream:
    """``event: board`` whenever the board's bytes change, the present one first."""
    return Stream(house_of(request), topic_of(request))


def topic_of(request: Request) -> Topic:
    """What the address asks for; ``request.malformed`` where a wish makes no sense."""
    wished, name = request.query_params, request.path_params["board"]
    if name not in BOARDS:
        raise not_found()
    top = wished.get("top")
    if top is not None and not (top.isascii() and top.isdigit() and len(top) < 6 and 1 <= int(top) <= MOST):
        raise malformed()
    asked = Asked(
        name,
        kind=_one_of(OrganisationKind, wished.get("kind")) if name == "organisations" else None,
        division=_short(wished.get("division")),
        top=int(top) if top else None,
        category=_one_of(Category, wished.get("category")),
        organisation=_short(wished.get("organisation")) if name == "members" else None,
        district=_short(wished.get("district")) if name in GROUPED else None,
        unit=_short(wished.get("unit")) if name in GROUPED else None,
    )
    return Topic(request.path_params["slug"], asked, language_of(request))


def _one_of(closed: type[StrEnum], wish: str | None) -> str | None:
    if wish and wish not in {one.value for one in closed}:
        raise malformed()
    return wish or None


def _short(wish: str | None) -> str | None:
    if wish and len(wish) > LONGEST:
        raise malformed()
    return wish or None


def _render(house: House, topic: Topic) -> Rendered:
    house = house.screens
    with house.database.reading() as session:
        return show(house, session, contest(session, topic.slug), topic.asked, topic.language)


def _has(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))


streams = [Route("/contests/{slug}/boards/{board}/stream", stream_board, methods=["GET"])]
routes = [Route("/contests/{slug}/boards/{board}", read_board, methods=["GET"]), *streams]
