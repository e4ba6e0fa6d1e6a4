"""Trying a contest out with chosen people before it opens: a rehearsal that says so everywhere and goes whole."""

from typing import Annotated

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding, rehearsing
from app.contests.finding import ContestView
from app.contests.rules import Rules
from app.core.addresses import base_urls
from app.core.clock import DAY
from app.core.house import House
from app.core.qr_codes import qr
from app.core.refusal import Refusal
from app.core.secret import new_key
from app.core.web import HouseOf, Language, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.live.erasing import erase_rehearsal
from app.organisations import circles
from app.papers import counting
from app.signin.sessions import SignedOrganiser

router = desk_router()


@router.get("/desk/contests/{slug}/try-out")
def try_out(request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    return _page(request, house, session, organiser, finding.contest(session, slug))


@router.post("/desk/contests/{slug}/try-out")
def begin(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
    people: Annotated[str, Form(max_length=200_000)] = "",
    days: Annotated[int, Form(ge=1, le=60)] = 3,
) -> Response:
    """Make a circle of the people in the list and open a try-out for it."""
    model, now = finding.contest(session, slug), house.clock.now()
    try:
        chosen = circles.from_list(session, people)
        circle = f"try-{new_key()[:12]}"
        rules = rehearsing.rules_like(model, "内部试答：", now=now, length=days * DAY, wishes={"circle": circle})
        house.writer.run(circles.make, circle, model.rules.title[:60], chosen, now=now)
        _open(house, model, rules, circle, now)
    except Refusal as refused:
        return _page(request, house, session, organiser, model, people=people, days=days, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}/try-out?done=try-out", 303)


def _open(house: House, model: ContestView, rules: Rules, circle: str, now: int) -> None:
    """A try-out that is refused leaves no circle behind."""
    try:
        rehearsing.open_rehearsal(house, model, rules, now=now)
    except Refusal:
        house.writer.run(circles.dissolve_slug, circle)
        raise


@router.post("/desk/contests/{slug}/try-out/{tried}/delete")
def delete(slug: str, tried: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    finding.contest(session, slug)
    circle = rehearsing.checked(session, tried).rules.circle
    erase_rehearsal(house, tried)
    if circle.startswith("try-"):
        house.writer.run(circles.dissolve_slug, circle)
    return RedirectResponse(f"/desk/contests/{slug}/try-out?done=erased", 303)


def _page(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    model: ContestView,
    *,
    people: str = "",
    days: int = 3,
    refused: Refusal | None = None,
) -> Response:
    tried = [
        {
            "view": view,
            "address": f"{base_urls(house.settings)[0]}/c/{view.slug}",
            "counts": counting.counts(session, view.id, since=0),
        }
        for view in rehearsing.rehearsals_of(session, model)
    ]
    return desk_page(
        request,
        "try_out.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        view=model,
        tried=tried,
        people=people,
        days=days,
        refused=sentence(request, refused) if refused else "",
        qr=qr,
    )
