"""请求: who was not found and sat all the same, who is to be exempted, who needs paper. And who the secretaries are."""

from typing import Annotated, Any

from fastapi import Form, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.contests import finding, requesting
from app.contests.finding import ContestView
from app.contests.models import Request as Asked
from app.contests.models import RequestKind, RequestState
from app.contests.reasons import DECLINED, DECLINED_BY_ORGANISER, EXEMPTED, JOINED
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Reading, language_of
from app.desk.admitting import Organiser, desk_router
from app.desk.layout import desk_page, sentence
from app.organisations.labels import organisation_labels
from app.organisations.models import Category
from app.organisations.searching import subtree
from app.organisations.secretaries import people, person
from app.papers import provisional
from app.papers.likeness import candidates
from app.signin.sessions import SignedOrganiser

router = desk_router()

KINDS = {
    RequestKind.NOT_LISTED: N_("找不到我"),
    RequestKind.EXEMPTION: N_("申请免考"),
    RequestKind.PAPER: N_("要纸质卷"),
}
STATES = {RequestState.OPEN: N_("待处理"), RequestState.CONFIRMED: N_("已办"), RequestState.DECLINED: N_("未通过")}
REASONS = EXEMPTED | DECLINED | DECLINED_BY_ORGANISER
Code = Annotated[str, Form(max_length=26)]


@router.get("/desk/contests/{slug}/requests")
def requests(request: Request, slug: str, house: HouseOf, session: Reading, organiser: Organiser) -> Response:
    view, language = finding.contest(session, slug), language_of(request)
    found = requesting.requests(session, view.id, open_only=False)
    sat = provisional.all_sat(session, view.id, [one.member_id for one in found if one.kind == RequestKind.NOT_LISTED])
    listed = [
        {
            "asked": one,
            "kind": translate(language, KINDS[RequestKind(one.kind)]),
            "state": translate(language, STATES[RequestState(one.state)]),
            "reason": translate(language, REASONS[one.reason]) if one.reason in REASONS else "",
            "sat": sat.get(one.member_id) if one.kind == RequestKind.NOT_LISTED else None,
        }
        for one in found
    ]
    phase = view.phase(house.clock.now())
    return desk_page(request, "requests.html", organiser, "contests", view=view, phase=phase, listed=listed)


@router.get("/desk/contests/{slug}/requests/{key}")
def one(
    request: Request,
    slug: str,
    key: str,
    session: Reading,
    organiser: Organiser,
    q: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    return _request_page(request, session, organiser, finding.contest(session, slug), key, wanted=q.strip())


@router.post("/desk/contests/{slug}/requests/{key}")
def answer(
    request: Request,
    slug: str,
    key: str,
    house: HouseOf,
    session: Reading,
    organiser: Organiser,
    outcome: Code = "",
    who: Code = "",
    reason: Code = "",
    category: Code = "",
) -> Response:
    """``outcome``: confirm, join, decline (找不到我); grant, refuse (免考, 纸质)."""
    view, by, now = finding.contest(session, slug), f"organiser:{organiser.id}", house.clock.now()
    run = house.writer.run
    try:
        if outcome == "confirm":
            if not who:
                raise provisional.nobody_chosen()
            provisional.confirm_now(house, view, key, person(session, who).id, by, now=now, own=None)
        elif outcome == "join":
            run(provisional.join_as_new, view, key, _category(category), reason, by, now=now)
        elif outcome == "decline":
            run(provisional.decline, view, key, reason, by, now=now, own=None)
        elif outcome in ("grant", "refuse"):
            run(requesting.decide, view, key, by, granted=outcome == "grant", reason=reason, now=now)
        else:
            raise not_found()
    except Refusal as refused:
        if refused.status == 404:
            raise
        return _request_page(request, session, organiser, view, key, refused=refused)
    done = {"confirm": "confirmed", "join": "confirmed", "decline": "declined"}.get(outcome, "granted")
    return RedirectResponse(f"/desk/contests/{slug}/requests?done={done}", 303)


def _category(code: str) -> Category:
    try:
        return Category(code)
    except ValueError:
        raise not_found() from None


def _request_page(
    request: Request,
    session: Session,
    organiser: SignedOrganiser,
    view: ContestView,
    key: str,
    *,
    wanted: str = "",
    refused: Refusal | None = None,
) -> Response:
    asked, language = requesting.request(session, view.id, key), language_of(request)
    names = organisation_labels(session)
    not_listed = asked.kind == RequestKind.NOT_LISTED
    name = provisional.said(session, asked)
    listed = _candidates(session, asked, names[asked.organisation_id].short_name, wanted) if not_listed else []

    def words(of: dict[str, str]) -> list[tuple[str, str]]:
        return [(code, translate(language, word)) for code, word in of.items()]

    return desk_page(
        request,
        "request.html",
        organiser,
        "contests",
        status=refused.status if refused else 200,
        view=view,
        asked=asked,
        not_listed=not_listed,
        kind=translate(language, KINDS[RequestKind(asked.kind)]),
        state=translate(language, STATES[RequestState(asked.state)]),
        name=name,
        branch=names[asked.organisation_id].short_name,
        why=translate(language, REASONS[asked.reason]) if asked.reason in REASONS else "",
        sat=provisional.sat(session, view.id, asked.member_id) if not_listed else None,
        candidates=listed,
        wanted=wanted,
        joined=words(JOINED),
        declined=words(DECLINED if not_listed else DECLINED_BY_ORGANISER),
        refused=sentence(request, refused) if refused else "",
    )


def _candidates(session: Session, asked: Asked, branch: str, wanted: str) -> list[dict[str, Any]]:
    """Who it may be: of the branch that was named, or whoever of the roll has the name that is looked for."""
    if wanted:
        return [
            {**one._asdict(), "same_name": False, "same_tail": False, "likely": True} for one in people(session, wanted)
        ]
    found = candidates(session, asked, subtree(session, [asked.organisation_id]))
    return [{**one._asdict(), "organisation": branch} for one in found]
