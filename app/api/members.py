"""Who asks: the member behind the session cookie, or ``sign_in.needed``."""

from typing import Annotated

from fastapi import Depends, Request

from app.contests.finding import ContestView
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


def admitted(member: SignedMember, view: ContestView) -> ContestView:
    """The contest, where the secret that made this session counts in it; else ``sign_in.method``."""
    refused = wanted(member.method, view.rules.secrets)
    if refused is not None:
        raise refused
    return view


Member = Annotated[SignedMember, Depends(member_of)]
