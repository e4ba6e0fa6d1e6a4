"""Reading what a fold needs: the contest roll, the chain's typed columns, and whole entries of the few rare kinds."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from app.boards.facts import OF_A_MEMBER, Past, Result
from app.boards.roll import OnRoll, Roll
from app.boards.seats import Tree
from app.contests.models import RollMember, TreeNode
from app.ledger.models import LedgerEntry

_ENTRY = LedgerEntry.__table__.c  # type: ignore[attr-defined]
_ROLL = RollMember.__table__.c  # type: ignore[attr-defined]


_MEMBERS = (
    select(
        *(_ROLL.member_key, _ROLL.organisation_id, _ROLL.district_id, _ROLL.unit_id),
        *(_ROLL.exempt, _ROLL.division, _ROLL.category),
    )
    .where(_ROLL.contest_id == bindparam("contest"))
    .order_by(_ROLL.place)
)
_STRETCH = (
    _ENTRY.contest_id == bindparam("contest"),
    _ENTRY.seq > bindparam("after"),
    _ENTRY.seq <= bindparam("upto"),
)
_OTHERS = select(_ENTRY.seq, _ENTRY.kind).where(*_STRETCH, _ENTRY.kind != "result").order_by(_ENTRY.seq)
_RESULTS = (
    select(
        *(_ENTRY.member_key, _ENTRY.attempt, _ENTRY.score, _ENTRY.duration_ms),
        *(_ENTRY.at, _ENTRY.wrong, _ENTRY.organisation_id),
    )
    .where(*_STRETCH)
    .order_by(_ENTRY.seq)
)


def others(session: Session, contest_id: int, *, after: int, upto: int) -> list[tuple[int, str]]:
    """``(seq, kind)`` of the entries that are no results, in order; through an index of their own."""
    return list(_tuples(session, _OTHERS, {"contest": contest_id, "after": after, "upto": upto}))


def results(session: Session, contest_id: int, *, after: int, upto: int) -> Iterable[Result]:
    """The entries of a stretch in which all are results, in order. Read as they are taken: a million rows pass here."""
    return _tuples(session, _RESULTS, {"contest": contest_id, "after": after, "upto": upto})


def _tuples(session: Session, query: Select[Any], facts: Mapping[str, int]) -> Iterable[Any]:
    """The driver's own tuples: columns of integers and texts need no conversion, and nothing else is twice as fast."""
    return cast("Iterable[Any]", session.connection().execute(query, facts).cursor)


def read_roll(session: Session, contest_id: int) -> Roll:
    """The contest roll and tree; they never change after opening."""
    rows = cast("Iterable[OnRoll]", _tuples(session, _MEMBERS, {"contest": contest_id}))
    return Roll(rows, read_tree(session, contest_id))


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
