"""One person's card: found by branch and name, re-issued, voided, unlocked. The first two after a second page."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding
from app.core.refusal import N_, not_found
from app.core.web import HouseOf, Reading
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page
from app.organisations import searching
from app.signin import cards, throttling
from app.signin.holders import Holder, holder, holders, locked
from app.signin.sessions import SignedOrganiser

router = desk_router()


@dataclass(frozen=True)
class CardDeed:
    """All are msgids."""

    name: str
    question: str
    button: str
    consequences: tuple[str, ...]


REISSUE = CardDeed(
    "reissue",
    N_("给这位同志补发新卡吗？"),
    N_("补发新卡"),
    (
        N_("旧卡马上作废：上面的二维码和密码从此都打不开。"),
        N_("这位同志已经登录的手机都要重新登录；正在答的试卷不受影响，答案照样送得出去。"),
        N_("新卡要另外打印。"),
    ),
)
VOID = CardDeed(
    "void",
    N_("作废这位同志的卡吗？"),
    N_("作废这张卡"),
    (
        N_("卡马上作废，在补发以前没有卡可用；批量打印时也不再印这一张。"),
        N_("这位同志已经登录的手机都要重新登录；正在答的试卷不受影响，答案照样送得出去。"),
        N_("以后可以补发新卡；作废的旧卡不会再有效。"),
    ),
)
DEEDS = {deed.name: deed for deed in (REISSUE, VOID)}


@router.get("/desk/cards/people")
def people(
    request: Request,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    branch: Annotated[str, Query(max_length=200)] = "",
    name: Annotated[str, Query(max_length=60)] = "",
    about: Annotated[str, Query(max_length=26)] = "",
) -> Response:
    """``about``: the key of the person to whom something has just been done."""
    now = house.clock.now()
    asked = bool(branch.strip() or name.strip())
    found = _found(session, branch, name, now) if asked else []
    return desk_page(
        request,
        "card_people.html",
        organiser,
        "cards",
        branch=branch,
        name=name,
        asked=asked,
        found=found,
        shut=locked(session, now=now) if not asked else [],
        about=holder(session, about, now=now) if about else None,
        contests=[view for view in finding.contests(session) if view.state != "finalised"],
    )


def _found(session: Session, branch: str, name: str, now: int) -> list[Holder]:
    """Of the branch that the words name, else of those that have them in their names, with all below them."""
    if not branch.strip():
        return holders(session, name=name, now=now)
    meant = searching.resolve(session, branch) or [hit.id for hit in searching.find(session, branch, 20)]
    return holders(session, name=name, organisations=searching.subtree(session, meant), now=now)


@router.get("/desk/cards/people/{key}/{name}")
def confirm(request: Request, key: str, name: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    return _confirm_page(request, organiser, holder(session, key, now=house.clock.now()), _deed(name))


@router.post("/desk/cards/people/{key}/unlock")
def unlock(key: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    """One tap, no second page: it takes nothing from anybody."""
    one = holder(session, key, now=house.clock.now())
    house.writer.run(throttling.unlock, one.key)
    return RedirectResponse(f"/desk/cards/people?about={one.key}&done=unlock", 303)


@router.post("/desk/cards/people/{key}/{name}")
def do(key: str, name: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    deed, now = _deed(name), house.clock.now()
    one = holder(session, key, now=now)
    house.writer.run(cards.reissue if deed is REISSUE else cards.void, one.id, now=now)
    return RedirectResponse(f"/desk/cards/people?about={one.key}&done={deed.name}", 303)


def _confirm_page(request: Request, organiser: SignedOrganiser, one: Holder, deed: CardDeed) -> Response:
    return desk_page(request, "card_confirm.html", organiser, "cards", one=one, deed=deed)


def _deed(name: str) -> CardDeed:
    if name not in DEEDS:
        raise not_found()
    return DEEDS[name]
