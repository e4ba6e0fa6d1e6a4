"""准备: who you are, what is left, the rules in short, and the button that starts the clock."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests.finding import ContestView
from app.contests.phases import Phase, ended
from app.core.house import House
from app.core.i18n import translate
from app.core.web import HouseOf, Language, Reading, house_of
from app.organisations.secretaries import branches_of
from app.papers.book import book
from app.papers.models import Paper
from app.papers.practice_locks import lock_on
from app.papers.results import best_score
from app.papers.review import score_shown
from app.papers.rights import rights
from app.papers.sitting import sitter_of, start
from app.papers.tokens import send_token
from app.papers.trying import may_try
from app.papers.viewing import attempts
from app.phone.members import member_and_contest, public_contest, signed, to_the_door
from app.phone.shown import make_up_line, phase_line, phone_page, title
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
    taken = attempts(session, view.id, member.id, view.rules.attempts)
    sitting = view.nearest(now) or view.sitting
    has = rights(session, view.rules, sitter_of(view, member, sitting.id, now))
    current = taken.open_paper if taken.open_paper is not None and taken.open_paper.due >= now else None
    return {
        "used": taken.used,
        "left": has.left,
        "refused": has.refused,
        "sitting": sitting,
        "make_up": bool(view.make_ups) and sitting.id != view.sitting.id,
        "minutes": (view.rules.limit_s or 0) * has.time_percent // 6000,
        "extra_time": has.time_percent > 100,
        "best": best_score(session, view.id, member.key) if score_shown(view, now) else None,
        "open_paper": current,
        "left_ms": current.deadline - now if current else 0,
    }
