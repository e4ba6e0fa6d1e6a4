"""What single people are granted in a contest: more time, further attempts."""

from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding
from app.contests.allowing import MOST_ATTEMPTS, MOST_PERCENT, Reason, allow_attempts, allow_time, grants
from app.contests.finding import ContestView
from app.contests.models import ContestState
from app.contests.people import person
from app.core.house import House
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.signin.sessions import SignedOrganiser

router = desk_router()

REASONS = {
    Reason.NETWORK: N_("网络故障"),
    Reason.POWER: N_("停电或设备故障"),
    Reason.ORGANISER: N_("组织安排"),
}
TIMES = (125, 150, 200, 100)


@router.get("/desk/contests/{slug}/favours")
def favours(request: Request, slug: str, session: Reading, organiser: Organiser) -> Response:
    return _page(request, session, organiser, _opened(session, slug))


@router.post("/desk/contests/{slug}/favours")
def grant(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    name: Annotated[str, Form(max_length=60)],
    branch: Annotated[str, Form(max_length=300)] = "",
    percent: Annotated[int, Form(ge=0, le=MOST_PERCENT)] = 0,
    attempts: Annotated[int, Form(ge=0, le=MOST_ATTEMPTS)] = 0,
    reason: Annotated[Reason, Form()] = Reason.ORGANISER,
) -> Response:
    view = _opened(session, slug)
    try:
        who = person(session, view.id, name, branch)
        _grant(house, view, who.member_key, percent, attempts, reason)
    except Refusal as refused:
        typed = {"name": name, "branch": branch, "percent": percent, "attempts": attempts}
        return _page(request, session, organiser, view, typed=typed, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}/favours?done=favour", 303)


def _grant(house: House, view: ContestView, member_key: str, percent: int, attempts: int, reason: Reason) -> None:
    now = house.clock.now()
    if percent >= 100:
        house.writer.run(allow_time, view.id, member_key, percent, now=now)
    if attempts:
        house.writer.run(allow_attempts, view.id, member_key, attempts, reason=reason, now=now)


def _page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    view: ContestView,
    *,
    typed: dict[str, object] | None = None,
    refused: Refusal | None = None,
) -> Response:
    return desk_page(
        request,
        "favours.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        view=view,
        grants=grants(session, view.id),
        typed={"name": "", "branch": "", "percent": 0, "attempts": 0} | (typed or {}),
        refused=sentence(request, refused) if refused else "",
        reasons=REASONS,
        times=TIMES,
    )


def _opened(session: Session, slug: str) -> ContestView:
    view = finding.contest(session, slug)
    if view.state == ContestState.DRAFT:
        raise not_found()
    return view
