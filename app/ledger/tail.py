"""Reading a chain. ``seq > last ORDER BY seq`` is complete, because numbers are given in commit order."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.ledger.chain import GENESIS
from app.ledger.models import LedgerEntry, LedgerHead


class Head(NamedTuple):
    seq: int
    hash: bytes


def head(session: Session, contest_id: int) -> Head:
    row = session.execute(
        select(col(LedgerHead.seq), col(LedgerHead.hash)).where(col(LedgerHead.contest_id) == contest_id)
    ).one_or_none()
    return Head(*row) if row else Head(0, GENESIS)


def chains(session: Session) -> Sequence[int]:
    """The contests whose chain has begun to move."""
    return session.execute(select(LedgerHead.contest_id).where(col(LedgerHead.seq) > 0)).scalars().all()  # type: ignore[call-overload]


def tail(
    session: Session, contest_id: int, *, after: int, upto: int | None = None, limit: int = 10_000
) -> Sequence[LedgerEntry]:
    """Entries with ``after < seq ≤ upto`` in order, at most ``limit`` of them."""
    query = select(LedgerEntry).where(col(LedgerEntry.contest_id) == contest_id, col(LedgerEntry.seq) > after)
    if upto is not None:
        query = query.where(col(LedgerEntry.seq) <= upto)
    return session.execute(query.order_by(col(LedgerEntry.seq)).limit(limit)).scalars().all()


def result_of(session: Session, contest_id: int, paper_key: str) -> LedgerEntry | None:
    """The one result entry of a paper."""
    return session.execute(
        select(LedgerEntry).where(
            col(LedgerEntry.contest_id) == contest_id,
            col(LedgerEntry.paper_key) == paper_key,
            col(LedgerEntry.kind) == "result",
        )
    ).scalar_one_or_none()
