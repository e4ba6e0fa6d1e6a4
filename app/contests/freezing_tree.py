"""The tree of organisations as it stands when a contest opens: what boards roll up by, whatever changes later."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.contests.models import TreeNode
from app.organisations.models import Organisation, OrganisationKind


class Place(NamedTuple):
    """One node of the tree."""

    organisation_id: int
    parent_id: int | None
    kind: str

    @property
    def line(self) -> str:
        return f"{self.organisation_id}|{'' if self.parent_id is None else self.parent_id}|{self.kind}\n"


def places(session: Session) -> dict[int, Place]:
    """Every organisation by id."""
    found = session.execute(select(col(Organisation.id), col(Organisation.parent_id), col(Organisation.kind)))
    return {row[0]: Place(*row) for row in found}


def path(of: Mapping[int, Place], organisation_id: int) -> list[int]:
    """The organisation and all above it, up to the root."""
    found: list[int] = []
    at: int | None = organisation_id
    while at is not None and at in of and at not in found:
        found.append(at)
        at = of[at].parent_id
    return found


def branch_of(of: Mapping[int, Place], organisation_id: int) -> int:
    """Where somebody counts: the organisation itself, of a Party group the first above it that is none."""
    above = path(of, organisation_id)
    return next((one for one in above if of[one].kind != OrganisationKind.GROUP), organisation_id)


def with_members(of: Mapping[int, Place], organisations: Iterable[int]) -> list[Place]:
    """The part of the tree that a contest freezes: these organisations and all above them, by id."""
    kept = {one for organisation in set(organisations) for one in path(of, organisation)}
    return [of[one] for one in sorted(kept)]


def digest(tree: Iterable[Place]) -> str:
    """SHA-256 (hex) over ``organisation|parent|kind`` lines in the order of the ids."""
    return hashlib.sha256("".join(place.line for place in tree).encode()).hexdigest()


def replace_tree(session: Session, contest_id: int, tree: list[Place]) -> None:
    """Lay the tree down in one piece (a few milliseconds for a thousand organisations)."""
    session.execute(
        delete(TreeNode).where(col(TreeNode.contest_id) == contest_id),
        execution_options={"synchronize_session": False},
    )
    session.execute(insert(TreeNode), [{"contest_id": contest_id, **place._asdict()} for place in tree])
