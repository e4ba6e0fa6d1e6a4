"""名册: what it holds, and the form that takes a file; what was understood of it is ``roll_preview``."""

from typing import Annotated

from fastapi import Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.refusal import Refusal
from app.core.web import HouseOf, Reading
from app.desk import roll_preview, uploads
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.desk.roll_preview import KINDS
from app.organisations.counting import loads, organisation_counts, roll_counts
from app.organisations.searching import find
from app.signin.sessions import SignedOrganiser

router = desk_router()

A_PAGE = 50


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


router.include_router(roll_preview.router)
