"""Starting a paper, a plain Starlette route; reading a paper and its result. On the way of an answer: answering."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api import answering
from app.api.members import Member, admitted, member_and_contest
from app.boards.places import Place, own
from app.contests.finding import contest_by_id
from app.core.glancing import look
from app.core.web import HouseOf, Language, Reading, bounded_body, house_of, language_of
from app.ledger.restored import restored_json
from app.papers.answers import MOST_BYTES, START
from app.papers.book import book, books
from app.papers.results import result_json, result_mark
from app.papers.sitting import start
from app.papers.tokens import send_token
from app.papers.viewing import (
    marks_json,
    own_paper,
    paper_json,
    paper_text,
    stands_seen,
)

router = APIRouter()


async def start_paper(request: Request) -> Response:
    """201 starts an attempt, 200 returns the open one; each call gives this device a new lease.

    A body ``{"paper": id}`` takes over that paper and starts no other.
    """
    house = house_of(request)
    asked = await bounded_body(request, MOST_BYTES)
    only = START.validate_json(asked).paper if asked else None
    now = house.clock.now()
    member, view = await member_and_contest(request, request.path_params["slug"], now)
    started = await start(house, view, member, now, only=only)
    given = {} if started.new else await look(house.database, stands_seen, started.paper.id)
    paper, token = started.paper, send_token(house.secret, started.paper.key, started.paper.lease)
    further: dict[str, str | int] = {"lease": paper.lease, "send": token, **restored_json(house)}
    body = paper_text(books(house)[view.id], paper, given, language_of(request), house.clock.now(), **further)
    return Response(body, 201 if started.new else 200, media_type="application/json")


@router.get("/papers/{paper}")
def read_paper(paper: str, member: Member, house: HouseOf, session: Reading, language: Language) -> dict[str, Any]:
    """The member's own paper, without ``lease`` and ``send``."""
    found = own_paper(session, paper, member.id)
    view = admitted(member, contest_by_id(session, found.contest_id))
    return paper_json(session, book(house, session, view), found, language, house.clock.now()) | restored_json(house)


@router.get("/papers/{paper}/result")
def read_result(paper: str, member: Member, house: HouseOf, session: Reading, language: Language) -> dict[str, Any]:
    """The outcome as the rules show it now, with the member's and the branch's place."""
    found = own_paper(session, paper, member.id)
    view = admitted(member, contest_by_id(session, found.contest_id))
    result = result_json(session, book(house, session, view), view, found, language, house.clock.now())
    if "score" not in result or not view.rules.ranking or member.provisional:
        return result
    at_least = result_mark(session, found).seq
    return result | _place_json(own(house, session, view, member.key, at_least=at_least))


def _place_json(place: Place) -> dict[str, Any]:
    """Own rank only inside the published number, else the gap to it in marks; the branch's participation always."""
    shown = {
        "rank": place.rank,
        "gap": None if place.gap is None else marks_json(place.gap),
        "organisation_rank": place.organisation,
        "division": place.division or None,
    }
    return {name: value for name, value in shown.items() if value is not None} | {
        "out_of": place.out_of,
        "participants": place.participants,
        "roll": place.roll,
        "participation": place.participation / 10_000,
    }


routes = [
    Route("/contests/{slug}/papers", start_paper, methods=["POST"]),
    *answering.routes,
]
