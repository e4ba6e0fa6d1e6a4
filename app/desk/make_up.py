"""A make-up sitting for a contest whose rules have one."""

from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding
from app.contests.finding import ContestView
from app.contests.make_up import add_sitting, latest_end, prepare_sitting
from app.contests.models import ContestState
from app.contests.refusals import WHO_MAKES_UP
from app.core.clock import HOUR
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Language, Reading, house_of, language_of
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.desk.saying import Saying
from app.signin.sessions import SignedOrganiser

router = desk_router()


@router.get("/desk/contests/{slug}/make-up")
def make_up(request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    view = _with_make_up(session, slug)
    opens = max(view.closes, house.clock.now()) // HOUR * HOUR + HOUR
    say = Saying(language_of(request), house.settings.zone)
    length = min(view.sitting.closes - view.sitting.opens, HOUR)
    return _page(request, organiser, view, say.field(opens), say.field(opens + length))


@router.post("/desk/contests/{slug}/make-up")
def add(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    opens: Annotated[str, Form(max_length=30)] = "",
    closes: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    view, say = _with_make_up(session, slug), Saying(language, house.settings.zone)
    try:
        window = say.instant(opens), say.instant(closes)
    except ValueError:
        wrong = translate(language, N_("时间要写成 2026-06-01 08:00。"))
        return _page(request, organiser, view, opens, closes, refused=wrong, status=422)
    try:
        _add(house, session, view, window)
    except Refusal as refused:
        said = sentence(request, refused)
        return _page(request, organiser, view, opens, closes, refused=said, status=refused.status)
    return RedirectResponse(f"/desk/contests/{slug}?done=make-up", 303)


def _add(house: House, session: Session, view: ContestView, window: tuple[int, int]) -> None:
    now = house.clock.now()
    new = prepare_sitting(house, session, view, *window, now)
    house.writer.run(add_sitting, new, now=now)


def _page(
    request: Request,
    organiser: SignedOrganiser,
    view: ContestView,
    opens: str,
    closes: str,
    *,
    refused: str = "",
    status: int = 200,
) -> Response:
    assert view.rules.make_up is not None
    return desk_page(
        request,
        "make_up.html",
        organiser,
        "contests",
        status=status,
        view=view,
        opens=opens,
        closes=closes,
        refused=refused,
        latest=latest_end(view.rules, view.sitting.closes),
        who=WHO_MAKES_UP[view.rules.make_up.who].said(language_of(request)),
        zone=house_of(request).settings.timezone,
    )


def _with_make_up(session: Session, slug: str) -> ContestView:
    """A contest that was opened and whose rules have a make-up."""
    view = finding.contest(session, slug)
    if view.rules.make_up is None or view.state == ContestState.DRAFT:
        raise not_found()
    return view
