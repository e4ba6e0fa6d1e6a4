"""大屏: where to point the browser in the hall, and the code on the door."""

from fastapi import Request
from starlette.responses import Response

from app.contests import finding
from app.contests.phases import public
from app.core.web import HouseOf, Reading
from app.desk import links
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.desk.printing import qr

router = desk_router()


@router.get("/desk/screens")
def screens(request: Request, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    now = house.clock.now()
    listed = [
        {"view": view, "phase": view.phase(now), "links": links.links(house, view.slug)}
        for view in finding.contests(session)
        if public(view.phase(now))
    ]
    return desk_page(request, "screens.html", organiser, "screens", contests=listed, qr=qr)
