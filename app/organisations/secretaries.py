"""书记: who sees to which branch. Appointed by an organiser; ends by itself when the member leaves the roll."""

from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.refusal import not_found
from app.organisations.models import Member, MemberState, Organisation, Secretary
from app.organisations.names import fold

MOST = 50


class Appointed(NamedTuple):
    member_key: str
    name: str
    organisation_key: str
    organisation: str


class Known(NamedTuple):
    """Somebody on the roll, as a search finds them."""

    id: int
    key: str
    name: str
    organisation_id: int
    organisation_key: str
    organisation: str
    present: bool


def branches_of(session: Session, member_id: int) -> list[Organisation]:
    """The organisations that this member sees to, in the order of the tree."""
    query = (
        select(Organisation)
        .join(Secretary, col(Secretary.organisation_id) == col(Organisation.id))
        .where(col(Secretary.member_id) == member_id)
    )
    return list(session.execute(query.order_by(col(Organisation.sort_key), col(Organisation.id))).scalars())


def appointed(session: Session) -> list[Appointed]:
    """Every secretary who is on the roll, in the order of the tree."""
    rows = session.execute(
        select(col(Member.key), col(Member.name), col(Organisation.key), col(Organisation.short_name))
        .join(Secretary, col(Secretary.member_id) == col(Member.id))
        .join(Organisation, col(Organisation.id) == col(Secretary.organisation_id))
        .where(col(Member.state) == MemberState.PRESENT)
        .order_by(col(Organisation.sort_key), col(Organisation.id), col(Member.id))
    )
    return [Appointed(*row) for row in rows]


def appoint(session: Session, member_key: str, organisation_key: str) -> None:
    """Somebody of the roll sees to an organisation from now on; appointing again changes nothing."""
    member, organisation = _ids(session, member_key, organisation_key)
    if session.get(Secretary, (member, organisation)) is None:
        session.add(Secretary(member_id=member, organisation_id=organisation))


def dismiss(session: Session, member_key: str, organisation_key: str) -> None:
    member, organisation = _ids(session, member_key, organisation_key)
    session.execute(
        delete(Secretary).where(col(Secretary.member_id) == member, col(Secretary.organisation_id) == organisation)
    )


def people(session: Session, wanted: str, *, gone: bool = False) -> list[Known]:
    """Present members by a part of their name, with ``gone`` also those who are no longer on the roll; at most 50."""
    folded = fold(wanted[:60])
    if not folded:
        return []
    states = [MemberState.PRESENT, MemberState.GONE] if gone else [MemberState.PRESENT]
    query = _known().where(col(Member.state).in_(states), col(Member.folded).contains(folded, autoescape=True))
    found = session.execute(query.order_by(col(Organisation.sort_key), col(Member.folded), col(Member.id)).limit(MOST))
    return [Known(*row) for row in found]


def person(session: Session, member_key: str) -> Known:
    """Anybody whom the roll knows or knew; else ``not_found``."""
    states = [MemberState.PRESENT, MemberState.GONE]
    query = _known().where(col(Member.key) == member_key, col(Member.state).in_(states), col(Member.name) != "")
    row = session.execute(query).one_or_none()
    if row is None:
        raise not_found()
    return Known(*row)


def organisation_key(session: Session, organisation_id: int) -> str:
    return session.get_one(Organisation, organisation_id).key


def _known() -> Any:
    return select(
        col(Member.id),
        col(Member.key),
        col(Member.name),
        col(Organisation.id),
        col(Organisation.key),
        col(Organisation.short_name),
        col(Member.state) == MemberState.PRESENT,
    ).join(Organisation, col(Organisation.id) == col(Member.organisation_id))


def _ids(session: Session, member_key: str, organisation_key: str) -> tuple[int, int]:
    member = session.execute(
        select(col(Member.id)).where(col(Member.key) == member_key, col(Member.state) == MemberState.PRESENT)
    ).scalar_one_or_none()
    organisation = session.execute(
        select(col(Organisation.id)).where(col(Organisation.key) == organisation_key)
    ).scalar_one_or_none()
    if member is None or organisation is None:
        raise not_found()
    return member, organisation
