"""The only way into a chain. Entries wait in the writer's journal and are numbered together, head lock last."""

from collections.abc import Iterable

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.core.writer import journal
from app.ledger.chain import GENESIS, TYPED, Entry, link, payload
from app.ledger.models import LedgerEntry, LedgerHead


def begin_chain(session: Session, contest_id: int, *, rehearsal: bool = False) -> None:
    """Start the empty chain of a new contest."""
    session.add(LedgerHead(contest_id=contest_id, seq=0, hash=GENESIS, rehearsal=rehearsal))
    session.flush()


def append(session: Session, contest_id: int, entry: Entry) -> Entry:
    """Promise an entry. Its ``seq`` and ``hash`` stand when the use case's outcome is delivered, not before."""
    journal(session).defer(_seal, (contest_id, entry))
    return entry


def _seal(session: Session, promised: list[tuple[int, Entry]]) -> None:
    by_contest: dict[int, list[Entry]] = {}
    for contest_id, entry in promised:
        by_contest.setdefault(contest_id, []).append(entry)
    for contest_id in sorted(by_contest):
        _extend(session, contest_id, by_contest[contest_id])


def _extend(session: Session, contest_id: int, entries: Iterable[Entry]) -> None:
    head = select(col(LedgerHead.seq), col(LedgerHead.hash)).where(col(LedgerHead.contest_id) == contest_id)
    seq, previous = session.execute(head.with_for_update()).one()
    rows = []
    for entry in entries:
        seq += 1
        entry.seq = seq
        text = payload(contest_id, seq, entry)
        entry.hash = link(previous, text)
        typed = {name: getattr(entry, name) for name in TYPED}
        rows.append(
            {
                "contest_id": contest_id,
                "seq": seq,
                "kind": entry.kind,
                "at": entry.at,
                **typed,
                "payload": text,
                "previous": previous,
                "hash": entry.hash,
            }
        )
        previous = entry.hash
    session.execute(insert(LedgerEntry), rows)
    session.execute(update(LedgerHead).where(col(LedgerHead.contest_id) == contest_id).values(seq=seq, hash=previous))
