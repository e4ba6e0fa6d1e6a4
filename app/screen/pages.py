"""A screen in the hall: one that stands by itself (``/screen/{slug}/…``) and one that the desk controls."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import Route

from app.contests.finding import ContestView, contest
from app.contests.phases import public
from app.core.house import House
from app.core.pages import page
from app.core.refusal import not_found
from app.core.web import HouseOfScreens, Language, ReadingForScreens, house_of
from app.halls.finding import screen
from app.halls.showing import Showing, State
from app.live.screens import ScreenTopic
from app.live.streaming import Stream
from app.organisations.models import Category, OrganisationKind
from app.screen.boards import board_facts
from app.screen.states import cover_facts, join_facts, message_facts

router = APIRouter()

ROWS = {"8": (40, 150), "6": (40, 220), "4": (40, 300)}
"""Measures of a hall for each number of rows, for a screen whose hall nobody has measured."""
Wish = Annotated[str, Query(max_length=40)]


@router.get("/screen/{slug}/cover")
def show_cover(
    request: Request, slug: str, house: HouseOfScreens, session: ReadingForScreens, language: Language
) -> Response:
    return _draw(request, house, session, _known(house, session, slug), Showing(state=State.COVER), language)


@router.get("/screen/{slug}/join")
def show_join(
    request: Request,
    slug: str,
    house: HouseOfScreens,
    session: ReadingForScreens,
    language: Language,
    wifi: Annotated[str, Query(max_length=32)] = "",
    password: Annotated[str, Query(max_length=63)] = "",
) -> Response:
    showing = Showing(state=State.JOIN, wifi=wifi, wifi_password=password)
    return _draw(request, house, session, _known(house, session, slug), showing, language)


@router.get("/screen/{slug}/s/{key}")
def show_controlled(
    request: Request, slug: str, key: str, house: HouseOfScreens, session: ReadingForScreens, language: Language
) -> Response:
    """What the desk has chosen for this screen; the module on the page follows every change."""
    view, found = _known(house, session, slug), screen(session, key, slug)
    control = f"/screen/{slug}/s/{key}/stream"
    return _draw(request, house, session, view, found.showing, language, control=control, revision=found.revision)


async def stream_control(request: Request) -> Stream:
    """``event: screen`` whenever the desk has changed something; what, the page itself says."""
    asked = request.path_params
    return Stream(house_of(request), ScreenTopic(asked["slug"], asked["key"]))


streams = [Route("/screen/{slug}/s/{key}/stream", stream_control, methods=["GET"])]
router.routes.extend(streams)


@router.get("/screen/{slug}/{name}")
def show_board(
    request: Request,
    slug: str,
    name: str,
    house: HouseOfScreens,
    session: ReadingForScreens,
    language: Language,
    kind: OrganisationKind | None = None,
    division: Wish = "",
    category: Category | None = None,
    organisation: Wish = "",
    district: Wish = "",
    unit: Wish = "",
    rows: str = "8",
    turn: str = "",
) -> Response:
    """``?rows=6`` and ``4``: for halls whose last row sits further away; ``?turn=districts``: one page a district.
    The other wishes are the API's."""
    view = contest(session, slug)
    wishes = {
        "kind": kind.value if kind else "",
        "division": division,
        "category": category.value if category else "",
        "organisation": organisation,
        "district": district,
        "unit": unit,
    }
    width, distance = ROWS.get(rows, ROWS["8"])
    facts = board_facts(house, session, view, name, wishes, language, turn=turn == "districts")
    showing = Showing(state=State.BOARD, width=width, distance=distance)
    return _page(request, view, showing, language, facts)


def _known(house: House, session: Session, slug: str) -> ContestView:
    """A contest that the public may know of."""
    view = contest(session, slug)
    if not public(view.phase(house.clock.now())):
        raise not_found()
    return view


def _draw(
    request: Request,
    house: House,
    session: Session,
    view: ContestView,
    showing: Showing,
    language: str,
    *,
    control: str = "",
    revision: int = 0,
) -> Response:
    if showing.state is State.BOARD:
        wishes = {key: getattr(showing, key) for key in ("kind", "division", "category", "organisation")}
        facts = board_facts(house, session, view, showing.board, wishes, language, turn=showing.turn)
    elif showing.state is State.JOIN:
        facts = join_facts(house, session, view, language, showing)
    elif showing.state is State.MESSAGE:
        facts = message_facts(house, view, language, showing)
    else:
        facts = cover_facts(house, view, language)
    return _page(request, view, showing, language, facts, control=control, revision=revision)


def _page(
    request: Request,
    view: ContestView,
    showing: Showing,
    language: str,
    facts: dict[str, Any],
    *,
    control: str = "",
    revision: int = 0,
) -> Response:
    return page(
        request,
        "screen/screen.html",
        showing=showing,
        control=control,
        revision=revision,
        slug=view.slug,
        rehearsal=view.rehearsal,
        contest_title=(language == "en" and view.rules.title_en) or view.rules.title,
        theme=(language == "en" and view.rules.theme_en) or view.rules.theme,
        seal=view.rules.seal,
        **facts,
    )
