"""What an audience may see of a chain: the only way to a fold.

The public's cut stops at the last ``frozen`` entry until ``unfrozen`` or ``finalised`` follows;
organisers see the head.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session

from app.ledger.chain import GENESIS
from app.ledger.models import LedgerEntry, LedgerHead

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


_ENTRY = LedgerEntry.__table__.c  # type: ignore[attr-defined]
_HEAD = LedgerHead.__table__.c  # type: ignore[attr-defined]
# Made once: a ticker asks them for every board that is watched, every second.
_MARKS = (
    select(_ENTRY.seq, _ENTRY.kind)
    .where(_ENTRY.contest_id == bindparam("contest"), _ENTRY.kind != "result", _ENTRY.kind.in_(EPOCH_KINDS))
    .order_by(_ENTRY.seq)
)
_PLACE = select(_ENTRY.seq, _ENTRY.at, _ENTRY.hash).where(_ENTRY.contest_id == bindparam("contest"))
_PLACE_AT = _PLACE.where(_ENTRY.seq == bindparam("seq"))
_NEWEST = _PLACE.join(LedgerHead, (_HEAD.contest_id == _ENTRY.contest_id) & (_HEAD.seq == _ENTRY.seq))


def cut(session: Session, contest_id: int, audience: Audience) -> Cut:
    """The newest place of the chain that the audience may see."""
    # The head first: a freeze that comes in between is among the marks then, and hides what is newer.
    newest = _place(session, _NEWEST, contest_id)
    marks = _marks(session, contest_id)
    freezes = [mark for mark in marks if mark[1] in FREEZE_KINDS]
    if audience == "public" and freezes and freezes[-1][1] == "frozen":
        return _cut(_place(session, _PLACE_AT, contest_id, freezes[-1][0]), marks)
    return _cut(newest, marks)


def cut_at(session: Session, contest_id: int, seq: int) -> Cut:
    """A chosen place of the chain; for the office's own use (digests), never for an audience."""
    return _cut(_place(session, _PLACE_AT, contest_id, seq), _marks(session, contest_id))


def _marks(session: Session, contest_id: int) -> list[tuple[int, str]]:
    return [(seq, kind) for seq, kind in session.execute(_MARKS, {"contest": contest_id})]


def _place(session: Session, asked: Select[Any], contest_id: int, seq: int = 0) -> tuple[int, int, bytes]:
    """Number, instant and hash of an entry; before the first there is nothing."""
    found = session.execute(asked, {"contest": contest_id, "seq": seq}).one_or_none()
    return (seq, 0, GENESIS) if found is None else (found.seq, found.at, found.hash)


def _cut(place: tuple[int, int, bytes], marks: list[tuple[int, str]]) -> Cut:
    seq, at, hash_ = place
    past = [kind for mark, kind in marks if mark <= seq]
    last = next((kind for kind in reversed(past) if kind in FREEZE_KINDS), "")
    return Cut(seq, at, hash_, len(past), frozen=last == "frozen", final="finalised" in past)
