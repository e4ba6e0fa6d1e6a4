"""Who stands at this door, and in front of which contest."""

from fastapi import Request
from sqlmodel import Session
from starlette.responses import RedirectResponse

from app.contests.finding import ContestView, contest_seen
from app.contests.phases import public
from app.core.glancing import Looking, look
from app.core.plain import plain
from app.core.refusal import not_found
from app.core.web import house_of, session_token
from app.signin import sessions
from app.signin.methods import opens
from app.signin.sessions import SignedMember


def public_contest(session: Session, slug: str, now: int) -> ContestView:
    """A contest that members may know of; a draft is not there."""
    return public_seen(plain(session), slug, now)


def public_seen(here: Looking, slug: str, now: int) -> ContestView:
    """The same by plain SQL."""
    view = contest_seen(here, slug)
    if not public(view.phase(now)):
        raise not_found()
    return view


def signed(request: Request, view: ContestView | None = None) -> SignedMember | None:
    """The member of this browser's session; of a session made by a secret that this contest does not accept, nobody:
    the door then asks for the right one. For handlers in a thread: it may slide the session."""
    house, token = house_of(request), session_token(request)
    found = sessions.member_of(house, token, house.clock.now()) if token else None
    if found is None or view is None or opens(found.method, view.rules.secrets):
        return found
    return None


async def member_and_contest(request: Request, slug: str) -> tuple[SignedMember | None, ContestView]:
    """Both in one look, for a handler on the event loop."""
    house, token = house_of(request), session_token(request)
    now = house.clock.now()
    found, view = await look(house.database, _member_and_contest, token, slug, now)
    if found is not None and found.touch:
        await sessions.slide(house, token, now)
    return found if found is not None and opens(found.method, view.rules.secrets) else None, view


def _member_and_contest(
    here: Looking, token: str | None, slug: str, now: int
) -> tuple[SignedMember | None, ContestView]:
    return sessions.member_seen(here, token, now), public_seen(here, slug, now)


def to_the_door(slug: str) -> RedirectResponse:
    return RedirectResponse(f"/c/{slug}", 303)
