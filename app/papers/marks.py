"""What the chain says of papers now: the newest mark of each, and whether it is annulled."""

import json
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.ledger.chain import Entry
from app.ledger.models import LedgerEntry
from app.organisations.models import Member
from app.papers.models import Paper

KINDS = ("result", "late_admitted", "annulled", "restored")


@dataclass(frozen=True)
class PaperMark:
    """One paper's standing. ``facts`` are of the entry that marked it last; ``seq`` is of the newest ruling."""

    paper_key: str
    attempt: int
    seq: int
    at: int
    """When it was handed in."""
    hash: bytes
    """Of the result entry: the receipt is made of it."""
    score: int
    wrong: int | None
    duration_ms: int
    items: int
    by: str
    facts: dict[str, Any] = field(default_factory=dict)
    admitted: tuple[int, ...] = ()
    """The items whose late answers count by a ruling."""
    annulled: bool = False


def marks(session: Session, contest_id: int, member_key: str) -> list[PaperMark]:
    """A member's papers in the order they were handed in, annulled ones and those confirmed as the member's too."""
    mine = _entries(session, contest_id, [member_key])
    confirmed = [json.loads(row.payload) for row in mine if row.kind == "provisional_confirmed"]
    if not confirmed:
        return _fold(mine)
    attempts = {paper: number for facts in confirmed for paper, number in facts["attempts"].items()}
    rows = _entries(session, contest_id, [member_key, *(facts["provisional"] for facts in confirmed)])
    return [replace(one, attempt=attempts.get(one.paper_key, one.attempt)) for one in _fold(rows)]


def mark_of(session: Session, paper: Paper) -> PaperMark | None:
    """How one closed paper stands. Of a provisional one the result has the stranger's key, a ruling perhaps the
    member's."""
    keys = [paper.member_key]
    if paper.provisional:
        keys.append(owner_key(session, paper))
    rows = [row for row in _entries(session, paper.contest_id, keys) if row.paper_key == paper.key]
    return next(iter(_fold(rows)), None)


def owner_key(session: Session, paper: Paper) -> str:
    """The key of whose paper it is now: after a confirmation the member's, not the stranger's it was drawn for."""
    if not paper.provisional:
        return paper.member_key
    key: str = session.execute(select(col(Member.key)).where(col(Member.id) == paper.member_id)).scalar_one()
    return key


def best(marks_: list[PaperMark]) -> int | None:
    """The best score of those that count, in hundredths."""
    return max((one.score for one in marks_ if not one.annulled), default=None)


def _entries(session: Session, contest_id: int, member_keys: list[str]) -> list[LedgerEntry]:
    query = select(LedgerEntry).where(
        col(LedgerEntry.contest_id) == contest_id, col(LedgerEntry.member_key).in_(member_keys)
    )
    return list(session.execute(query.order_by(col(LedgerEntry.seq))).scalars())


def _fold(rows: list[LedgerEntry]) -> list[PaperMark]:
    found: dict[str, PaperMark] = {}
    for row in rows:
        if row.kind == "result":
            found[row.paper_key or ""] = _first(row)
        elif row.kind in KINDS and row.paper_key in found:
            found[row.paper_key] = _then(found[row.paper_key], row)
    return list(found.values())


def _first(row: LedgerEntry) -> PaperMark:
    return _marked(row, json.loads(row.payload))


def mark_of_entry(entry: Entry) -> PaperMark:
    """The mark that a new result entry gives its paper."""
    return _marked(entry, entry.facts)


def _marked(row: LedgerEntry | Entry, facts: dict[str, Any]) -> PaperMark:
    return PaperMark(
        paper_key=row.paper_key or "",
        attempt=row.attempt or 0,
        seq=row.seq,
        at=row.at,
        hash=row.hash,
        score=row.score or 0,
        wrong=row.wrong,
        duration_ms=row.duration_ms or 0,
        items=facts["items"],
        by=facts["by"],
        facts=facts,
    )


def _then(mark: PaperMark, row: LedgerEntry) -> PaperMark:
    if row.kind != "late_admitted":
        return replace(mark, seq=row.seq, annulled=row.kind == "annulled")
    facts = json.loads(row.payload)
    return replace(
        mark,
        seq=row.seq,
        score=row.score or 0,
        wrong=row.wrong,
        duration_ms=row.duration_ms or 0,
        facts=facts,
        admitted=tuple(sorted({*mark.admitted, *facts["items"]})),
    )
