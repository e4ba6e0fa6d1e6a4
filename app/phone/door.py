"""A contest's door: by name and secret, by the card's QR code, or on as the one signed in."""

from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.contests.asking import offered
from app.contests.finding import ContestView
from app.contests.phases import ended
from app.contests.wording import sentences
from app.core.fields import posted_fields
from app.core.glancing import look
from app.core.kept_pages import kept_page
from app.core.opening import in_thread
from app.core.refusal import Refusal
from app.core.web import HouseOf, Reading, drop_session, house_of, keep_session, language_of, session_token
from app.organisations.searching import find, resolve
from app.phone.anyone import is_anonymous, looks, privacy_facts
from app.phone.asking import name_facts, secret_facts, the_one
from app.phone.members import public_contest, public_seen, signed
from app.phone.shown import make_up_line, phase_line, phone_page, steady_until, title
from app.signin.sessions import SignedMember, end
from app.signin.signing_in import sign_in, sign_in_by_token

router = APIRouter()

MOST_BYTES = 16_384


class Wish(BaseModel):
    """What the door's address may carry: a branch (a poster's code has its key), the letter of a surname, and whether
    the name is to be typed although the branch's names could be chosen from."""

    branch: str = Field(default="", max_length=600)
    branch_key: str = Field(default="", max_length=26)
    letter: str = Field(default="", max_length=1)
    by_hand: bool = False


async def door(request: Request) -> Response:
    """The contest's door; to everybody who is not signed in and wishes for nothing the same page."""
    house, slug = house_of(request), request.path_params["slug"]
    now = house.clock.now()
    view = await look(house.database, public_seen, slug, now)
    if not is_anonymous(request):
        return await in_thread(_wished_door, request, view)
    render = partial(in_thread, _wished_door, request, view)
    return await kept_page(request, (slug, *looks(request)), (view,), now, steady_until(view, now), render)


def _wished_door(request: Request, view: ContestView) -> Response:
    wish = Wish.model_validate(dict(request.query_params))
    wanted = wish.branch_key or wish.branch
    with house_of(request).database.reading() as session:
        chosen = the_one(session, wanted)
        facts: dict[str, Any] = {"chosen": chosen, "letter": wish.letter, "by_hand": wish.by_hand}
        if wanted and chosen is None:
            facts |= {"branch": wish.branch, "hits": find(session, wish.branch[:60], limit=8), "unknown_branch": True}
        return _door(request, view, signed(request, view), session=session, **facts)


@router.get("/c/{slug}/branches")
def branches(slug: str, session: Reading, house: HouseOf, q: str = "") -> Response:
    """At most 9 organisations by full name, short name or pinyin initials; a ninth says that there are more than 8."""
    public_contest(session, slug, house.clock.now())
    hits = find(session, q[:60], limit=9) if q.strip() else []
    return JSONResponse([{"key": hit.key, "name": hit.name, "path": hit.path} for hit in hits])


class Entry(BaseModel):
    """The door's form: a card's token, or branch (chosen or typed), name and secret. ``tries`` counts wrong ones."""

    branch: str = Field(default="", max_length=600)
    branch_key: str = Field(default="", max_length=26)
    name: str = Field(default="", max_length=60)
    secret: str = Field(default="", max_length=60)
    token: str = Field(default="", max_length=120)
    tries: int = Field(default=0, ge=0, le=99)

    @property
    def typed(self) -> dict[str, Any]:
        """What the door shows again; never the secret."""
        return {"branch": self.branch, "name": self.name, "tries": self.tries}


async def enter(request: Request) -> Response:
    """Sign in and go to the start page; what did not match is said on the door itself."""
    house, slug = house_of(request), request.path_params["slug"]
    entry = Entry.model_validate(await posted_fields(request, MOST_BYTES))
    view = await look(house.database, public_seen, slug, house.clock.now())
    if not entry.token and not entry.branch_key:
        unknown = await in_thread(_choose_branch, request, view, entry)
        if unknown is not None:
            return unknown
    try:
        started = await _sign_in(request, view, entry)
    except Refusal as refused:
        if refused.key != "sign_in.refused":
            raise
        return await in_thread(_try_again, request, view, entry)
    response = RedirectResponse(f"/c/{slug}/start", 303)
    keep_session(response, house_of(request), started)
    return response


async def _sign_in(request: Request, view: ContestView, entry: Entry) -> str:
    """A new session's token; whoever was signed in here before is signed out."""
    house, leaving = house_of(request), session_token(request)
    now = house.clock.now()
    if entry.token:
        return (await sign_in_by_token(house, entry.token, now, leaving=leaving))[0]
    signed_in = await sign_in(
        house,
        branch=entry.branch_key or entry.branch,
        name=entry.name,
        secret=entry.secret,
        now=now,
        address=request.client.host if request.client else "",
        leaving=leaving,
        methods=view.rules.secrets,
        picker=view.rules.name_picker,
    )
    return signed_in[0]


@router.post("/c/{slug}/leave")
async def leave(slug: str, request: Request) -> Response:
    """换人作答: end the session; what this phone still has to send goes out by its own token."""
    house = house_of(request)
    await house.writer.write(end, session_token(request), house.clock.now())
    response = RedirectResponse(f"/c/{slug}", 303)
    drop_session(response, house)
    return response


def _choose_branch(request: Request, view: ContestView, entry: Entry) -> Response | None:
    """The door again with the branches that an unknown name may mean; None where it names one. Branches are public:
    this says nothing about people, and costs no try."""
    with house_of(request).database.reading() as session:
        if resolve(session, entry.branch):
            return None
        hits = find(session, entry.branch[:60], limit=8)
        return _door(request, view, None, session=session, hits=hits, unknown_branch=True, **entry.typed)


def _try_again(request: Request, view: ContestView, entry: Entry) -> Response:
    """The door with what did not match; a branch that was chosen from the list is shown by its name."""
    with house_of(request).database.reading() as session:
        chosen = the_one(session, entry.branch_key or entry.branch)
        facts: dict[str, Any] = {**entry.typed, "tries": entry.tries + 1, "refused": True}
        if chosen is not None:
            facts["branch"] = chosen.short_name
        if entry.branch_key or view.rules.name_picker:
            facts |= {"chosen": chosen, "by_hand": "*" not in entry.name}
        return _door(request, view, None, session=session, status=401, **facts)


EMPTY: dict[str, Any] = {
    "branch": "",
    "name": "",
    "tries": 0,
    "hits": [],
    "refused": False,
    "unknown_branch": False,
    "chosen": None,
    "letter": "",
    "by_hand": False,
}


def _door(
    request: Request,
    view: ContestView,
    member: SignedMember | None,
    *,
    session: Session,
    status: int = 200,
    **facts: Any,
) -> Response:
    language, house = language_of(request), house_of(request)
    now = house.clock.now()
    typed = EMPTY | facts
    how = {name: typed.pop(name) for name in ("letter", "by_hand")}
    typed |= name_facts(session, view, typed["chosen"], name=typed["name"], **how)
    return phone_page(
        request,
        "door.html",
        status=status,
        view=view,
        member=member,
        title=title(view, language),
        phase_line=phase_line(view, request, now),
        make_up_line=make_up_line(view, language, house.settings.zone, now),
        phase=view.phase(now),
        over=ended(view.phase(now)),
        sentences=sentences(
            view.rules, language, view.sitting.commitment if view.sittings else None, house.settings.zone
        ),
        not_listed=offered(view, now),
        elsewhere=signed(request) is not None and member is None,
        **secret_facts(view.rules.secrets, language),
        **privacy_facts(request, view),
        **typed,
    )


routes = [
    Route("/c/{slug}", door, methods=["GET"]),
    Route("/c/{slug}", enter, methods=["POST"]),
]
