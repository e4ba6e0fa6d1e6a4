"""The question page: the shell that ``paper.js`` brings to life, and the same paper as plain forms without scripts."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.contests.feasibility import MOST_ITEMS
from app.contests.finding import ContestView
from app.core.opening import in_thread
from app.core.refusal import Refusal
from app.core.web import house_of, language_of
from app.papers.answers import ANSWER, Given, Save, given
from app.papers.book import book
from app.papers.hand_in import hand_in_paper
from app.papers.models import Paper
from app.papers.saving import save
from app.papers.tokens import lease_of
from app.papers.viewing import attempts, paper_json
from app.phone.members import member_and_contest, to_the_door
from app.phone.shown import phone_page, title
from app.phone.start import SEND
from app.phone.words import PAPER, words
from app.signin.sessions import SignedMember

router = APIRouter()

A_SHEET = 100
"""Numbers on one page of the answer sheet."""


class Turned(BaseModel):
    """Which question a form wants, and which room: the question, the answer sheet or the hand-in."""

    n: int = 0
    room: str = ""


async def question(request: Request) -> Response:
    member, view = await member_and_contest(request, request.path_params["slug"])
    if member is None:
        return to_the_door(view.slug)
    return await in_thread(_question, request, view, member)


def _question(request: Request, view: ContestView, member: SignedMember) -> Response:
    turned = Turned.model_validate(dict(request.query_params))
    house, language = house_of(request), language_of(request)
    now = house.clock.now()
    with house.database.reading() as session:
        paper = attempts(session, view.id, member.id, view.rules.attempts).open_paper
        if paper is None or paper.due < now:
            return RedirectResponse(f"/c/{view.slug}/result", 303)
        shown = paper_json(session, book(house, session, view), paper, language, now)
        given = {int(number): one.get("choice") or one.get("texts") or [] for number, one in shown["saved"].items()}
        missing = [item["n"] for item in shown["items"] if not any(given.get(item["n"], ()))]
        at = min(max(turned.n or (missing[0] if missing else 1), 1), len(shown["items"]))
        return phone_page(
            request,
            "paper.html",
            view=view,
            member=member,
            title=title(view, language),
            paper=paper,
            items=shown["items"],
            item=shown["items"][at - 1],
            asked=turned.n,
            given=given,
            missing=missing,
            room=turned.room if turned.room in ("sheet", "hand-in") else "question",
            sheet=_sheet(len(shown["items"]), at),
            mine=_send_of(request, paper) is not None,
            left_ms=paper.deadline - now,
            grace_ms=paper.due - paper.deadline,
            words=words(PAPER, language),
        )


@router.post("/c/{slug}/paper")
async def answer(
    slug: str,
    request: Request,
    n: Annotated[int, Form(ge=1, le=MOST_ITEMS)],
    kind: Annotated[str, Form(max_length=20)],
    choice: Annotated[list[str] | None, Form()] = None,
    text: Annotated[list[str] | None, Form()] = None,
    go: Annotated[str, Form(max_length=20)] = "next",
) -> Response:
    """Save one question's form and turn the page."""
    facts = await _facts(request, slug, _answer(kind, n, choice or [], text or [], house_of(request).clock.now()))
    if facts is None:
        return RedirectResponse(f"/c/{slug}/start", 303)
    try:
        saved = await house_of(request).writer.write(save, facts)
    except Refusal as refused:
        if refused.status == 409:
            return RedirectResponse(f"/c/{slug}/result", 303)
        raise
    if saved.elsewhere:
        return RedirectResponse(f"/c/{slug}/start", 303)
    turns = {"next": f"n={n + 1}", "previous": f"n={max(1, n - 1)}", "sheet": "room=sheet", "hand-in": "room=hand-in"}
    return RedirectResponse(f"/c/{slug}/paper?{turns.get(go, turns['next'])}", 303)


@router.post("/c/{slug}/paper/hand-in")
async def hand_in(slug: str, request: Request) -> Response:
    facts = await _facts(request, slug, ())
    if facts is None:
        return RedirectResponse(f"/c/{slug}/start", 303)
    try:
        await hand_in_paper(house_of(request), facts)
    except Refusal as refused:
        if refused.key == "paper.elsewhere":
            return RedirectResponse(f"/c/{slug}/start", 303)
        raise
    return RedirectResponse(f"/c/{slug}/result?paper={facts.paper_key}", 303)


def _sheet(items: int, at: int) -> tuple[range, list[range]]:
    """The numbers on the answer sheet's page that ``at`` stands on, and all its pages."""
    pages = [range(first, min(first + A_SHEET, items + 1)) for first in range(1, items + 1, A_SHEET)]
    return next(page for page in pages if at in page), pages


def _answer(kind: str, n: int, choice: list[str], texts: list[str], now: int) -> tuple[Given, ...]:
    """A form's fields as an answer; the time serves as its sequence number."""
    fields = {"texts": texts} if kind == "blank" else {"choice": choice}
    return (given(ANSWER.validate_python({"n": n, "seq": now, **fields})),)


async def _facts(request: Request, slug: str, answers: tuple[Given, ...]) -> Save | None:
    """What this browser brings to its own open paper; None where it holds no turn at it."""
    received = house_of(request).clock.now()
    member, view = await member_and_contest(request, slug)
    return None if member is None else await in_thread(_save_of, request, view, member, answers, received)


def _save_of(
    request: Request, view: ContestView, member: SignedMember, answers: tuple[Given, ...], received: int
) -> Save | None:
    with house_of(request).database.reading() as session:
        papers = attempts(session, view.id, member.id, view.rules.attempts).papers
    for paper in papers:
        lease = _send_of(request, paper)
        if lease is not None:
            return Save(paper.key, lease, received, answers)
    return None


def _send_of(request: Request, paper: Paper) -> int | None:
    """The lease that this browser's cookie holds of this paper."""
    key, _, token = request.cookies.get(SEND, "").partition(":")
    if key != paper.key:
        return None
    try:
        return lease_of(house_of(request).secret, paper.key, token)
    except Refusal:
        return None


routes = [Route("/c/{slug}/paper", question, methods=["GET"])]
