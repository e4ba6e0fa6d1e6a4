"""大屏: every screen of the halls, what it shows now, and changing that with one click."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding
from app.contests.finding import ContestView
from app.contests.phases import Phase, public
from app.core.house import House
from app.core.qr_codes import qr
from app.core.refusal import Refusal, not_found
from app.core.web import HouseOf, Language, Reading
from app.desk import links
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.desk.pictures import PICTURES, SWITCHES, now_shown, title
from app.desk.screen_form import NewScreen, ScreenForm, metres
from app.halls import arranging
from app.halls.finding import ScreenView, screen, screens
from app.halls.showing import DISTANCE, WIDTH, Showing, too_far
from app.live.watchers import watchers
from app.signin.sessions import SignedOrganiser

router = desk_router()


@dataclass(frozen=True)
class Shown:
    """One screen on the desk's list."""

    screen: ScreenView
    address: str
    title: str
    picture: str
    connected: bool
    far: bool


@dataclass(frozen=True)
class Hall:
    """One contest with its screens."""

    view: ContestView
    phase: Phase
    screens: list[Shown]
    links: list[links.Link]


@router.get("/desk/screens")
def list_screens(
    request: Request, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    return _list(request, house, session, organiser, language)


@router.post("/desk/screens/new")
def set_up(
    request: Request,
    form: Annotated[NewScreen, Form()],
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
) -> Response:
    """A screen with a name, and how far its last row of seats is."""
    view = finding.contest(session, form.contest)
    try:
        showing = Showing(width=metres(form.width, WIDTH), distance=metres(form.distance, DISTANCE))
        house.writer.run(arranging.add_screen, view.id, form.name, showing)
    except Refusal as refused:
        return _list(request, house, session, organiser, language, refused=refused)
    return RedirectResponse("/desk/screens", 303)


@router.post("/desk/screens/all/{slug}")
def show_everywhere(
    slug: str, house: HouseOf, session: Reading, organiser: Organiser, picture: Annotated[str, Form()]
) -> Response:
    """The same picture on every screen of a contest."""
    view = finding.contest(session, slug)
    house.writer.run(arranging.show_everywhere, view.id, _changes(picture))
    watchers(house).nudge()
    return RedirectResponse("/desk/screens", 303)


@router.get("/desk/screens/{key}")
def one_screen(
    request: Request, key: str, house: HouseOf, session: Reading, organiser: Organiser, language: Language
) -> Response:
    return _one(request, house, session, organiser, language, key)


@router.post("/desk/screens/{key}")
def settle(
    request: Request,
    key: str,
    form: Annotated[ScreenForm, Form()],
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    language: Language,
) -> Response:
    """Everything that a screen can be told, in one form."""
    try:
        house.writer.run(arranging.show, key, form.changes())
    except Refusal as refused:
        return _one(request, house, session, organiser, language, key, refused=refused)
    watchers(house).nudge()
    return RedirectResponse("/desk/screens", 303)


@router.post("/desk/screens/{key}/show")
def show(
    key: str,
    house: HouseOf,
    organiser: Organiser,
    picture: Annotated[str, Form()] = "",
    line: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """One click: another picture, a switch, or an announcement under what is shown."""
    house.writer.run(arranging.show, key, _changes(picture) if picture else {"line": line})
    watchers(house).nudge()
    return RedirectResponse("/desk/screens", 303)


@router.post("/desk/screens/{key}/remove")
def take_away(key: str, house: HouseOf, organiser: Organiser) -> Response:
    house.writer.run(arranging.remove, key)
    watchers(house).nudge()
    return RedirectResponse("/desk/screens", 303)


def _changes(picture: str) -> dict[str, Any]:
    if picture in PICTURES:
        return PICTURES[picture].changes
    if picture not in SWITCHES:
        raise not_found()
    return SWITCHES[picture]


def _list(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    language: str,
    *,
    refused: Refusal | None = None,
) -> Response:
    now = house.clock.now()
    there = [_shown(house, one, language, now) for one in screens(session)]
    halls = [
        Hall(
            view,
            view.phase(now),
            [one for one in there if one.screen.slug == view.slug],
            links.links(house, view.slug),
        )
        for view in finding.contests(session)
        if public(view.phase(now))
    ]
    return desk_page(
        request,
        "screens.html",
        organiser,
        "screens",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        halls=halls,
        pictures=PICTURES,
        qr=qr,
    )


def _shown(house: House, one: ScreenView, language: str, now: int) -> Shown:
    showing = one.showing
    return Shown(
        one,
        f"{links.base(house)}/screen/{one.slug}/s/{one.key}",
        title(showing, language),
        now_shown(showing),
        one.connected(now),
        too_far(showing.width, showing.distance),
    )


def _one(
    request: Request,
    house: House,
    session: Session,
    organiser: SignedOrganiser,
    language: str,
    key: str,
    *,
    refused: Refusal | None = None,
) -> Response:
    found = screen(session, key)
    return desk_page(
        request,
        "screen.html",
        organiser,
        "screens",
        status=refused.status if refused else 200,
        refused=sentence(request, refused) if refused else "",
        view=finding.contest(session, found.slug),
        shown=_shown(house, found, language, house.clock.now()),
        choices=ScreenForm.choices(house, session, found.slug),
    )
