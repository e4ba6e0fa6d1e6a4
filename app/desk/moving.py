"""参赛名册 of an open contest: who joined, left, moved or is exempted, after a page that says what it does."""

from typing import Annotated, Any

from fastapi import Form, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import changing, denominators, finding
from app.contests.finding import ContestView
from app.contests.membership import Membership, membership
from app.contests.reasons import CHANGES
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, declare
from app.core.web import HouseOf, Language, Reading, language_of
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.organisations.labels import organisation_labels
from app.organisations.searching import Hit, find, resolve
from app.organisations.secretaries import Known, people, person
from app.signin.sessions import SignedOrganiser

router = desk_router()
no_such_branch = declare("roll_change.branch", 422, N_("没有找到要转去的党组织。请从列表里选一个。"))

LABELS = {
    "joined": N_("加入参赛名册"),
    "left": N_("退出参赛名册"),
    "moved": N_("转到别的党组织"),
    "exempted": N_("免考"),
    "unexempted": N_("取消免考"),
}
DOES = {
    "joined": (N_("从现在起可以参加这一场，计入应参人数。"),),
    "left": (
        N_("不再计入应参人数；已经交的成绩保留在原支部。"),
        N_("在册名册里也标为不再在册，手机上的登录随即失效。改错了可以再加入。"),
    ),
    "moved": (
        N_("以后交的卷算新的党组织；以前交的留在原来的党组织。"),
        N_("片和单位跟着新的党组织走，在册名册也一起改。"),
    ),
    "exempted": (N_("应参、实参两边都不算这位同志；在册名册里也标为免考。"),),
    "unexempted": (N_("重新计入应参人数，已有的成绩重新算进去；在册名册也一起改。"),),
}
Wanted = Annotated[str, Query(max_length=100)]


@router.get("/desk/contests/{slug}/roll")
def roll(
    request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser, q: Wanted = ""
) -> Response:
    view = finding.contest(session, slug)
    found = [(one, membership(session, view.id, one.key)) for one in people(session, q.strip(), gone=True)]
    names = organisation_labels(session)
    listed = [
        {"who": who, "state": state(stands), "branch": names[(stands or _at(session, who)).organisation_id].short_name}
        for who, stands in found
        if stands is not None or who.present
    ]
    return desk_page(
        request,
        "contest_roll.html",
        organiser,
        "contests",
        view=view,
        phase=view.phase(house.clock.now()),
        wanted=q.strip(),
        listed=listed,
        expected=denominators.expected(session, view),
    )


@router.get("/desk/contests/{slug}/roll/{key}")
def one(request: Request, slug: str, key: str, session: Reading, organiser: Organiser) -> Response:
    view, who = finding.contest(session, slug), person(session, key)
    return _person_page(request, session, organiser, view, who)


@router.get("/desk/contests/{slug}/roll/{key}/{change}")
def confirm(
    request: Request,
    slug: str,
    key: str,
    change: str,
    session: Reading,
    organiser: Organiser,
    language: Language,
    reason: Annotated[str, Query(max_length=20)] = "",
    to: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    view, who = finding.contest(session, slug), person(session, key)
    try:
        changing.check(session, view.id, who, change, reason)
        target = _target(session, change, to)
    except Refusal as refused:
        if refused.status == 404:
            raise
        hits = find(session, to[:60], 8) if refused.key == "roll_change.branch" else []
        return _person_page(request, session, organiser, view, who, refused=refused, hits=hits, chosen=change)
    names = organisation_labels(session)
    effects = denominators.of_change(session, view, change, key, _at(session, who), target)
    return desk_page(
        request,
        "roll_change.html",
        organiser,
        "contests",
        view=view,
        who=who,
        change=change,
        reason=reason,
        target=names[target] if target else None,
        label=LABELS[change],
        why=translate(language, CHANGES[change][reason]),
        does=DOES[change],
        effects=[
            {"name": names[one.organisation_id].short_name if one.organisation_id else "", "effect": one}
            for one in effects
        ],
    )


@router.post("/desk/contests/{slug}/roll/{key}/{change}")
def do(
    request: Request,
    slug: str,
    key: str,
    change: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    reason: Annotated[str, Form(max_length=20)] = "",
    to: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    view, who = finding.contest(session, slug), person(session, key)
    try:
        target = _target(session, change, to)
        house.writer.run(changing.change_roll, view.id, who, change, reason, to=target, now=house.clock.now())
    except Refusal as refused:
        if refused.status == 404:
            raise
        return _person_page(request, session, organiser, view, who, refused=refused)
    return RedirectResponse(f"/desk/contests/{slug}/roll/{key}?done=roll-change", 303)


def state(stands: Membership | None) -> str:
    """A word for where somebody stands with a contest (a msgid)."""
    if stands is None:
        return N_("不在名册")
    if stands.left:
        return N_("已退出")
    return N_("免考") if stands.exempt else N_("应参")


def _at(session: Session, who: Known) -> Membership:
    return changing.office(session, who)


def _target(session: Session, change: str, to: str) -> int | None:
    """The organisation that a move goes to, by key or name."""
    if change != "moved":
        return None
    ids = resolve(session, to) if to.strip() else []
    if len(ids) != 1:
        raise no_such_branch()
    return ids[0]


def _person_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    view: ContestView,
    who: Known,
    *,
    refused: Refusal | None = None,
    hits: list[Hit] | None = None,
    chosen: str = "",
) -> Response:
    language = language_of(request)
    stands = membership(session, view.id, who.key)
    at = stands or _at(session, who)
    changes: list[dict[str, Any]] = [
        {
            "name": name,
            "label": LABELS[name],
            "does": DOES[name],
            "reasons": [(code, translate(language, word)) for code, word in CHANGES[name].items()],
        }
        for name in changing.possible(stands)
    ]
    return desk_page(
        request,
        "roll_person.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        view=view,
        who=who,
        stands=stands,
        state=state(stands),
        branch=organisation_labels(session)[at.organisation_id].short_name,
        category=at.category,
        changes=changes,
        hits=hits or [],
        chosen=chosen,
        refused=sentence(request, refused) if refused else "",
    )
