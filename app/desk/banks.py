"""题库: loaded editions as members see them; a file is shown question by question before it becomes an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.banks import editions, index
from app.banks.faults import Fault, Finding, Severity
from app.banks.files import Draft, read_bank
from app.banks.laws import NO_LAWS, SHIPPED, Laws, read_laws
from app.banks.lint import errors, lint
from app.banks.models import QuestionKind
from app.banks.questions import QuestionBody, QuestionText
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Language, Reading
from app.desk import uploads
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.desk.shipped_banks import shipped_banks
from app.desk.uploads import Upload
from app.signin.sessions import SignedOrganiser

router = desk_router()

KINDS = (".yaml", ".yml")
A_PAGE = 200
Page = Annotated[int, Query(ge=1, le=1000)]


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
    request: Request,
    name: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    page: Page = 1,
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
        **_paged(found.questions, language, page),
    )


@router.post("/desk/banks")
def upload(
    request: Request, house: HouseOf, session: Reading, organiser: Organiser, file: UploadFile | None = None
) -> Response:
    try:
        kept = uploads.keep(house, file, KINDS)
    except Refusal as refused:
        return _banks_page(request, session, organiser, refused=refused)
    return RedirectResponse(f"/desk/banks/file/{kept.token}", 303)


@router.post("/desk/banks/shipped/{name}")
def choose_shipped(name: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    """One that comes with the program, to be looked at and loaded like any other file."""
    found = next((one for one in shipped_banks(session) if one.name == name), None)
    if found is None:
        raise not_found()
    with found.path.open("rb") as file:
        kept = uploads.keep(house, UploadFile(file, filename=f"{name}.yaml"), KINDS)
    return RedirectResponse(f"/desk/banks/file/{kept.token}", 303)


@router.get("/desk/banks/file/{token}")
def preview(
    request: Request, token: str, house: HouseOf, organiser: Organiser, language: Language, page: Page = 1
) -> Response:
    return _preview_page(request, organiser, language, uploads.find(house, token, KINDS), page)


@router.post("/desk/banks/file/{token}")
def load(request: Request, token: str, house: HouseOf, organiser: Organiser, language: Language) -> Response:
    kept = uploads.find(house, token, KINDS)
    try:
        loaded = editions.load(house, read_bank(kept.path, kept.name), house.clock.now(), laws=_laws())
    except Refusal as refused:
        return _preview_page(request, organiser, language, kept, 1, refused=refused)
    uploads.forget(kept)
    return RedirectResponse(f"/desk/banks?done={'bank' if loaded.new else 'same-bank'}", 303)


@router.post("/desk/banks/file/{token}/discard")
def discard(token: str, house: HouseOf, organiser: Organiser) -> Response:
    uploads.forget(uploads.find(house, token, KINDS))
    return RedirectResponse("/desk/banks?done=discarded", 303)


def _preview_page(
    request: Request,
    organiser: SignedOrganiser,
    language: str,
    kept: Upload,
    page: int,
    *,
    refused: Refusal | None = None,
) -> Response:
    draft = read_bank(kept.path, kept.name)
    found = lint(draft, _laws())
    wrong: list[Fault | Finding] = [*draft.faults, *errors(found)]
    return desk_page(
        request,
        "bank_preview.html",
        organiser,
        "banks",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        upload=kept,
        draft=draft,
        faults=[_doubt(one, draft, language) for one in wrong],
        doubts=[_doubt(one, draft, language) for one in found if one.severity is Severity.DOUBT],
        remarks=[_doubt(one, draft, language) for one in found if one.severity in (Severity.WARNING, Severity.NOTE)],
        **_paged(draft.questions, language, page),
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
        shipped=shipped_banks(session),
        kinds=[kind.value for kind in QuestionKind],
    )


def _laws() -> Laws:
    return read_laws(SHIPPED) if SHIPPED.is_file() else NO_LAWS


def _doubt(one: Fault | Finding, draft: Draft, language: str) -> dict[str, str]:
    """Line, question and field, then what to do about it."""
    line = one.line if isinstance(one, Fault) else draft.lines.get(one.question, 0)
    said = translate(language, N_("第 %(line)s 行"), line=line) if line else ""
    place = " · ".join(filter(None, (said, one.question, one.at)))
    return {"at": place, "question": one.question, "why": translate(language, one.sentence, **one.facts)}


def _paged(questions: Sequence[QuestionBody], language: str, page: int) -> dict[str, Any]:
    start = (page - 1) * A_PAGE
    return {
        "questions": [_shown(question, language) for question in questions[start : start + A_PAGE]],
        "start": start,
        "count": len(questions),
        "page": page,
        "pages": max(1, -(-len(questions) // A_PAGE)),
    }


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
