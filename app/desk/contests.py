"""竞赛: the list and the presets."""

from fastapi import Request
from starlette.responses import Response

from app.contests import finding
from app.contests.presets import PRESETS
from app.core.web import HouseOf, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.desk.turns import in_turn

router = desk_router()


@router.get("/desk/contests")
def contests(request: Request, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    now = house.clock.now()
    listed = [{"view": view, "phase": view.phase(now)} for view in in_turn(finding.contests(session), now)]
    return desk_page(request, "contests.html", organiser, "contests", contests=listed)


@router.get("/desk/new")
def presets(request: Request, organiser: Organiser) -> Response:
    return desk_page(request, "presets.html", organiser, "contests", presets=PRESETS.values())
