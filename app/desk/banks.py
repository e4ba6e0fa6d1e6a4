"""题库: loaded editions as members see them; a file is shown question by question before it becomes an edition."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.banks import index
from app.banks.models import QuestionKind
from app.banks.questions import QuestionBody, QuestionText
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Language, Reading
from app.desk import uploads
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.signin.sessions import SignedOrganiser

router = desk_router()

KINDS = (".yaml", ".yml")


@dataclass(frozen=True)
class Shown:
    """One question with the words of one language."""

    question: QuestionBody
    shown: QuestionText
    answer: str
    source: str


@router.get("/desk/banks")
def banks(request: Request, session: Reading, organiser: Organiser) -> Response:
    return _banks_page(request, session, organiser)


@router.get("/desk/banks/{name}")
def bank(
    request: Request, name: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    edition_id = index.newest(session, name)
    if edition_id is None:
        raise not_found()
    found = index.edition(house, session, edition_id)
    return desk_page(
        request,
        "bank.html",
        organiser,
        "banks",
        title=(found.title_en if language == "en" else "") or found.title,
        label=found.label,
        digest=found.digest,
        questions=[_shown(question, language) for question in found.questions],
    )


def _banks_page(
    request: Request, session: Session, organiser: SignedOrganiser, *, refused: Refusal | None = None
) -> Response:
    return desk_page(
        request,
        "banks.html",
        organiser,
        "banks",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        banks=index.banks(session),
        kinds=[kind.value for kind in QuestionKind],
    )


def _shown(question: QuestionBody, language: str) -> Shown:
    text = question.text(language)
    source = question.source.said(language) if question.source else "–"
    return Shown(question, text, _answer(question, text, language), source)


def _answer(question: QuestionBody, text: QuestionText, language: str) -> str:
    if question.kind == QuestionKind.TRUE_FALSE:
        return translate(language, N_("正确") if question.answer else N_("错误"))
    if question.kind == QuestionKind.BLANK:
        gaps: Any = text.answer
        return "；".join(" / ".join(gap) for gap in gaps)
    return str(question.answer)
