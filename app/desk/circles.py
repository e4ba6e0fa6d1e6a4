"""人员圈 at the desk: people who belong together for one purpose, by a pasted list, by search, or the first of a
contest."""

from typing import Annotated

from fastapi import Form, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.boards.qualifying import circle_from
from app.contests import finding
from app.contests.models import ContestState
from app.core.refusal import Refusal
from app.core.web import HouseOf, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.organisations import circles as room
from app.organisations import secretaries
from app.organisations.circle_people import people
from app.signin.sessions import SignedOrganiser

router = desk_router()
TOP = 100

Slug = Annotated[str, Form(max_length=60)]
Name = Annotated[str, Form(max_length=120)]
Pasted = Annotated[str, Form(max_length=400_000)]
Wanted = Annotated[str, Query(max_length=60)]


@router.get("/desk/circles")
def circles(request: Request, session: Reading, organiser: Organiser, contest: Wanted = "") -> Response:
    """``?contest=``: the contest whose first are to become a circle is chosen already."""
    return _list_page(request, session, organiser, {"contest": contest})


@router.post("/desk/circles")
def make(
    request: Request,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    slug: Slug = "",
    name: Name = "",
    pasted: Pasted = "",
) -> Response:
    """A circle of the people in the list; without a list an empty one, to be filled by search."""
    slug = slug.strip()
    try:
        chosen = room.from_list(session, pasted)
        house.writer.run(room.make, slug, name, chosen, now=house.clock.now())
    except Refusal as refused:
        typed = {"slug": slug, "name": name, "pasted": pasted}
        return _list_page(request, session, organiser, typed, refused)
    return RedirectResponse(f"/desk/circles/{slug}?done=circle", 303)


@router.post("/desk/circles/from")
def make_from(
    request: Request,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    contest: Slug,
    slug: Slug = "",
    name: Name = "",
    top: Annotated[int, Form(ge=1, le=room.MOST)] = TOP,
) -> Response:
    """The first of a finalised contest, with everybody who shares the last place."""
    slug = slug.strip()
    try:
        circle_from(house, contest, top, slug, name, house.clock.now())
    except Refusal as refused:
        typed = {"contest": contest, "from_slug": slug, "from_name": name, "top": str(top)}
        return _list_page(request, session, organiser, typed, refused)
    return RedirectResponse(f"/desk/circles/{slug}?done=circle", 303)


@router.get("/desk/circles/{slug}")
def circle(request: Request, slug: str, session: Reading, organiser: Organiser, q: Wanted = "") -> Response:
    """Who belongs to it; ``?q=`` finds people of the roll by a part of their name."""
    return _one_page(request, session, organiser, slug, wanted=q.strip())


@router.post("/desk/circles/{slug}/add")
def add(
    request: Request,
    slug: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    pasted: Pasted = "",
    member: Annotated[str, Form(max_length=26)] = "",
) -> Response:
    """Everybody in a pasted list, or the one who was found by search."""
    found = room.circle(session, slug)
    try:
        chosen = [secretaries.person(session, member).id] if member else room.from_list(session, pasted)
    except Refusal as refused:
        if refused.status == 404:
            raise
        return _one_page(request, session, organiser, slug, pasted=pasted, refused=refused)
    house.writer.run(room.add, found.id, chosen)
    return RedirectResponse(f"/desk/circles/{slug}?done=circle", 303)


@router.post("/desk/circles/{slug}/remove")
def remove(
    slug: str, house: HouseOf, session: Reading, organiser: Organiser, member: Annotated[int, Form(ge=1, lt=2**62)]
) -> Response:
    house.writer.run(room.remove, room.circle(session, slug).id, member)
    return RedirectResponse(f"/desk/circles/{slug}?done=circle", 303)


@router.post("/desk/circles/{slug}/dissolve")
def dissolve(slug: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    house.writer.run(room.dissolve_slug, room.circle(session, slug).slug)
    return RedirectResponse("/desk/circles?done=dissolved", 303)


def _list_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    typed: dict[str, str],
    refused: Refusal | None = None,
) -> Response:
    blank = {"slug": "", "name": "", "pasted": "", "contest": "", "from_slug": "", "from_name": "", "top": ""}
    settled = [one for one in finding.contests(session) if one.state == ContestState.FINALISED and not one.rehearsal]
    chosen = next((one for one in settled if one.slug == typed.get("contest")), None)
    if not typed.get("top"):
        typed["top"] = str((chosen.rules.qualifiers if chosen else None) or TOP)
    return desk_page(
        request,
        "circles.html",
        organiser,
        "roll",
        status=refused.status if refused else 200,
        listed=room.circles(session),
        settled=settled,
        typed=blank | typed,
        refused=sentence(request, refused) if refused else "",
    )


def _one_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    slug: str,
    *,
    wanted: str = "",
    pasted: str = "",
    refused: Refusal | None = None,
) -> Response:
    found = room.circle(session, slug)
    inside = people(session, found.id)
    ids = {one.id for one in inside}
    used = [one for one in finding.contests(session) if one.rules.circle == slug]
    return desk_page(
        request,
        "circle.html",
        organiser,
        "roll",
        status=refused.status if refused else 200,
        circle=found,
        people=inside,
        wanted=wanted,
        hits=[one for one in secretaries.people(session, wanted) if one.id not in ids],
        pasted=pasted,
        used=used,
        refused=sentence(request, refused) if refused else "",
    )
