"""A doubted clock: every page of the desk says so, and an organiser confirms it or has it set."""

from starlette.responses import RedirectResponse, Response

from app.core.web import HouseOf
from app.desk.admitting import Organiser, desk_router

router = desk_router()


@router.post("/desk/clock")
def confirm_clock(house: HouseOf, organiser: Organiser) -> Response:
    """The clock is right: papers may be started and deadlines run out again."""
    house.clock.confirm()
    return RedirectResponse("/desk?done=clock", 303)
