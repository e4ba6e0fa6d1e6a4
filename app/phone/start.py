"""准备: who you are, what is left, the rules in short, and the button that starts the clock."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests.finding import ContestView
from app.contests.phases import Phase, ended
from app.core.house import House
from app.core.web import HouseOf, Language, Reading, house_of
from app.papers.models import Paper
from app.papers.results import best_score
from app.papers.review import score_shown
from app.papers.sitting import day_of, start
from app.papers.tokens import send_token
from app.papers.trying import may_try
from app.papers.viewing import attempts, attempts_today
from app.phone.members import member_and_contest, public_contest, signed, to_the_door
from app.phone.shown import phase_line, phone_page, title
from app.signin.sessions import SignedMember

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


def keep_send_token(response: Response, house: House, view: ContestView, paper: Paper) -> None:
    response.set_cookie(
        SEND,
        f"{paper.key}:{send_token(house.secret, paper.key, paper.lease)}",
        path=f"/c/{view.slug}/paper",
        httponly=True,
        samesite="lax",
        secure=house.settings.https,
    )


def standing(house: House, session: Session, view: ContestView, member: SignedMember, now: int) -> dict[str, Any]:
    """How the member stands: attempts used and left (None = as many as wanted), best score, the open paper."""
    rules = view.rules
    taken = attempts(session, view.id, member.id, rules.attempts)
    left = taken.left
    if rules.attempts_per_day is not None:
        today = attempts_today(session, view.id, member.id, day_of(now, house.settings.zone))
        left_today = max(0, rules.attempts_per_day - today)
        left = left_today if left is None else min(left, left_today)
    current = taken.open_paper if taken.open_paper is not None and taken.open_paper.due >= now else None
    return {
        "used": taken.used,
        "left": left,
        "best": best_score(session, view.id, member.key) if score_shown(view, now) else None,
        "open_paper": current,
        "left_ms": current.deadline - now if current else 0,
    }
