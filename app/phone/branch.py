"""我的支部: one page for a branch's secretary, under the own sign-in. To everybody else it is not there."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.boards.branch import Branch, branch
from app.contests import requesting
from app.contests.finding import ContestView
from app.contests.models import RequestKind
from app.contests.phases import Phase
from app.contests.reasons import DECLINED, EXEMPTED
from app.contests.reminding import reminder
from app.contests.wording import moment
from app.core.clock import local
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, not_found
from app.core.web import HouseOf, Reading, house_of, language_of
from app.organisations.labels import member_names
from app.organisations.models import Organisation
from app.organisations.names import sort_key
from app.organisations.searching import subtree
from app.organisations.secretaries import branches_of
from app.papers import provisional
from app.papers.likeness import candidates
from app.phone.members import public_contest, signed
from app.phone.shown import phone_page, title
from app.phone.words import BRANCH, words
from app.signin.sessions import SignedMember

router = APIRouter()

KINDS = {
    RequestKind.NOT_LISTED: N_("找不到我"),
    RequestKind.EXEMPTION: N_("申请免考"),
    RequestKind.PAPER: N_("要纸质卷"),
}
Key = Annotated[str, Query(max_length=26)]


@router.get("/c/{slug}/branch")
def my_branch(slug: str, request: Request, house: HouseOf, session: Reading, of: Key = "") -> Response:
    view, member, own, mine = _secretary(request, session, slug, of)
    return _page(request, session, view, member, own, mine)


@router.post("/c/{slug}/branch")
def file_request(
    slug: str,
    request: Request,
    house: HouseOf,
    session: Reading,
    of: Annotated[str, Form(max_length=26)] = "",
    kind: Annotated[str, Form(max_length=20)] = "",
    who: Annotated[str, Form(max_length=26)] = "",
    reason: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Ask the organiser for an exemption or a paper on paper, for somebody of the own branch."""
    view, member, own, mine = _secretary(request, session, slug, of)
    try:
        house.writer.run(
            requesting.file_request,
            view,
            kind,
            who,
            reason,
            f"member:{member.key}",
            own=subtree(session, [mine.id or 0]),
            now=house.clock.now(),
        )
    except Refusal as refused:
        return _page(request, session, view, member, own, mine, refused=refused)
    return RedirectResponse(f"/c/{slug}/branch?of={mine.key}&done=asked#requests", 303)


@router.get("/c/{slug}/branch/requests/{key}")
def who_is_it(slug: str, key: str, request: Request, session: Reading) -> Response:
    view, member, own, _ = _secretary(request, session, slug, "")
    return _request_page(request, session, view, member, own, key)


@router.post("/c/{slug}/branch/requests/{key}")
def answer(
    slug: str,
    key: str,
    request: Request,
    house: HouseOf,
    session: Reading,
    outcome: Annotated[str, Form(max_length=20)] = "",
    who: Annotated[str, Form(max_length=26)] = "",
    reason: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Say who of the own branch it is, or why it is nobody."""
    view, member, own, _ = _secretary(request, session, slug, "")
    organisations = subtree(session, [one.id or 0 for one in own])
    asked = requesting.request(session, view.id, key, organisations=organisations)
    by, now = f"member:{member.key}", house.clock.now()
    try:
        if outcome == "decline":
            house.writer.run(provisional.decline, view, key, reason, by, now=now, own=organisations)
        else:
            meant = [one for one in candidates(session, asked, organisations) if one.key == who]
            if not meant:
                raise provisional.nobody_chosen()
            provisional.confirm_now(house, view, key, meant[0].id, by, now=now, own=organisations)
    except Refusal as refused:
        return _request_page(request, session, view, member, own, key, refused=refused)
    done = "declined" if outcome == "decline" else "confirmed"
    return RedirectResponse(f"/c/{slug}/branch?done={done}#requests", 303)


def _secretary(
    request: Request, session: Session, slug: str, of: str
) -> tuple[ContestView, SignedMember, list[Organisation], Organisation]:
    """The contest, who asks, the branches they see to and the one that is meant; 404 for everybody else."""
    view = public_contest(session, slug, house_of(request).clock.now())
    member = signed(request, view)
    own = branches_of(session, member.id) if member is not None and not member.provisional else []
    meant = [one for one in own if not of or one.key == of]
    if member is None or not meant:
        raise not_found()
    return view, member, own, meant[0]


DONE = {
    "asked": N_("已经提交，等主办方处理。"),
    "confirmed": N_("已核对，成绩算上了。"),
    "declined": N_("已回复，对方的手机上看得到原因。"),
}


def _page(
    request: Request,
    session: Session,
    view: ContestView,
    member: SignedMember,
    own: list[Organisation],
    mine: Organisation,
    *,
    refused: Refusal | None = None,
) -> Response:
    house, language = house_of(request), language_of(request)
    stands = branch(house, session, view, mine.id or 0)
    names = member_names(session, stands.absent)
    facts: dict[str, Any] = {
        "view": view,
        "member": member,
        "title": title(view, language),
        "own": own,
        "mine": mine,
        "stands": stands,
        "is_open": view.phase(house.clock.now()) is Phase.OPEN,
        "absent": sorted(((names[key][0], key) for key in stands.absent if key in names), key=_by_name),
        "requests": _listed(session, view, mine, language),
        "reminder": reminder(view, stands.participants, stands.roll, language, house.settings.zone),
        "as_of": _as_of(house, stands, language),
        "reasons": [(code, translate(language, word)) for code, word in EXEMPTED.items()],
        "refused": translate(language, refused.sentence, **refused.facts) if refused else "",
        "done": DONE.get(request.query_params.get("done", ""), "") if not refused else "",
        "words": words(BRANCH, language),
    }
    return phone_page(request, "branch.html", status=refused.status if refused else 200, **facts)


def _by_name(one: tuple[str, str]) -> tuple[str, ...]:
    return sort_key(one[0]), *one


def _listed(session: Session, view: ContestView, mine: Organisation, language: str) -> list[dict[str, Any]]:
    organisations = subtree(session, [mine.id or 0])
    asked = requesting.requests(session, view.id, organisations=organisations)
    return [
        {
            "key": one.key,
            "name": one.name,
            "kind": translate(language, KINDS[RequestKind(one.kind)]),
            "mine_to_answer": one.kind == RequestKind.NOT_LISTED,
            "reason": translate(language, EXEMPTED[one.reason]) if one.reason in EXEMPTED else "",
            "sat": provisional.sat(session, view.id, one.member_id) if one.kind == RequestKind.NOT_LISTED else None,
        }
        for one in asked
    ]


def _request_page(
    request: Request,
    session: Session,
    view: ContestView,
    member: SignedMember,
    own: list[Organisation],
    key: str,
    *,
    refused: Refusal | None = None,
) -> Response:
    language = language_of(request)
    organisations = subtree(session, [one.id or 0 for one in own])
    asked = requesting.request(session, view.id, key, organisations=organisations)
    if asked.kind != RequestKind.NOT_LISTED or asked.state != "open":
        raise not_found()
    said = provisional.said(session, asked)
    return phone_page(
        request,
        "branch_request.html",
        status=refused.status if refused else 200,
        view=view,
        member=member,
        title=title(view, language),
        asked=asked,
        name=said,
        sat=provisional.sat(session, view.id, asked.member_id),
        candidates=candidates(session, asked, organisations),
        declined=[(code, translate(language, word)) for code, word in DECLINED.items()],
        refused=translate(language, refused.sentence, **refused.facts) if refused else "",
    )


def _as_of(house: House, stands: Branch, language: str) -> str:
    zone = house.settings.zone
    at = local(stands.cut.at, zone)
    day = moment(stands.cut.at, language, zone).rsplit(" ", 1)[0]
    return f"{day} {at:%H:%M}"
