"""准备: who you are, what is left, the rules in short, and the button that starts the clock."""

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.contests.finding import ContestView
from app.contests.phases import Phase, ended
from app.core.house import House
from app.core.i18n import translate
from app.core.web import HouseOf, Language, Reading, house_of
from app.organisations.secretaries import branches_of
from app.papers.book import book
from app.papers.closing import Locked
from app.papers.practice_locks import lock_on
from app.papers.sitting import start
from app.papers.tokens import send_token
from app.papers.trying import may_try
from app.phone.members import member_and_contest, public_contest, signed, to_the_door
from app.phone.shown import make_up_line, phase_line, phone_page, title
from app.phone.standing import standing

router = APIRouter()

SEND = "cup_send"
"""The cookie that holds the send token for pages without scripts; it goes to the question page alone."""


@router.get("/c/{slug}/start")
def ready(slug: str, request: Request, house: HouseOf, session: Reading, language: Language) -> Response:
    now = house.clock.now()
    view = public_contest(session, slug, now)
    member = signed(request, view)
    if member is None:
        return to_the_door(slug)
    return phone_page(
        request,
        "start.html",
        view=view,
        member=member,
        title=title(view, language),
        phase_line=phase_line(view, request, now),
        is_open=view.phase(now) is Phase.OPEN,
        over=ended(view.phase(now)),
        may_try=may_try(session, view),
        practice_lock=lock_on(session, view, now),
        is_secretary=bool(branches_of(session, member.id)),
        items=book(house, session, view).items,
        said_of=lambda refused: translate(language, refused.sentence, **refused.facts),
        make_up_line=make_up_line(view, language, house.settings.zone, now),
        **standing(house, session, view, member, now),
    )


@router.post("/c/{slug}/start")
async def begin(slug: str, request: Request) -> Response:
    """Start the next attempt, or take the open paper to this device; the clock runs from here on."""
    house = house_of(request)
    member, view = await to_thread.run_sync(member_and_contest, request, slug)
    if member is None:
        return to_the_door(slug)
    started = await start(house, view, member, house.clock.now())
    response = RedirectResponse(f"/c/{slug}/paper", 303)
    keep_send_token(response, house, view, started.paper)
    return response


def keep_send_token(response: Response, house: House, view: ContestView, paper: Locked) -> None:
    response.set_cookie(
        SEND,
        f"{paper.key}:{send_token(house.secret, paper.key, paper.lease)}",
        path=f"/c/{view.slug}/paper",
        httponly=True,
        samesite="lax",
        secure=house.settings.https,
    )
