"""Who stands at this door, and in front of which contest."""

from fastapi import Request
from sqlmodel import Session
from starlette.responses import RedirectResponse

from app.contests.finding import ContestView, contest
from app.contests.phases import public
from app.core.refusal import not_found
from app.core.web import house_of, session_token
from app.signin import sessions
from app.signin.methods import opens
from app.signin.sessions import SignedMember


def public_contest(session: Session, slug: str, now: int) -> ContestView:
    """A contest that members may know of; a draft is not there."""
    view = contest(session, slug)
    if not public(view.phase(now)):
        raise not_found()
    return view


def signed(request: Request, view: ContestView | None = None) -> SignedMember | None:
    """The member of this browser's session; of a session made by a secret that this contest does not accept, nobody:
    the door then asks for the right one. For handlers in a thread: it may slide the session."""
    house = house_of(request)
    found = sessions.member_of(house, session_token(request), house.clock.now())
    if found is None or view is None or opens(found.method, view.rules.secrets):
        return found
    return None


def member_and_contest(request: Request, slug: str) -> tuple[SignedMember | None, ContestView]:
    house = house_of(request)
    with house.database.reading() as session:
        view = public_contest(session, slug, house.clock.now())
    return signed(request, view), view


def to_the_door(slug: str) -> RedirectResponse:
    return RedirectResponse(f"/c/{slug}", 303)
