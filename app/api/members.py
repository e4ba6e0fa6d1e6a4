"""Who asks: the member behind the session cookie, or ``sign_in.needed``."""

from typing import Annotated

from fastapi import Depends, Request

from app.core.web import house_of, session_token
from app.signin import sessions
from app.signin.refusals import needed
from app.signin.sessions import SignedMember


def member_of(request: Request) -> SignedMember:
    house = house_of(request)
    found = sessions.member_of(house, session_token(request), house.clock.now())
    if found is None:
        raise needed()
    return found


Member = Annotated[SignedMember, Depends(member_of)]
