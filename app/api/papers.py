"""Starting, saving and handing in: plain Starlette routes, lean on purpose. Reading a paper and its result."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.api.members import Member, admitted, member_of
from app.boards.places import Place, own
from app.contests.finding import ContestView, contest, contest_by_id
from app.core.house import House
from app.core.web import HouseOf, Language, Reading, bounded_body, house_of, language_of
from app.papers.answers import ANSWERS, HAND_IN, MOST_BYTES, START, AnswerIn, Given, Save
from app.papers.book import book, books
from app.papers.closing import items_of
from app.papers.hand_in import HandedIn, hand_in_paper
from app.papers.results import fresh_result_json, result_json, result_mark
from app.papers.saving import Saved, save
from app.papers.sitting import Started, start
from app.papers.tokens import lease_of, send_token
from app.papers.viewing import marks_json, own_paper, paper_by_key, paper_json, stands_json
from app.signin.sessions import SignedMember

router = APIRouter()


async def start_paper(request: Request) -> Response:
    """201 starts an attempt, 200 returns the open one; each call gives this device a new lease.

    A body ``{"paper": id}`` takes over that paper and starts no other.
    """
    house = house_of(request)
    asked = await bounded_body(request, MOST_BYTES)
    only = START.validate_json(asked).paper if asked else None
    member, view = await to_thread.run_sync(_who_and_what, request)
    now = house.clock.now()
    started = await start(house, view, member, now, only=only)
    body = await to_thread.run_sync(_started_json, house, view, started, language_of(request))
    return JSONResponse(body, 201 if started.new else 200)


def _who_and_what(request: Request) -> tuple[SignedMember, ContestView]:
    member = member_of(request)
    with house_of(request).database.reading() as session:
        return member, admitted(member, contest(session, request.path_params["slug"]))


def _started_json(house: House, view: ContestView, started: Started, language: str) -> dict[str, Any]:
    paper = started.paper
    with house.database.reading() as session:
        body = paper_json(session, book(house, session, view), paper, language, house.clock.now())
    return {**body, "lease": paper.lease, "send": send_token(house.secret, paper.key, paper.lease)}


async def save_answers(request: Request) -> Response:
    """Durable before 200. Needs the send token only: no session is looked up on the way of an answer."""
    house = house_of(request)
    body = ANSWERS.validate_json(await bounded_body(request, MOST_BYTES))
    facts = _facts(house, request.path_params["paper"], body.send, body.answers)
    saved: Saved = await house.writer.write(save, facts)
    answer: dict[str, Any] = {
        "saved": stands_json(saved.stands),
        "remaining_ms": max(0, saved.deadline - house.clock.now()),
    }
    if saved.elsewhere:
        answer["elsewhere"] = True
    return JSONResponse(answer)


async def hand_in_answers(request: Request) -> Response:
    """Save the last answers and close, one transaction; a repeat answers with the first outcome."""
    house = house_of(request)
    body = HAND_IN.validate_json(await bounded_body(request, MOST_BYTES))
    facts = _facts(house, request.path_params["paper"], body.send, body.answers)
    handed_in, language = await hand_in_paper(house, facts), language_of(request)
    paper, entry = handed_in.paper, handed_in.entry
    fresh = None
    if entry is not None:
        fresh = fresh_result_json(books(house)[paper.contest_id], items_of(paper), entry, language)
    return JSONResponse(fresh or await to_thread.run_sync(_outcome, house, handed_in, language))


def _outcome(house: House, handed_in: HandedIn, language: str) -> dict[str, Any]:
    with house.database.reading() as session:
        paper = paper_by_key(session, handed_in.paper.key)
        view = contest_by_id(session, paper.contest_id)
        outcome = result_json(session, book(house, session, view), view, paper, language, house.clock.now())
    if handed_in.late:
        outcome["late"] = sorted({*handed_in.late, *outcome.get("late", ())})
    return outcome


def _facts(house: House, paper_key: str, token: str, answers: list[AnswerIn]) -> Save:
    lease = lease_of(house.secret, paper_key, token)
    given = tuple(Given(answer.n, answer.value(), answer.seq) for answer in answers)
    return Save(paper_key, lease, house.clock.now(), given)


@router.get("/papers/{paper}")
def read_paper(paper: str, member: Member, house: HouseOf, session: Reading, language: Language) -> dict[str, Any]:
    """The member's own paper, without ``lease`` and ``send``."""
    found = own_paper(session, paper, member.id)
    view = admitted(member, contest_by_id(session, found.contest_id))
    return paper_json(session, book(house, session, view), found, language, house.clock.now())


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
    Route("/papers/{paper}/answers", save_answers, methods=["POST"]),
    Route("/papers/{paper}/hand-in", hand_in_answers, methods=["POST"]),
]
