"""名册: what it holds; a file first shows what was understood of it, and is loaded by a second step or not at all."""

from typing import Annotated

from fastapi import Form, Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.i18n import translate
from app.core.refusal import N_, Refusal
from app.core.web import HouseOf, Language, Reading
from app.desk import uploads
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.desk.uploads import Upload
from app.organisations import loading
from app.organisations.counting import loads, named, organisation_counts, roll_counts
from app.organisations.refusals import many_leave, overtaken
from app.organisations.roll_file import read_roll
from app.organisations.roll_plan import Plan, plan
from app.organisations.searching import find
from app.signin.sessions import SignedOrganiser

router = desk_router()

KINDS = (".xlsx", ".csv")
A_PAGE = 50
SAMPLE = 20


@router.get("/desk/roll")
def roll(
    request: Request,
    session: Reading,
    organiser: Organiser,
    q: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    return _roll_page(request, session, organiser, wanted=q.strip(), page=page)


@router.post("/desk/roll")
def upload(
    request: Request, house: HouseOf, session: Reading, organiser: Organiser, file: UploadFile | None = None
) -> Response:
    try:
        kept = uploads.keep(house, file, KINDS)
    except Refusal as refused:
        return _roll_page(request, session, organiser, refused=refused)
    return RedirectResponse(f"/desk/roll/{kept.token}", 303)


@router.get("/desk/roll/{token}")
def preview(
    request: Request, token: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    kept = uploads.find(house, token, KINDS)
    understood = plan(session, read_roll(kept.path, kept.name), house.secret)
    return _preview_page(request, session, organiser, language, kept, understood)


@router.post("/desk/roll/{token}")
def load(
    request: Request,
    token: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    base: Annotated[int, Form()],
    many_may_leave: Annotated[bool, Form()] = False,
) -> Response:
    """``base`` is the load that the preview was compared with: what is loaded is what was seen."""
    kept = uploads.find(house, token, KINDS)
    understood = plan(session, read_roll(kept.path, kept.name), house.secret)
    try:
        if understood.base != base:
            raise overtaken()
        loading.load(house, understood, kept.name, many_may_leave=many_may_leave)
    except Refusal as refused:
        return _preview_page(request, session, organiser, language, kept, understood, refused=refused)
    uploads.forget(kept)
    return RedirectResponse("/desk/roll?done=roll", 303)


@router.post("/desk/roll/{token}/discard")
def discard(token: str, house: HouseOf, organiser: Organiser) -> Response:
    uploads.forget(uploads.find(house, token, KINDS))
    return RedirectResponse("/desk/roll?done=discarded", 303)


def _roll_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    *,
    wanted: str = "",
    page: int = 1,
    refused: Refusal | None = None,
) -> Response:
    branches = organisation_counts(session)
    found = {hit.id for hit in find(session, wanted, len(branches))} if wanted else None
    listed = [branch for branch in branches if found is None or branch.id in found]
    return desk_page(
        request,
        "roll.html",
        organiser,
        "roll",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        counts=roll_counts(session),
        branches=len(branches),
        wanted=wanted,
        listed=listed[(page - 1) * A_PAGE : page * A_PAGE],
        page=page,
        pages=max(1, -(-len(listed) // A_PAGE)),
        loads=loads(session),
    )


def _preview_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    language: str,
    kept: Upload,
    understood: Plan,
    *,
    refused: Refusal | None = None,
) -> Response:
    """Whole names: these are the office's own rows, and the organiser has to recognise them."""
    return desk_page(
        request,
        "roll_preview.html",
        organiser,
        "roll",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        upload=kept,
        plan=understood,
        many_leave=refused is not None and refused.key == many_leave().key,
        faults=[
            {"at": fault.place.said(language), "why": translate(language, fault.sentence, **fault.facts)}
            for fault in understood.faults
        ],
        samples=(
            (N_("新增的人"), len(understood.added), [f"{one.name}（{one.path}）" for one in understood.added[:SAMPLE]]),
            (
                N_("有变动的人"),
                len(understood.changed),
                [f"{one.name}（{one.path}）" for _id, one in understood.changed[:SAMPLE]],
            ),
            (
                N_("不再在册的人"),
                len(understood.gone),
                [f"{name}（{path}）" for name, path in named(session, understood.gone)[:SAMPLE]],
            ),
        ),
    )
