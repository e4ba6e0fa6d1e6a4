"""Where somebody stands on the roll of a contest now: the roll of the opening, and what has changed since."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.models import RollMember, RollNow


class Membership(NamedTuple):
    """A place on the roll; of one who has left, the last one."""

    organisation_id: int
    district_id: int | None
    unit_id: int | None
    category: str
    exempt: bool
    left: bool = False


def membership(session: Session, contest_id: int, member_key: str) -> Membership | None:
    """The membership that counts now, ``None`` for somebody who never was on this contest's roll."""
    now = session.execute(
        select(
            col(RollNow.organisation_id),
            col(RollNow.district_id),
            col(RollNow.unit_id),
            col(RollNow.category),
            col(RollNow.exempt),
            col(RollNow.left),
        ).where(col(RollNow.contest_id) == contest_id, col(RollNow.member_key) == member_key)
    ).one_or_none()
    if now is not None:
        return Membership(*now)
    opened = session.execute(
        select(
            col(RollMember.organisation_id),
            col(RollMember.district_id),
            col(RollMember.unit_id),
            col(RollMember.category),
            col(RollMember.exempt),
        ).where(col(RollMember.contest_id) == contest_id, col(RollMember.member_key) == member_key)
    ).one_or_none()
    return Membership(*opened) if opened is not None else None


def opened_with(session: Session, contest_id: int) -> set[str]:
    """The member keys on the roll of the opening."""
    return set(
        session.execute(select(col(RollMember.member_key)).where(col(RollMember.contest_id) == contest_id)).scalars()
    )
