"""Circles: people of the roll who belong together for one purpose, a training class or those who try a contest out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core.refusal import N_, declare, not_found
from app.organisations.models import Circle, CircleMember, Member, MemberState
from app.organisations.names import fold
from app.organisations.searching import resolve

SLUG = re.compile(r"[a-z0-9-]{2,40}")
MOST = 5000

bad_circle = declare("circle.bad", 422, N_("代号要用 2 到 40 个小写字母、数字或短横线，名称不超过 60 个字。"))
circle_taken = declare("circle.taken", 409, N_("代号 %(circle)s 已经有了。请换一个。"))
no_such_people = declare(
    "circle.not_on_roll",
    422,
    N_("名册上没有对上 %(count)s 行：%(said)s。请写成“党组织 姓名”，一行一人。同名同组织的请从名册里查找添加。"),
)


@dataclass(frozen=True)
class CircleView:
    id: int
    slug: str
    name: str
    people: int


@dataclass(frozen=True)
class Line:
    """One line of a list that somebody pasted; ``member_id`` where it names exactly one person of the roll."""

    text: str
    member_id: int | None


def circles(session: Session) -> list[CircleView]:
    rows = session.execute(
        select(col(Circle.id), col(Circle.slug), col(Circle.name), func.count(col(CircleMember.member_id)))
        .outerjoin(CircleMember, col(CircleMember.circle_id) == col(Circle.id))
        .group_by(col(Circle.id), col(Circle.slug), col(Circle.name))
        .order_by(col(Circle.slug))
    )
    return [CircleView(*row) for row in rows]


def circle(session: Session, slug: str) -> CircleView:
    """The circle of a slug, or ``not_found``."""
    found = next((one for one in circles(session) if one.slug == slug), None)
    if found is None:
        raise not_found()
    return found


def member_ids(session: Session, slug: str) -> set[int]:
    """Who belongs to it; empty for one that is not there."""
    rows = session.execute(
        select(col(CircleMember.member_id))
        .join(Circle, col(Circle.id) == col(CircleMember.circle_id))
        .where(col(Circle.slug) == slug)
    )
    return set(rows.scalars())


def make(session: Session, slug: str, name: str, people: Iterable[int], *, now: int) -> int:
    """A new circle of these members. Refusals: ``circle.bad``, ``circle.taken``."""
    name = name.strip()
    if not SLUG.fullmatch(slug) or not 0 < len(name) <= 60:
        raise bad_circle()
    made = Circle(slug=slug, name=name, created=now)
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise circle_taken(circle=slug) from None
    assert made.id is not None
    add(session, made.id, people)
    return made.id


def add(session: Session, circle_id: int, people: Iterable[int]) -> int:
    """Further members; who belongs to it already stays once. Returns how many are new."""
    there = set(
        session.execute(select(col(CircleMember.member_id)).where(col(CircleMember.circle_id) == circle_id)).scalars()
    )
    fresh = sorted(set(people) - there)[: MOST - len(there)]
    if fresh:
        session.execute(insert(CircleMember), [{"circle_id": circle_id, "member_id": one} for one in fresh])
    return len(fresh)


def remove(session: Session, circle_id: int, member_id: int) -> None:
    session.execute(
        delete(CircleMember).where(col(CircleMember.circle_id) == circle_id, col(CircleMember.member_id) == member_id)
    )


def dissolve(session: Session, circle_id: int) -> None:
    """The circle goes, its people stay on the roll; contests that were opened for it keep their own roll."""
    session.execute(delete(CircleMember).where(col(CircleMember.circle_id) == circle_id))
    session.execute(delete(Circle).where(col(Circle.id) == circle_id))


def dissolve_slug(session: Session, slug: str) -> None:
    dissolve(session, circle(session, slug).id)


def read_list(session: Session, text: str) -> list[Line]:
    """Each line that is not empty: 党组织 姓名, in this order, parted by blanks, commas or tabs."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Line(line[:120], _person(session, line)) for line in lines[:MOST]]


def from_list(session: Session, text: str) -> list[int]:
    """The members a pasted list names, all of them or a refusal that says which lines name nobody."""
    lines = read_list(session, text)
    missing = [line.text for line in lines if line.member_id is None]
    if missing:
        raise no_such_people(count=len(missing), said="；".join(missing[:5]))
    return [line.member_id for line in lines if line.member_id is not None]


def _person(session: Session, line: str) -> int | None:
    parts = [part for part in re.split(r"[\s,，、;；]+", line) if part]
    if len(parts) < 2:
        return None
    organisation, name = " ".join(parts[:-1]), parts[-1]
    there = session.execute(
        select(col(Member.id)).where(
            col(Member.organisation_id).in_(resolve(session, organisation)),
            col(Member.folded) == fold(name),
            col(Member.state) == MemberState.PRESENT,
        )
    ).scalars()
    found = list(there)
    return found[0] if len(found) == 1 else None
