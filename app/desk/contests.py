"""竞赛: the list and the presets."""

from fastapi import Request
from starlette.responses import Response

from app.contests import finding
from app.contests.presets import PRESETS
from app.core.web import HouseOf, Language, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.home import standing
from app.desk.layout import desk_page
from app.desk.saying import Saying
from app.organisations.counting import roll_counts

router = desk_router()


@router.get("/desk/contests")
def contests(request: Request, house: HouseOf, session: Reading, organiser: Organiser, language: Language) -> Response:
    say, now = Saying(language, house.settings.zone), house.clock.now()
    roll = roll_counts(session)
    listed = [standing(session, view, roll, say, now) for view in finding.contests(session)]
    return desk_page(request, "contests.html", organiser, "contests", contests=listed)


@router.get("/desk/new")
def presets(request: Request, organiser: Organiser) -> Response:
    return desk_page(request, "presets.html", organiser, "contests", presets=PRESETS.values())
