"""What the roll holds, in numbers."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.organisations.models import Member, MemberState, Organisation, RollLoad


@dataclass(frozen=True)
class RollCounts:
    members: int
    exempt: int
    by_category: dict[str, int]
    organisations: dict[str, int]
    """By kind, those with present members of their own or not."""


@dataclass(frozen=True)
class OrganisationCount:
    """An organisation that has present members of its own."""

    id: int
    key: str
    name: str
    short_name: str
    path: str
    members: int
    exempt: int


@dataclass(frozen=True)
class Load:
    at: int
    file: str
    added: int
    changed: int
    gone: int


def roll_counts(session: Session) -> RollCounts:
    present = col(Member.state) == MemberState.PRESENT
    rows = session.execute(
        select(col(Member.category), col(Member.exempt), func.count())
        .where(present)
        .group_by(col(Member.category), col(Member.exempt))
    ).all()
    by_category: dict[str, int] = {}
    for category, _exempt, count in rows:
        by_category[category] = by_category.get(category, 0) + count
    kinds = session.execute(select(col(Organisation.kind), func.count()).group_by(col(Organisation.kind))).all()
    return RollCounts(
        members=sum(count for _c, _e, count in rows),
        exempt=sum(count for _c, exempt, count in rows if exempt),
        by_category=by_category,
        organisations={row[0]: row[1] for row in kinds},
    )


def organisation_counts(session: Session) -> list[OrganisationCount]:
    """Organisations with present members of their own, in the order of the tree."""
    rows = session.execute(
        select(
            col(Organisation.id),
            col(Organisation.key),
            col(Organisation.name),
            col(Organisation.short_name),
            col(Organisation.path),
            col(Organisation.sort_key),
            col(Member.exempt),
            func.count(),
        )
        .join(Member, col(Member.organisation_id) == col(Organisation.id))
        .where(col(Member.state) == MemberState.PRESENT)
        .group_by(
            col(Organisation.id),
            col(Organisation.key),
            col(Organisation.name),
            col(Organisation.short_name),
            col(Organisation.path),
            col(Organisation.sort_key),
            col(Member.exempt),
        )
        .order_by(col(Organisation.sort_key), col(Organisation.id))
    ).all()
    found: dict[int, OrganisationCount] = {}
    for id_, key, name, short_name, path, _sort, exempt, count in rows:
        before = found.get(id_)
        found[id_] = OrganisationCount(
            id_,
            key,
            name,
            short_name,
            path,
            (before.members if before else 0) + count,
            (before.exempt if before else 0) + (count if exempt else 0),
        )
    return list(found.values())


def loads(session: Session, limit: int = 5) -> list[Load]:
    """The last finished loads, the newest first."""
    rows = session.execute(
        select(RollLoad).where(col(RollLoad.done).is_(True)).order_by(col(RollLoad.at).desc()).limit(limit)
    ).scalars()
    return [Load(row.at, row.file, row.added, row.changed, row.gone) for row in rows]


def named(session: Session, member_ids: list[int]) -> list[tuple[str, str]]:
    """Full name and organisation's path of at most 500 members, in the order of the tree."""
    rows = session.execute(
        select(col(Member.name), col(Organisation.path))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(Member.id).in_(member_ids[:500]))
        .order_by(col(Organisation.sort_key), col(Member.id))
    ).all()
    return [(name, path) for name, path in rows]
