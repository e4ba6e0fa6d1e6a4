"""Where somebody stands on the roll of a contest now: the roll of the opening, and what has changed since."""

from collections.abc import Sequence
from typing import NamedTuple, cast

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.models import RollMember, RollNow
from app.core.canonical import compact_json
from app.core.plain import Plain, Statement


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


def organisations(here: Plain, contest_id: int, member_keys: Sequence[str]) -> dict[str, int]:
    """By member key the organisation where each stands now; who never was on this contest's roll is left out."""
    asked = {"contest": contest_id, "keys": compact_json(sorted(set(member_keys)))}
    return dict(cast("list[tuple[str, int]]", here.rows(WHERE_NOW, **asked)))


_WHERE_NOW = """
SELECT v.value, COALESCE(n.organisation_id, r.organisation_id) FROM {keys} v
  LEFT JOIN contest_roll_now n ON n.contest_id = {contest} AND n.member_key = v.value
  LEFT JOIN contest_roll r ON r.contest_id = {contest} AND r.member_key = v.value
 WHERE COALESCE(n.organisation_id, r.organisation_id) IS NOT NULL
"""
WHERE_NOW = Statement(
    _WHERE_NOW.format(keys="json_each(:keys)", contest=":contest"),
    _WHERE_NOW.format(keys="jsonb_array_elements_text(CAST(%(keys)s AS jsonb))", contest="%(contest)s"),
)


def opened_with(session: Session, contest_id: int) -> set[str]:
    """The member keys on the roll of the opening."""
    return set(
        session.execute(select(col(RollMember.member_key)).where(col(RollMember.contest_id) == contest_id)).scalars()
    )
