"""Who asks: the member behind the session cookie, or ``sign_in.needed``."""

from typing import Annotated

from fastapi import Depends, Request

from app.contests.finding import ContestView, contest_seen
from app.core.glancing import Looking, look
from app.core.web import house_of, session_token
from app.signin import sessions
from app.signin.methods import wanted
from app.signin.refusals import needed
from app.signin.sessions import SignedMember


def member_of(request: Request) -> SignedMember:
    house = house_of(request)
    found = sessions.member_of(house, session_token(request), house.clock.now())
    if found is None:
        raise needed()
    return found


async def member_and_contest(request: Request, slug: str, now: int) -> tuple[SignedMember, ContestView]:
    """Both in one look, for a handler on the event loop. Refusals: ``sign_in.needed``, ``not_found``, and the secret
    that does not count here."""
    house, token = house_of(request), session_token(request)
    member, view = await look(house.database, _member_and_contest, token, slug, now)
    if member.touch:
        await sessions.slide(house, token, now)
    return member, view


def _member_and_contest(here: Looking, token: str | None, slug: str, now: int) -> tuple[SignedMember, ContestView]:
    found = sessions.member_seen(here, token, now)
    if found is None:
        raise needed()
    return found, admitted(found, contest_seen(here, slug))


def admitted(member: SignedMember, view: ContestView) -> ContestView:
    """The contest, where the secret that made this session counts in it; else ``sign_in.method``."""
    refused = wanted(member.method, view.rules.secrets)
    if refused is not None:
        raise refused
    return view


Member = Annotated[SignedMember, Depends(member_of)]
