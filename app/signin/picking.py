"""The names of one branch to choose from, masked: 王*民. The whole name is never listed; the secret decides."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.organisations.models import Member, MemberState
from app.organisations.names import initials, masked, sort_key

AT_ONCE = 12
"""As many names stand under one another without being asked for the surname's letter first."""
SURNAMES = dict(zip("单曾仇解查区朴缪翟盖尉燕纪洗", "SZQXZOPMZGWYJX", strict=True))
"""Surnames that are read differently from the character's usual reading."""


class Pick(NamedTuple):
    name: str
    """Masked; people who are masked alike share one."""
    letter: str
    """With which the surname begins, A–Z, or # where it has none."""


def picks(session: Session, organisation_id: int) -> list[Pick]:
    """Everybody of this organisation, in the order of the alphabet."""
    query = select(col(Member.name)).where(
        col(Member.organisation_id) == organisation_id, col(Member.state) == MemberState.PRESENT
    )
    found = {masked(name): letter(name) for name in session.execute(query).scalars()}
    return sorted((Pick(*one) for one in found.items()), key=lambda one: (one.letter, sort_key(one.name), one.name))


def letters(of: list[Pick]) -> list[str]:
    return sorted({one.letter for one in of})


def letter(name: str) -> str:
    read = SURNAMES.get(name[:1]) or initials(name[:1]).upper()
    return read[0] if read and "A" <= read[0] <= "Z" else "#"
