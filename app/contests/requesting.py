"""What secretaries ask of the organiser (免考, 纸质), and every request of a contest as a list."""

from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests import moving
from app.contests.asking import settled
from app.contests.finding import ContestView
from app.contests.membership import membership
from app.contests.models import Request, RequestKind, RequestState
from app.contests.reasons import DECLINED_BY_ORGANISER, EXEMPTED, known
from app.core.db import rows_changed
from app.core.refusal import N_, declare, not_found
from app.core.secret import new_key
from app.organisations.models import Member, Organisation

open_already = declare("request.open_already", 409, N_("这个请求已经提过了，正在等主办方处理。"))


class Asked(NamedTuple):
    """One request in a list. ``name`` is empty once it is forgotten."""

    key: str
    kind: str
    state: str
    reason: str
    made: int
    organisation_id: int
    organisation: str
    member_id: int
    name: str


def requests(
    session: Session, contest_id: int, *, organisations: list[int] | None = None, open_only: bool = True
) -> list[Asked]:
    """The requests of a contest, of these organisations only, when given; open ones first, then the newest."""
    query = (
        select(
            col(Request.key),
            col(Request.kind),
            col(Request.state),
            col(Request.reason),
            col(Request.made),
            col(Organisation.id),
            col(Organisation.short_name),
            col(Member.id),
            col(Member.name),
        )
        .join(Organisation, col(Organisation.id) == col(Request.organisation_id))
        .join(Member, col(Member.id) == col(Request.member_id))
        .where(col(Request.contest_id) == contest_id)
    )
    if organisations is not None:
        query = query.where(col(Request.organisation_id).in_(organisations))
    if open_only:
        query = query.where(col(Request.state) == RequestState.OPEN)
    newest = query.order_by(col(Request.state) != RequestState.OPEN, col(Request.made).desc(), col(Request.id).desc())
    return [Asked(*row) for row in session.execute(newest.limit(500))]


def request(session: Session, contest_id: int, key: str, *, organisations: list[int] | None = None) -> Request:
    """One request; another branch's, another contest's and none at all are the same 404."""
    query = select(Request).where(col(Request.contest_id) == contest_id, col(Request.key) == key)
    if organisations is not None:
        query = query.where(col(Request.organisation_id).in_(organisations))
    found: Request | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise not_found()
    return found


def file_request(
    session: Session, view: ContestView, kind: str, member_key: str, reason: str, by: str, *, own: list[int], now: int
) -> None:
    """A secretary asks for somebody of the own branch. One open request a person and kind, by a constraint."""
    moving.hold_running(session, view.id)
    stands = membership(session, view.id, member_key)
    if stands is None or stands.left or stands.organisation_id not in own:
        raise not_found()
    if kind == RequestKind.EXEMPTION:
        known(reason, EXEMPTED)
        if stands.exempt:
            raise moving.no_change()
    elif kind != RequestKind.PAPER:
        raise not_found()
    member = session.execute(select(col(Member.id)).where(col(Member.key) == member_key)).scalar_one()
    session.add(
        Request(
            key=new_key(),
            contest_id=view.id,
            kind=kind,
            organisation_id=stands.organisation_id,
            member_id=member,
            reason=reason if kind == RequestKind.EXEMPTION else "",
            made=now,
            made_by=by,
        )
    )
    try:
        session.flush()
    except IntegrityError as error:
        raise open_already() from error


def decide(
    session: Session, view: ContestView, key: str, by: str, *, granted: bool, reason: str = "", now: int
) -> None:
    """The organiser's answer: an exemption that is granted is entered at once, a paper is noted as handed out."""
    asked = request(session, view.id, key)
    if asked.kind == RequestKind.NOT_LISTED:
        raise not_found()
    state = RequestState.CONFIRMED if granted else RequestState.DECLINED
    settle = update(Request).where(col(Request.id) == asked.id, col(Request.state) == RequestState.OPEN)
    settle = settle.values(
        state=state,
        decided=now,
        decided_by=by,
        reason=asked.reason if granted else known(reason, DECLINED_BY_ORGANISER),
    )
    if rows_changed(session, settle) != 1:
        raise settled()
    if granted and asked.kind == RequestKind.EXEMPTION:
        member_key = session.execute(select(col(Member.key)).where(col(Member.id) == asked.member_id)).scalar_one()
        moving.exempt(session, view.id, member_key, True, asked.reason, now=now)
