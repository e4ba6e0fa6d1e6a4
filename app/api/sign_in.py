"""Signing in and out. Every kind of wrong gets one and the same answer."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.contests.finding import contest_seen
from app.core.glancing import look
from app.core.house import House
from app.core.web import bounded_body, drop_session, house_of, keep_session, session_token
from app.signin import signing_in
from app.signin.sessions import SignedMember, end

MOST_BYTES = 4096


class ByName(BaseModel):
    """Branch (id, full or short name, alias), name and a secret; ``contest`` says whose rules apply: which secrets
    count, without one the card code alone."""

    model_config = ConfigDict(strict=True, extra="forbid")

    branch: str = Field(min_length=1, max_length=600)
    name: str = Field(min_length=1, max_length=60)
    secret: str = Field(min_length=1, max_length=60)
    contest: str | None = Field(default=None, max_length=40)


class ByToken(BaseModel):
    """The token of a card's QR code."""

    model_config = ConfigDict(strict=True, extra="forbid")

    token: str = Field(min_length=1, max_length=120)


SIGN_IN: TypeAdapter[ByName | ByToken] = TypeAdapter(Annotated[ByName | ByToken, Field(union_mode="smart")])


async def sign_in(request: Request) -> Response:
    """200 with the member and a session cookie; the session this browser had ends (换人作答)."""
    house = house_of(request)
    body = SIGN_IN.validate_json(await bounded_body(request, MOST_BYTES))
    now, leaving = house.clock.now(), session_token(request)
    if isinstance(body, ByToken):
        token, member = await signing_in.sign_in_by_token(house, body.token, now, leaving=leaving)
    else:
        token, member = await signing_in.sign_in(
            house,
            branch=body.branch,
            name=body.name,
            secret=body.secret,
            now=now,
            address=request.client.host if request.client else "",
            leaving=leaving,
            **await _accepted(house, body.contest),
        )
    response = JSONResponse({"member": member_json(member)})
    keep_session(response, house, token)
    return response


async def _accepted(house: House, slug: str | None) -> dict[str, Any]:
    """Which secrets count, and whether a masked name may be chosen, are rules of the contest."""
    if slug is None:
        return {}
    rules = (await look(house.database, contest_seen, slug)).rules
    return {"methods": rules.secrets, "picker": rules.name_picker}


async def sign_out(request: Request) -> Response:
    """204 whether or not there was a session."""
    house, token = house_of(request), session_token(request)
    if token is not None:
        await house.writer.write(end, token, now=house.clock.now())
    response = Response(status_code=204)
    drop_session(response, house)
    return response


def member_json(member: SignedMember) -> dict[str, str]:
    return {"name": member.name, "organisation": member.organisation_name, "category": member.category}


routes = [
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-in", sign_out, methods=["DELETE"]),
]
