"""Reading what a fold needs: the contest roll, the chain's typed columns, and whole entries of the few rare kinds."""

import json
from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.boards.facts import OF_A_MEMBER, Fact, Past
from app.boards.roll import OnRoll, Roll
from app.boards.seats import Tree
from app.contests.models import RollMember, TreeNode
from app.ledger.models import LedgerEntry

CHUNK = 20_000
_ENTRY = LedgerEntry.__table__.c  # type: ignore[attr-defined]
_ROLL = RollMember.__table__.c  # type: ignore[attr-defined]


def entries(session: Session, contest_id: int, *, after: int, upto: int) -> list[Fact]:
    """The next entries in order, at most ``CHUNK``. Of the table, not of the model: a million rows pass here."""
    query = (
        select(
            *(_ENTRY.seq, _ENTRY.kind, _ENTRY.member_key, _ENTRY.attempt, _ENTRY.score, _ENTRY.duration_ms),
            *(_ENTRY.at, _ENTRY.wrong, _ENTRY.organisation_id),
        )
        .where(_ENTRY.contest_id == contest_id, _ENTRY.seq > after, _ENTRY.seq <= upto)
        .order_by(_ENTRY.seq)
        .limit(CHUNK)
    )
    # The driver's own tuples: all columns are integers and texts, and nothing else is twice as fast.
    cursor = session.connection().execute(query).cursor
    return cast("list[Fact]", cursor.fetchall())


def read_roll(session: Session, contest_id: int) -> Roll:
    """The contest roll and tree; they never change after opening."""
    query = (
        select(
            *(_ROLL.member_key, _ROLL.organisation_id, _ROLL.district_id, _ROLL.unit_id),
            *(_ROLL.exempt, _ROLL.division, _ROLL.category),
        )
        .where(_ROLL.contest_id == contest_id)
        .order_by(_ROLL.place)
    )
    rows = session.connection().execute(query)
    return Roll(cast("list[OnRoll]", rows), read_tree(session, contest_id))


def read_tree(session: Session, contest_id: int) -> Tree:
    found = session.execute(
        select(col(TreeNode.organisation_id), col(TreeNode.parent_id), col(TreeNode.kind)).where(
            col(TreeNode.contest_id) == contest_id
        )
    )
    return Tree((id_, parent, kind) for id_, parent, kind in found)


class Chain:
    """Whole entries of one contest."""

    def __init__(self, session: Session, contest_id: int) -> None:
        self._session = session
        self._contest_id = contest_id

    def entry(self, seq: int) -> Past:
        (row,) = self._session.execute(_whole(self._contest_id).where(col(LedgerEntry.seq) == seq))
        return _past(row)

    def history(self, member_keys: Collection[str], upto: int) -> list[Past]:
        """Through the index of members' entries."""
        query = (
            _whole(self._contest_id)
            .where(
                col(LedgerEntry.member_key).in_(member_keys),
                col(LedgerEntry.kind).in_(OF_A_MEMBER),
                col(LedgerEntry.seq) <= upto,
            )
            .order_by(col(LedgerEntry.seq))
        )
        return [_past(row) for row in self._session.execute(query)]


def _whole(contest_id: int) -> Select[Any]:
    return select(
        *(_ENTRY.seq, _ENTRY.kind, _ENTRY.member_key, _ENTRY.paper_key, _ENTRY.attempt, _ENTRY.score),
        *(_ENTRY.duration_ms, _ENTRY.at, _ENTRY.wrong, _ENTRY.organisation_id, _ENTRY.payload),
    ).where(_ENTRY.contest_id == contest_id)


def _past(row: Any) -> Past:
    facts = {} if row.kind == "result" else json.loads(row.payload)
    return Past(*row[:-1], facts)  # type: ignore[call-arg]
