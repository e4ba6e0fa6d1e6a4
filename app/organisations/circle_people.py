"""Who belongs to a circle, by name; for organisers alone."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.organisations.models import CircleMember, Member, MemberState, Organisation


class InCircle(NamedTuple):
    id: int
    key: str
    name: str
    organisation: str
    there: bool
    """Whether the roll still has this person: who has gone stays in the circle and is on no contest's roll."""


def people(session: Session, circle_id: int) -> list[InCircle]:
    """In the order of the tree."""
    rows = session.execute(
        select(
            *(col(Member.id), col(Member.key), col(Member.name), col(Organisation.short_name)),
            col(Member.state) == MemberState.PRESENT,
        )
        .join(CircleMember, col(CircleMember.member_id) == col(Member.id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(CircleMember.circle_id) == circle_id)
        .order_by(col(Organisation.sort_key), col(Member.folded), col(Member.id))
    )
    return [InCircle(*row) for row in rows]


def present(session: Session, member_keys: list[str]) -> list[int]:
    """The ids of those who are on the roll now, of at most some thousands of keys."""
    found: list[int] = []
    for start in range(0, len(member_keys), 500):
        some = member_keys[start : start + 500]
        query = select(col(Member.id)).where(col(Member.key).in_(some), col(Member.state) == MemberState.PRESENT)
        found.extend(session.execute(query).scalars())
    return found
