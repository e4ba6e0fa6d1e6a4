"""Where practice begins: signing in with a card where nobody is signed in, and the choice of a bank."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core.refusal import Refusal
from app.core.web import HouseOf, Reading, drop_session, house_of, keep_session, session_token
from app.organisations.searching import find, resolve
from app.papers import practising
from app.phone.asking import the_one
from app.phone.members import signed
from app.phone.shown import phone_page
from app.signin.sessions import end
from app.signin.signing_in import sign_in

router = APIRouter()
HERE = "/practice"


class Entry(BaseModel):
    """Branch (chosen or typed), name and the card's code."""

    branch: str = Field(default="", max_length=600)
    branch_key: str = Field(default="", max_length=26)
    name: str = Field(default="", max_length=60)
    secret: str = Field(default="", max_length=60)


@router.get("/practice")
def practice(
    request: Request, house: HouseOf, session: Reading, show: Annotated[str, Query(max_length=8)] = ""
) -> Response:
    """The banks, those meant for the member's category first; ``?show=mine`` only those, ``?show=all`` every one."""
    member = signed(request)
    if member is None:
        return _door(request)
    shelf = practising.shelf(session, member, house.clock.now())
    mine = [one for one in shelf.banks if practising.suits(one, member)]
    narrow = show == "mine" and len(mine) < len(shelf.banks)
    return phone_page(
        request,
        "practice.html",
        member=member,
        shelf=shelf,
        banks=mine if narrow else shelf.banks,
        mine={one.name for one in mine if one.audience},
        narrowing=len(mine) < len(shelf.banks),
        narrow=narrow,
    )


@router.get("/practice/branches")
def branches(session: Reading, q: str = "") -> Response:
    """As a contest's door: at most 9 organisations by full name, short name or pinyin initials."""
    hits = find(session, q[:60], limit=9) if q.strip() else []
    return JSONResponse([{"key": hit.key, "name": hit.name, "path": hit.path} for hit in hits])


@router.post("/practice")
async def enter(request: Request, entry: Annotated[Entry, Form()]) -> Response:
    """Sign in with the card, as for a contest."""
    house = house_of(request)
    unknown = await to_thread.run_sync(_choose_branch, request, entry)
    if unknown is not None:
        return unknown
    try:
        started, _ = await sign_in(
            house,
            branch=entry.branch_key or entry.branch,
            name=entry.name,
            secret=entry.secret,
            now=house.clock.now(),
            address=request.client.host if request.client else "",
            leaving=session_token(request),
        )
    except Refusal as refused:
        if refused.key != "sign_in.refused":
            raise
        return await to_thread.run_sync(_try_again, request, entry)
    response = RedirectResponse(HERE, 303)
    keep_session(response, house, started)
    return response


@router.post("/practice/leave")
async def leave(request: Request) -> Response:
    """换人: end the session."""
    house = house_of(request)
    await house.writer.write(end, session_token(request), house.clock.now())
    response = RedirectResponse(HERE, 303)
    drop_session(response, house)
    return response


def _choose_branch(request: Request, entry: Entry) -> Response | None:
    """The door again with the branches that an unknown name may mean; None where it names one."""
    with house_of(request).database.reading() as session:
        if resolve(session, entry.branch_key or entry.branch):
            return None
        hits = find(session, entry.branch[:60], limit=8)
    return _door(request, hits=hits, unknown_branch=True, branch=entry.branch, name=entry.name)


def _try_again(request: Request, entry: Entry) -> Response:
    with house_of(request).database.reading() as session:
        chosen = the_one(session, entry.branch_key or entry.branch)
        said = chosen.short_name if chosen is not None else entry.branch
    return _door(request, status=401, refused=True, branch=said, name=entry.name)


EMPTY: dict[str, Any] = {"branch": "", "name": "", "hits": [], "refused": False, "unknown_branch": False}


def _door(request: Request, *, status: int = 200, **typed: Any) -> Response:
    return phone_page(request, "practice_door.html", status=status, **(EMPTY | typed))
