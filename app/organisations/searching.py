"""Finding an organisation by what a person types: full name, short name, alias or pinyin initials."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.organisations.models import Member, MemberState, Organisation, OrganisationKind, OrganisationName
from app.organisations.names import fold, short_name

LONGEST = 100
CANDIDATES = 400


class Hit(NamedTuple):
    id: int
    key: str
    name: str
    """The short name."""
    path: str
    """Short names of the organisations above, from the root, joined by `` / ``; empty at the root."""


def find(session: Session, query: str, limit: int = 8) -> list[Hit]:
    """Organisations with present members that the query names, best first: whole name, its beginning, anywhere in
    it, then pinyin initials. An empty query finds nothing."""
    wanted = fold(query[:LONGEST])
    if not wanted:
        return []
    rows = session.execute(
        select(
            col(Organisation.id),
            col(Organisation.key),
            col(Organisation.short_name),
            col(Organisation.path),
            col(Organisation.initials),
            col(Organisation.sort_key),
            col(OrganisationName.folded),
        )
        .join(OrganisationName, col(OrganisationName.organisation_id) == col(Organisation.id))
        .where(_named(wanted), _has_members())
        .limit(CANDIDATES)
    ).all()
    best: dict[int, tuple[tuple[int, int, str], Hit]] = {}
    for id_, key, short, path, initials, sort_key, folded in rows:
        place = (_closeness(wanted, folded, initials), len(folded), sort_key)
        if id_ not in best or place < best[id_][0]:
            best[id_] = (place, Hit(id_, key, short, above(path)))
    return [hit for _, hit in sorted(best.values())[:limit]]


def resolve(session: Session, branch: str) -> list[int]:
    """Ids of the organisations whose key, or one of whose names, is exactly this; several may share a short name. With
    a branch come its groups 党小组: their people are the branch's."""
    wanted = fold(branch[:300])
    by_name = select(col(OrganisationName.organisation_id)).where(col(OrganisationName.folded) == wanted)
    by_key = select(col(Organisation.id)).where(col(Organisation.key) == wanted)
    found = set(session.execute(by_name.union(by_key)).scalars())
    groups = select(col(Organisation.id)).where(
        col(Organisation.parent_id).in_(found), col(Organisation.kind) == OrganisationKind.GROUP
    )
    return sorted(found.union(session.execute(groups).scalars()) if found else ())


def subtree(session: Session, ids: list[int]) -> list[int]:
    """Ids of these organisations and of all below them."""
    paths = session.execute(select(col(Organisation.id), col(Organisation.path))).all()
    roots = [path for id_, path in paths if id_ in set(ids)]
    return [id_ for id_, path in paths if any(path == root or path.startswith(f"{root}/") for root in roots)]


def above(path: str) -> str:
    return " / ".join(short_name(name) for name in path.split("/")[:-1])


def _named(wanted: str) -> ColumnElement[bool]:
    escaped = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    by_name = col(OrganisationName.folded).like(f"%{escaped}%", escape="\\")
    if not wanted.isascii():
        return by_name
    return or_(by_name, col(Organisation.initials).like(f"%{escaped}%", escape="\\"))


def _has_members() -> ColumnElement[bool]:
    """Of its own or in its groups 党小组."""
    group = aliased(Organisation)
    own = exists().where(col(Member.organisation_id) == col(Organisation.id), col(Member.state) == MemberState.PRESENT)
    in_groups = exists().where(
        col(group.parent_id) == col(Organisation.id),
        col(group.kind) == OrganisationKind.GROUP,
        col(Member.organisation_id) == col(group.id),
        col(Member.state) == MemberState.PRESENT,
    )
    return or_(own, in_groups)


def _closeness(wanted: str, folded: str, initials: str) -> int:
    steps: Iterable[bool] = (
        folded == wanted,
        folded.startswith(wanted),
        wanted in folded,
        initials == wanted,
        initials.startswith(wanted),
    )
    return next((step for step, holds in enumerate(steps) if holds), 5)
