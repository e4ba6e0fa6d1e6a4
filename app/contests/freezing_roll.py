"""The contest roll: everybody present whose category may take part, as they stand when the contest opens."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.contests.freezing_tree import Place, branch_of, replace_tree
from app.contests.models import Contest, ContestState, RollMember
from app.contests.refusals import opened_elsewhere
from app.contests.rules import Rules
from app.core.house import House
from app.organisations import circles
from app.organisations.models import Member, MemberState

PIECE = 300


class RollRow(NamedTuple):
    """One row as it goes into the digest."""

    member_key: str
    organisation_id: int
    district_id: int | None
    unit_id: int | None
    category: str
    exempt: bool
    division: str = ""

    @property
    def line(self) -> str:
        district = "" if self.district_id is None else self.district_id
        unit = "" if self.unit_id is None else self.unit_id
        return (
            f"{self.member_key}|{self.organisation_id}|{district}|{unit}"
            f"|{self.category}|{int(self.exempt)}|{self.division}\n"
        )


def rows(session: Session, rules: Rules, places: Mapping[int, Place]) -> list[RollRow]:
    """The roll in member key order (by code point, whatever the database's collation), each row with its division.

    ``places`` are all organisations of the tree.
    """
    found = session.execute(
        select(
            col(Member.key),
            col(Member.organisation_id),
            col(Member.district_id),
            col(Member.unit_id),
            col(Member.category),
            col(Member.exempt),
            col(Member.id),
        ).where(
            col(Member.state) == MemberState.PRESENT,
            col(Member.category).in_([category.value for category in rules.eligible]),
        )
    )
    inside = circles.member_ids(session, rules.circle) if rules.circle else None
    chosen = (RollRow(*row[:-1]) for row in found if inside is None or row[-1] in inside)
    roll = sorted(chosen, key=lambda row: row.member_key)
    return _divided(roll, rules, places) if rules.divisions else roll


def _divided(roll: list[RollRow], rules: Rules, places: Mapping[int, Place]) -> list[RollRow]:
    """Size classes go by how many of a branch count for it and are not exempt; a group's members are its branch's."""
    branches = [branch_of(places, row.organisation_id) for row in roll]
    counted = {category.value for category in rules.counted}
    sizes = Counter(
        branch for branch, row in zip(branches, roll, strict=True) if row.category in counted and not row.exempt
    )
    labels = {branch: division_of(sizes[branch], rules.divisions) for branch in set(branches)}
    return [row._replace(division=labels[branch]) for branch, row in zip(branches, roll, strict=True)]


def division_of(size: int, edges: Sequence[int]) -> str:
    """``1-10``, ``11-30``, ``31-`` for the edges 10 and 30; "" without edges. Nobody counted is the smallest."""
    lowest = 1
    for edge in edges:
        if size <= edge:
            return f"{lowest}-{edge}"
        lowest = edge + 1
    return f"{lowest}-" if edges else ""


def digest(roll: Iterable[RollRow]) -> str:
    """SHA-256 (hex) over ``member_key|organisation|district|unit|category|exempt|division`` lines in key order."""
    hashed = hashlib.sha256()
    for row in roll:
        hashed.update(row.line.encode())
    return hashed.hexdigest()


def lay_down(
    house: House,
    contest_id: int,
    claim: str,
    roll: list[RollRow],
    tree: list[Place],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the rows in pieces, after clearing what an earlier preparation left. Nothing reads them before opening."""
    while house.writer.run(clear_piece, contest_id, claim):
        pass
    house.writer.run(add_tree, contest_id, claim, tree)
    for start in range(0, len(roll), PIECE):
        house.writer.run(add_piece, contest_id, claim, start, roll[start : start + PIECE])
        if progress is not None:
            progress(min(start + PIECE, len(roll)), len(roll))


def clear_piece(session: Session, contest_id: int, claim: str) -> int:
    """Delete up to one piece of rows; return how many."""
    _hold(session, contest_id, claim)
    some = select(col(RollMember.member_key)).where(col(RollMember.contest_id) == contest_id).limit(PIECE)
    keys = list(session.execute(some).scalars())
    session.execute(
        delete(RollMember).where(col(RollMember.contest_id) == contest_id, col(RollMember.member_key).in_(keys)),
        execution_options={"synchronize_session": False},
    )
    return len(keys)


def add_piece(session: Session, contest_id: int, claim: str, start: int, piece: list[RollRow]) -> None:
    _hold(session, contest_id, claim)
    session.execute(
        insert(RollMember),
        [{"contest_id": contest_id, "place": start + place, **row._asdict()} for place, row in enumerate(piece)],
    )


def add_tree(session: Session, contest_id: int, claim: str, tree: list[Place]) -> None:
    _hold(session, contest_id, claim)
    replace_tree(session, contest_id, tree)


def _hold(session: Session, contest_id: int, claim: str) -> None:
    """Lock the contest for this piece while the claim is still the newest and nothing has opened."""
    held = session.execute(
        select(col(Contest.id))
        .where(
            col(Contest.id) == contest_id,
            col(Contest.state) == ContestState.DRAFT,
            col(Contest.opening) == claim,
        )
        .with_for_update()
    )
    if held.first() is None:
        raise opened_elsewhere()
