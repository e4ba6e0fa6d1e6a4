"""找不到我: who is not on the roll, or does not find the card, sits now and is looked up later."""

from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import asking
from app.contests.asking import Asking
from app.contests.finding import ContestView
from app.contests.privacy import privacy
from app.core.refusal import Refusal
from app.core.web import HouseOf, Language, Reading, house_of, keep_session, language_of, session_token
from app.organisations.searching import find
from app.phone.asking import the_one
from app.phone.members import public_contest, signed
from app.phone.shown import phone_page, title
from app.signin.sessions import hash_of, new_token

router = APIRouter()


class Said(BaseModel):
    """What somebody says who is not found: the branch (chosen or typed), the name, perhaps the last four digits."""

    branch: str = Field(default="", max_length=600)
    branch_key: str = Field(default="", max_length=26)
    name: str = Field(default="", max_length=120)
    tail: str = Field(default="", max_length=20)


@router.get("/c/{slug}/not-listed")
def page(
    slug: str, request: Request, house: HouseOf, session: Reading, language: Language, branch: str = ""
) -> Response:
    now = house.clock.now()
    view = public_contest(session, slug, now)
    if not asking.offered(view, now):
        raise asking.not_offered()
    member = signed(request, view)
    if member is not None and member.provisional and _is_open(session, member.id):
        return RedirectResponse(f"/c/{slug}/start", 303)
    chosen = the_one(session, branch[:600])
    return _page(request, view, branch=chosen.short_name if chosen else "", branch_key=chosen.key if chosen else "")


@router.post("/c/{slug}/not-listed")
async def sit_now(slug: str, request: Request, said: Annotated[Said, Form()]) -> Response:
    """A session of their own, and on to the start page; what is missing is said on the form itself."""
    house = house_of(request)
    prepared = await to_thread.run_sync(_prepare, request, slug, said)
    if isinstance(prepared, Response):
        return prepared
    token = new_token()
    await house.writer.write(
        asking.ask, prepared, hash_of(token), now=house.clock.now(), leaving=session_token(request)
    )
    response = RedirectResponse(f"/c/{slug}/start", 303)
    keep_session(response, house, token)
    return response


def _prepare(request: Request, slug: str, said: Said) -> Asking | Response:
    house = house_of(request)
    now = house.clock.now()
    with house.database.reading() as session:
        view = public_contest(session, slug, now)
        member = signed(request, view)
        if member is not None and member.provisional and _is_open(session, member.id):
            return RedirectResponse(f"/c/{slug}/start", 303)
        try:
            return asking.prepare(
                house,
                session,
                view,
                branch=said.branch_key or said.branch,
                name=said.name,
                tail=said.tail,
                address=request.client.host if request.client else "",
                now=now,
            )
        except Refusal as refused:
            if refused.key not in ("not_listed.branch", "not_listed.name", "not_listed.tail"):
                raise
            hits = find(session, said.branch[:60], limit=8) if refused.key == "not_listed.branch" else []
            typed = said.model_dump(exclude={"tail"})
            return _page(request, view, status=refused.status, refused=refused, hits=hits, **typed)


def _is_open(session: Session, member_id: int) -> bool:
    """One phone asks once at a time."""
    found = asking.asked(session, member_id)
    return found is not None and found.state == "open"


def _page(
    request: Request,
    view: ContestView,
    *,
    status: int = 200,
    refused: Refusal | None = None,
    branch: str = "",
    branch_key: str = "",
    name: str = "",
    hits: Any = (),
) -> Response:
    return phone_page(
        request,
        "not_listed.html",
        status=status,
        view=view,
        member=signed(request, view),
        title=title(view, language_of(request)),
        privacy=privacy(view.rules, house_of(request).settings),
        refused=refused,
        at=refused.key.partition(".")[2] if refused else "",
        branch=branch,
        branch_key="" if hits else branch_key,
        name=name,
        hits=hits,
    )
