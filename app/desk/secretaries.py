"""书记: who sees to which branch on the own phone."""

from typing import Annotated

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from app.core.web import HouseOf, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.organisations import secretaries as room
from app.organisations.searching import find

router = desk_router()
Key = Annotated[str, Form(max_length=26)]
Wanted = Annotated[str, Query(max_length=60)]


@router.get("/desk/secretaries")
def secretaries(
    request: Request, session: Reading, organiser: Organiser, q: Wanted = "", who: Wanted = "", branch: Wanted = ""
) -> Response:
    """Find a person by name, then say of which branch; the own one stands first."""
    chosen = room.person(session, who) if who else None
    return desk_page(
        request,
        "secretaries.html",
        organiser,
        "roll",
        appointed=room.appointed(session),
        wanted=q.strip(),
        found=room.people(session, q.strip()),
        chosen=chosen,
        branch=branch.strip(),
        hits=find(session, branch.strip(), 8) if branch.strip() else [],
    )


@router.post("/desk/secretaries")
def appoint(house: HouseOf, organiser: Organiser, member: Key, organisation: Key) -> Response:
    house.writer.run(room.appoint, member, organisation)
    return RedirectResponse("/desk/secretaries?done=secretary", 303)


@router.post("/desk/secretaries/remove")
def dismiss(house: HouseOf, organiser: Organiser, member: Key, organisation: Key) -> Response:
    house.writer.run(room.dismiss, member, organisation)
    return RedirectResponse("/desk/secretaries?done=secretary", 303)
