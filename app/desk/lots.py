"""抽奖: the pool first, then the number that is called in the hall, then who has won. Once."""

from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.boards import drawing_lots
from app.boards.winners import called
from app.contests import finding
from app.contests.finding import ContestView
from app.core.house import House
from app.core.refusal import Refusal
from app.core.web import HouseOf, Language, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.organisations.labels import member_names, organisation_labels
from app.signin.sessions import SignedOrganiser

router = desk_router()


@router.get("/desk/contests/{slug}/lots")
def pool(
    request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    return _page(request, house, session, organiser, finding.contest(session, slug), language)


@router.post("/desk/contests/{slug}/lots")
def draw(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    call: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    view = finding.contest(session, slug)
    try:
        chosen = drawing_lots.pool(house, session, view)
        house.writer.run(drawing_lots.draw, view, chosen, call.strip(), now=house.clock.now())
    except Refusal as refused:
        return _page(request, house, session, organiser, view, language, call=call, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}/lots", 303)


def _page(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    view: ContestView,
    language: str,
    *,
    call: str = "",
    refused: Refusal | None = None,
) -> Response:
    made = drawing_lots.made(session, view.id)
    chosen = None
    try:
        chosen = drawing_lots.pool(house, session, view)
    except Refusal as why:
        refused = refused or why
    names = member_names(session, [key for tier in made.winners for key in tier] if made else ())
    homes = organisation_labels(session)
    awards = drawing_lots.awards_by_lot(view)
    tiers = list(zip(awards.tiers, made.winners, strict=True)) if awards and made else []
    return desk_page(
        request,
        "lots.html",
        organiser,
        "contests",
        status=refused.status if refused and call else 200,
        view=view,
        pool=chosen,
        made=made,
        tiers=[
            (called(tier, language), [(names[key][0], homes[names[key][1]].name) for key in keys])
            for tier, keys in tiers
        ],
        planned=[(called(tier, language), tier.places) for tier in awards.tiers] if awards else [],
        call=call,
        refused=sentence(request, refused) if refused else "",
    )
