"""先试 3 题: from the sample bank, marked at once, never counted and never stored."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.clock import SECOND
from app.core.house import House
from app.core.refusal import not_found
from app.core.web import HouseOf, Language, Reading
from app.papers.trying import may_try, sample
from app.phone.members import public_contest, signed
from app.phone.shown import phone_page, title
from app.phone.words import PAPER, words

router = APIRouter()
TURNS = 1000
Ticked = Annotated[list[str] | None, Form()]


@router.get("/c/{slug}/try")
def questions(slug: str, request: Request, house: HouseOf, session: Reading, language: Language) -> Response:
    return _page(slug, request, house, session, language, house.clock.now() // SECOND % TURNS, None)


@router.post("/c/{slug}/try")
def marked(
    slug: str,
    request: Request,
    house: HouseOf,
    session: Reading,
    language: Language,
    turn: Annotated[int, Form(ge=0, lt=TURNS)] = 0,
    choice1: Ticked = None,
    choice2: Ticked = None,
    choice3: Ticked = None,
) -> Response:
    answers = {n: _letters(ticked) for n, ticked in enumerate((choice1, choice2, choice3), 1)}
    return _page(slug, request, house, session, language, turn, answers)


def _letters(ticked: list[str] | None) -> str:
    """The ticked letters as they would be stored; anything else counts as nothing."""
    return "".join(sorted(letter for letter in set(ticked or ()) if len(letter) == 1 and "A" <= letter <= "Z"))


def _page(
    slug: str,
    request: Request,
    house: House,
    session: Session,
    language: str,
    turn: int,
    answers: dict[int, str] | None,
) -> Response:
    view = public_contest(session, slug, house.clock.now())
    if not may_try(session, view):
        raise not_found()
    return phone_page(
        request,
        "try.html",
        view=view,
        member=signed(request, view),
        title=title(view, language),
        turn=turn,
        tried=sample(house, session, turn, language, answers),
        answered=answers is not None,
        words=words(PAPER, language),
    )
