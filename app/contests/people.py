"""Finding one person on a contest's roll by what an organiser types."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests import refusals
from app.contests.membership import membership
from app.organisations.models import Member
from app.organisations.names import fold
from app.organisations.searching import resolve


class Person(NamedTuple):
    member_id: int
    member_key: str
    name: str
    organisation_id: int


def person(session: Session, contest_id: int, asked: str, branch: str = "") -> Person:
    """By member key, or by name and, where several have it, branch.

    Raises ``contest.no_member``; ``contest.two_members`` with the keys where the name alone does not say who.
    """
    named = (col(Member.key) == asked.strip()) | (col(Member.folded) == fold(asked[:60]))
    rows = session.execute(
        select(col(Member.id), col(Member.key), col(Member.name), col(Member.organisation_id)).where(named)
    ).all()
    found = [Person(*row) for row in rows if _on_roll(session, contest_id, row[1])]
    if branch.strip() and len(found) > 1:
        where = set(resolve(session, branch))
        found = [one for one in found if one.organisation_id in where]
    if not found:
        raise refusals.no_member()
    if len(found) > 1:
        raise refusals.two_members(n=len(found), keys="、".join(one.member_key for one in found[:5]))
    return found[0]


def _on_roll(session: Session, contest_id: int, member_key: str) -> bool:
    stands = membership(session, contest_id, member_key)
    return stands is not None and not stands.left
