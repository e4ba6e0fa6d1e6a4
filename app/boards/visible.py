"""What an audience may see of a chain: the only way to a fold.

The public's cut stops at the last ``frozen`` entry until ``unfrozen`` or ``finalised`` follows;
organisers see the head.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session, col

from app.ledger.chain import GENESIS
from app.ledger.models import LedgerEntry
from app.ledger.tail import head

Audience = Literal["public", "organiser"]

FREEZE_KINDS = ("frozen", "unfrozen", "finalised")
EPOCH_KINDS = (*FREEZE_KINDS, "reopened")


@dataclass(frozen=True)
class Cut:
    """A place in a chain and what it says about itself; nothing of what comes after it."""

    seq: int
    at: int
    """The instant of the cut's own entry, ms UTC."""
    hash: bytes
    epoch: int
    """How many of frozen, unfrozen, finalised, reopened stand up to here."""
    frozen: bool
    final: bool


def cut(session: Session, contest_id: int, audience: Audience) -> Cut:
    """The newest place of the chain that the audience may see."""
    marks = _marks(session, contest_id)
    seq = head(session, contest_id).seq
    freezes = [mark for mark in marks if mark[1] in FREEZE_KINDS]
    if audience == "public" and freezes and freezes[-1][1] == "frozen":
        seq = freezes[-1][0]
    return _cut(session, contest_id, seq, marks)


def cut_at(session: Session, contest_id: int, seq: int) -> Cut:
    """A chosen place of the chain; for the office's own use (digests), never for an audience."""
    return _cut(session, contest_id, seq, _marks(session, contest_id))


def _marks(session: Session, contest_id: int) -> list[tuple[int, str]]:
    rows = session.execute(
        select(col(LedgerEntry.seq), col(LedgerEntry.kind))
        .where(
            col(LedgerEntry.contest_id) == contest_id,
            col(LedgerEntry.kind) != "result",
            col(LedgerEntry.kind).in_(EPOCH_KINDS),
        )
        .order_by(col(LedgerEntry.seq))
    )
    return [(seq, kind) for seq, kind in rows]


def _cut(session: Session, contest_id: int, seq: int, marks: list[tuple[int, str]]) -> Cut:
    past = [kind for at, kind in marks if at <= seq]
    found = session.execute(
        select(col(LedgerEntry.at), col(LedgerEntry.hash)).where(
            col(LedgerEntry.contest_id) == contest_id, col(LedgerEntry.seq) == seq
        )
    ).one_or_none()
    at, hash_ = found or (0, GENESIS)
    last = next((kind for kind in reversed(past) if kind in FREEZE_KINDS), "")
    return Cut(seq, at, hash_, len(past), frozen=last == "frozen", final="finalised" in past)
