"""Who somebody may be whom the roll did not know: likely people first, for whoever confirms it."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.models import Request
from app.organisations.models import Member, MemberState
from app.organisations.names import sort_key


class Candidate(NamedTuple):
    """Somebody of the roll who it may be."""

    id: int
    key: str
    name: str
    same_name: bool
    same_tail: bool
    """The last four digits of the phone are those that were given."""
    likely: bool


def candidates(session: Session, request: Request, organisations: list[int]) -> list[Candidate]:
    """Who of these organisations it may be: the same name first, then the same phone, then names much alike."""
    asked_by = session.get_one(Member, request.member_id)
    found = session.execute(
        select(Member).where(col(Member.organisation_id).in_(organisations), col(Member.state) == MemberState.PRESENT)
    ).scalars()
    listed = [_candidate(one, asked_by) for one in found]
    return sorted(listed, key=lambda one: (not one.same_name, not one.same_tail, not one.likely, sort_key(one.name)))


def _candidate(one: Member, asked_by: Member) -> Candidate:
    same_name = bool(asked_by.folded) and one.folded == asked_by.folded
    same_tail = asked_by.tail_mac is not None and one.tail_mac == asked_by.tail_mac
    likely = same_name or same_tail or _alike(one.folded, asked_by.folded)
    return Candidate(one.id or 0, one.key, one.name, same_name, same_tail, likely)


def _alike(one: str, other: str) -> bool:
    """The same surname and one more sign in common: 张小明 and 张晓明."""
    return bool(one and other) and one[0] == other[0] and bool(set(one[1:]) & set(other[1:]))
