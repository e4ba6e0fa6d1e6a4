"""练习: any bank that no contest locks, or the own wrong-question book; right or wrong at once, no places, no marks."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.banks.index import BankView, EditionIndex
from app.banks.models import QuestionKind
from app.core.house import House
from app.core.web import HouseOf, Language, Reading
from app.papers import practising
from app.papers.practising import Wish
from app.phone.members import signed
from app.phone.shown import phone_page
from app.phone.words import PAPER, words
from app.signin.sessions import SignedMember

router = APIRouter()
HERE = "/practice"
KINDS = tuple(QuestionKind)
TOPICS = 40
"""How many topics are offered; the rest of a bank is reached without one."""


class Wished(BaseModel):
    """What the address says: a bank (none: the wrong-question book), one kind of question, one topic."""

    bank: str = Field(default="", max_length=40)
    kind: Literal["", "single", "multiple", "true_false", "blank"] = ""
    topic: str = Field(default="", max_length=40)

    @property
    def wish(self) -> Wish:
        return Wish(self.bank, self.kind, self.topic)


class Given(Wished):
    """An answer: the question as it was shown, sealed, and what was chosen or written."""

    shown: str = Field(max_length=600)
    choice: list[str] = Field(default=[], max_length=26)
    text: list[str] = Field(default=[], max_length=20)


@router.get("/practice/question")
def question(
    request: Request, house: HouseOf, session: Reading, language: Language, wished: Annotated[Wished, Query()]
) -> Response:
    """The next question of a wish, or that there is none."""
    member, now = signed(request), house.clock.now()
    if member is None:
        return RedirectResponse(HERE, 303)
    wish = wished.wish
    asked = practising.ask(house, session, member, wish, now)
    facts = {"member": member, "wish": wish, **_choices(house, session, member, wish, now)}
    if asked is None:
        return phone_page(request, "practice_none.html", title="", **facts)
    return phone_page(
        request,
        "practice_question.html",
        **facts,
        title=bank_title(asked.bank, language),
        item=asked.item(language),
        sealed=asked.shown.sealed(house, member),
        pool=asked.pool,
        done=None,
        words=words(PAPER, language),
    )


@router.post("/practice/question")
def answer(
    request: Request, house: HouseOf, session: Reading, language: Language, given: Annotated[Given, Form()]
) -> Response:
    """What was given beside what is right, why, and where it says so."""
    member = signed(request)
    if member is None:
        return RedirectResponse(HERE, 303)
    fields = {"choice": given.choice, "texts": given.text}
    done = practising.answer(house, session, member, given.shown, fields, house.clock.now())
    return phone_page(
        request,
        "practice_question.html",
        member=member,
        wish=given.wish,
        title=bank_title(done.asked.bank, language),
        item=done.item(session, language),
        done=done,
        words=words(PAPER, language),
    )


def bank_title(bank: BankView | EditionIndex, language: str) -> str:
    return (bank.title_en if language == "en" else "") or bank.title


def _choices(house: House, session: Session, member: SignedMember, wish: Wish, now: int) -> dict[str, Any]:
    """What the questions may be narrowed to."""
    bank = next((one for one in practising.shelf(session, member, now).banks if one.name == wish.bank), None)
    if bank is None:
        return {"kinds": KINDS, "topics": []}
    kinds = [kind for kind in KINDS if bank.counts.get(kind)]
    return {"kinds": kinds, "topics": practising.topics(house, session, bank)[:TOPICS]}
