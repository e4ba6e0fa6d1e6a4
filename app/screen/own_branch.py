"""``/c/{slug}/board``: on a phone, one's own branch on the board, found by its name. Works without scripts."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.boards.naming import division_said
from app.contests.finding import ContestView, contest
from app.contests.phases import public
from app.core.clock import local
from app.core.figures import marks, percent
from app.core.house import House
from app.core.pages import page
from app.core.refusal import not_found
from app.core.web import HouseOf, Language, Reading
from app.halls.own_branch import branch_place
from app.organisations.searching import Hit, find
from app.screen.rule import rule, score_label

router = APIRouter()

MOST = 8
YEAR = 31_536_000


@router.get("/c/{slug}/board")
def own_branch(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    language: Language,
    q: Annotated[str, Query(max_length=200)] = "",
    branch: Annotated[str, Query(max_length=26)] = "",
    elder: str = "",
) -> Response:
    """``?q=`` full name, short name or pinyin initials; ``?branch=`` one of those found. One hit is shown at once."""
    view = contest(session, slug)
    if not public(view.phase(house.clock.now())):
        raise not_found()
    hits = find(session, q, limit=MOST) if q.strip() else []
    chosen = next((hit for hit in hits if hit.key == branch), hits[0] if len(hits) == 1 else None)
    large = elder == "1" if elder in ("0", "1") else request.cookies.get("cup_elder") == "1"
    response = page(
        request,
        "screen/own_branch.html",
        view=view,
        title=(language == "en" and view.rules.title_en) or view.rules.title,
        theme=(language == "en" and view.rules.theme_en) or view.rules.theme,
        elder=large,
        query=lambda **changes: "?" + urlencode({**request.query_params, **changes}),
        q=q,
        hits=hits,
        chosen=chosen,
        **(_place(house, session, view, chosen, language) if chosen else {}),
    )
    if elder in ("0", "1"):
        response.set_cookie("cup_elder", elder, max_age=YEAR, samesite="lax")
    return response


def _place(house: House, session: Session, view: ContestView, chosen: Hit, language: str) -> dict[str, Any]:
    place = branch_place(house, session, view, chosen.id)
    figures = place.figures
    return {
        "place": place,
        "division": division_said(place.division, place.out_of, language) if place.division else "",
        "score": marks(figures.score) if figures else "",
        "gap": marks(place.gap) if place.gap is not None else "",
        "participation": percent(figures.participation) if figures else "",
        "score_label": score_label(view.rules),
        "rule": rule(view.rules, "organisations", language),
        "as_of": f"{local(place.at, house.settings.zone):%m-%d %H:%M:%S}",
        "published": view.rules.published.organisations,
    }
