"""Boards for everybody: as JSON with a strong ETag, and as a stream of server-sent events."""

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from app.boards.folding import BOARDS
from app.boards.rendering import Asked, Rendered, board
from app.contests.finding import contest
from app.core.house import House
from app.core.refusal import malformed, not_found
from app.core.web import house_of, language_of
from app.live.streaming import HEADERS, watch
from app.live.watchers import Topic
from app.organisations.models import OrganisationKind

MOST = 10_000


async def read_board(request: Request) -> Response:
    """200 with the board at the public's cut, or 304."""
    topic = topic_of(request)
    rendered = await to_thread.run_sync(_render, house_of(request), topic)
    headers = {"ETag": rendered.etag, "Cache-Control": "no-cache"}
    if _has(request, rendered.etag):
        return Response(status_code=304, headers=headers)
    return Response(rendered.body, media_type="application/json", headers=headers)


async def stream_board(request: Request) -> Response:
    """``event: board`` whenever the board's bytes change, the present one first."""
    stream = await watch(house_of(request), topic_of(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


def topic_of(request: Request) -> Topic:
    """What the address asks for; ``request.malformed`` where a wish makes no sense."""
    wished = request.query_params
    name, kind, division, top = (
        request.path_params["board"],
        wished.get("kind"),
        wished.get("division"),
        wished.get("top"),
    )
    if name not in BOARDS:
        raise not_found()
    if kind and kind not in {one.value for one in OrganisationKind}:
        raise malformed()
    if division and len(division) > 20:
        raise malformed()
    if top is not None and not (top.isascii() and top.isdigit() and len(top) < 6 and 1 <= int(top) <= MOST):
        raise malformed()
    asked = Asked(
        name,
        kind=kind or None if name == "organisations" else None,
        division=division or None,
        top=int(top) if top else None,
    )
    return Topic(request.path_params["slug"], asked, language_of(request))


def _render(house: House, topic: Topic) -> Rendered:
    asked = topic.asked
    with house.database.reading() as session:
        view = contest(session, topic.slug)
        return board(
            house,
            session,
            view,
            asked.board,
            kind=asked.kind,
            division=asked.division,
            top=asked.top,
            language=topic.language,
        )


def _has(request: Request, etag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in (one.strip().removeprefix("W/") for one in known.split(","))


routes = [
    Route("/contests/{slug}/boards/{board}", read_board, methods=["GET"]),
    Route("/contests/{slug}/boards/{board}/stream", stream_board, methods=["GET"]),
]
