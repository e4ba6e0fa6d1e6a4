"""Whose a provisional paper is: confirmed by the branch's secretary or the organiser, or declined.

Confirming gives the papers to the member on the roll, under the next attempt numbers; how they were drawn (the
provisional member's key and attempt) stays in their result entries. The phone's session goes on as that member's.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests import moving
from app.contests.asking import settled
from app.contests.finding import ContestView
from app.contests.membership import membership
from app.contests.models import Request, RequestKind, RequestState
from app.contests.reasons import DECLINED, known
from app.contests.rules import Rules
from app.core.db import rows_changed
from app.core.house import House
from app.core.refusal import N_, declare, not_found
from app.core.secret import new_key
from app.core.writer import Again
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.organisations.models import Category, Member, MemberState
from app.papers.added_papers import check_added
from app.papers.models import Paper, PaperState
from app.signin import sessions

TRIES = 5

still_open = declare("not_listed.paper_open", 409, N_("这位同志正在答题。等交卷以后再核对。"))
not_on_roll = declare("not_listed.not_on_roll", 409, N_("选的这个人不在这一场的参赛名册上，请先把他加进参赛名册。"))
other_branch = declare("not_listed.other_branch", 409, N_("选的这个人不在您的支部。请主办方来核对。"))
nobody_chosen = declare("not_listed.nobody", 422, N_("请先选这是哪一位。"))


def confirm(
    session: Session, view: ContestView, request_key: str, member_id: int, by: str, *, now: int, own: list[int] | None
) -> None:
    """The use case. ``own``: the organisations of the secretary who confirms, ``None`` for an organiser, who may also
    take up a declined request. Raises ``Again`` when the member starts a paper at the same moment."""
    rules = moving.hold_running(session, view.id)
    request = _hold(session, view.id, request_key, own)
    member = session.get(Member, member_id)
    if member is None or member.state != MemberState.PRESENT:
        raise not_found()
    stands = membership(session, view.id, member.key)
    if stands is None or stands.left:
        raise not_on_roll()
    if own is not None and stands.organisation_id not in own:
        raise other_branch()
    asked_by = session.get_one(Member, request.member_id)
    attempts = _give(session, view, rules, asked_by, member)
    sessions.hand_over(session, request.member_id, member_id)
    _decide(session, request, RequestState.CONFIRMED, by, now, own, confirmed_as=member_id)
    _forget_name(session, request.member_id, MemberState.GONE)
    if attempts:
        facts = {"provisional": asked_by.key, "attempts": attempts}
        append(session, view.id, Entry("provisional_confirmed", now, member.key, facts=facts))


def confirm_now(
    house: House, view: ContestView, request_key: str, member_id: int, by: str, *, now: int, own: list[int] | None
) -> None:
    """``confirm`` through the writer, again when the member starts a paper at the same moment. Blocks."""
    for _ in range(TRIES - 1):
        try:
            return house.writer.run(confirm, view, request_key, member_id, by, now=now, own=own)
        except Again:
            continue
    return house.writer.run(confirm, view, request_key, member_id, by, now=now, own=own)


def join_as_new(
    session: Session, view: ContestView, request_key: str, category: Category, reason: str, by: str, *, now: int
) -> None:
    """For somebody who is on no roll: onto the office's and the contest's, and confirmed. Organisers only."""
    request = _hold(session, view.id, request_key, None)
    asked_by = session.get_one(Member, request.member_id)
    if not asked_by.name:
        raise settled()
    district, unit = moving.neighbours(session, request.organisation_id)
    made = Member(
        key=new_key(),
        organisation_id=request.organisation_id,
        district_id=district,
        unit_id=unit,
        name=asked_by.name,
        folded=asked_by.folded,
        category=category,
        tail_mac=asked_by.tail_mac,
    )
    session.add(made)
    session.flush()
    assert made.id is not None
    moving.join(session, view.id, made.id, reason, now=now)
    confirm(session, view, request_key, made.id, by, now=now, own=None)


def decline(
    session: Session, view: ContestView, request_key: str, reason: str, by: str, *, now: int, own: list[int] | None
) -> None:
    """Nothing counts; the phone says why. The name is forgotten at once, the paper stays aside without one."""
    request = _hold(session, view.id, request_key, own)
    if request.state != RequestState.OPEN:
        raise settled()
    _decide(session, request, RequestState.DECLINED, by, now, own, reason=known(reason, DECLINED))
    _forget_name(session, request.member_id, MemberState.PROVISIONAL)


class Sat(NamedTuple):
    """How far a provisional member has come."""

    handed_in: int = 0
    answering: bool = False


def sat(session: Session, contest_id: int, member_id: int) -> Sat:
    return all_sat(session, contest_id, [member_id])[member_id]


def all_sat(session: Session, contest_id: int, member_ids: Iterable[int]) -> dict[int, Sat]:
    """By member id; one read for a whole list."""
    states: dict[int, list[str]] = {one: [] for one in member_ids}
    rows = session.execute(
        select(col(Paper.member_id), col(Paper.state)).where(
            col(Paper.contest_id) == contest_id, col(Paper.member_id).in_(states)
        )
    )
    for member_id, state in rows:
        states[member_id].append(state)
    return {one: Sat(found.count(PaperState.CLOSED), PaperState.OPEN in found) for one, found in states.items()}


def said(session: Session, request: Request) -> str:
    """The name that was given; empty once it is forgotten."""
    return session.get_one(Member, request.member_id).name


def _hold(session: Session, contest_id: int, request_key: str, own: list[int] | None) -> Request:
    """The request, locked. Another branch's, another contest's and none at all are the same 404."""
    query = select(Request).where(
        col(Request.key) == request_key,
        col(Request.contest_id) == contest_id,
        col(Request.kind) == RequestKind.NOT_LISTED,
    )
    if own is not None:
        query = query.where(col(Request.organisation_id).in_(own))
    request: Request | None = session.execute(query.with_for_update()).scalar_one_or_none()
    if request is None:
        raise not_found()
    if request.state == RequestState.CONFIRMED or (own is not None and request.state != RequestState.OPEN):
        raise settled()
    return request


def _give(session: Session, view: ContestView, rules: Rules, asked_by: Member, member: Member) -> dict[str, int]:
    """The provisional papers to the member; gives the new attempt number by paper key."""
    papers = _papers(session, view.id, asked_by.id)
    if any(paper.state == PaperState.OPEN for paper in papers):
        raise still_open()
    theirs = _papers(session, view.id, member.id)
    check_added(session, view.id, rules, member, theirs, papers)
    after = max((paper.attempt for paper in theirs), default=0)
    given = {paper.key: after + n for n, paper in enumerate(papers, 1)}
    for paper in papers:
        moved = update(Paper).where(col(Paper.id) == paper.id)
        try:
            session.execute(moved.values(member_id=member.id, attempt=given[paper.key]))
        except IntegrityError as error:
            raise Again from error
    return given


def _papers(session: Session, contest_id: int, member_id: int | None) -> list[Paper]:
    query = select(Paper).where(col(Paper.contest_id) == contest_id, col(Paper.member_id) == member_id)
    return list(session.execute(query.order_by(col(Paper.attempt)).with_for_update()).scalars())


def _decide(
    session: Session,
    request: Request,
    state: RequestState,
    by: str,
    now: int,
    own: list[int] | None,
    *,
    reason: str = "",
    confirmed_as: int | None = None,
) -> None:
    """Settle it once: whoever comes second is told."""
    open_states = [RequestState.OPEN] if own is not None else [RequestState.OPEN, RequestState.DECLINED]
    settle = update(Request).where(col(Request.id) == request.id, col(Request.state).in_(open_states))
    settle = settle.values(state=state, decided=now, decided_by=by, reason=reason, confirmed_as=confirmed_as)
    if rows_changed(session, settle) != 1:
        raise settled()


def _forget_name(session: Session, member_id: int, state: MemberState) -> None:
    session.execute(
        update(Member)
        .where(col(Member.id) == member_id)
        .values(name="", folded="", tail_mac=None, state=state)
        .execution_options(synchronize_session=False)
    )
