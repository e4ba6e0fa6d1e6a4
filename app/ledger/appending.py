"""The only way into a chain. Entries wait in the writer's journal and are numbered together, head lock last."""

from collections.abc import Iterable

from sqlmodel import Session

from app.core.plain import Plain, Statement
from app.core.writer import journal
from app.ledger.chain import GENESIS, TYPED, Entry, link, payload
from app.ledger.models import LedgerHead


def begin_chain(session: Session, contest_id: int, *, rehearsal: bool = False) -> None:
    """Start the empty chain of a new contest."""
    session.add(LedgerHead(contest_id=contest_id, seq=0, hash=GENESIS, rehearsal=rehearsal))
    session.flush()


def append(here: Session | Plain, contest_id: int, entry: Entry) -> Entry:
    """Promise an entry. Its ``seq`` and ``hash`` stand when the use case's outcome is delivered, not before."""
    journal(here).defer(_seal, (contest_id, entry))
    return entry


def _seal(here: Plain, promised: list[tuple[int, Entry]]) -> None:
    by_contest: dict[int, list[Entry]] = {}
    for contest_id, entry in promised:
        by_contest.setdefault(contest_id, []).append(entry)
    for contest_id in sorted(by_contest):
        _extend(here, contest_id, by_contest[contest_id])


def _extend(here: Plain, contest_id: int, entries: Iterable[Entry]) -> None:
    ((seq, previous),) = here.rows(HEAD, contest=contest_id)
    rows = []
    for entry in entries:
        seq += 1
        entry.seq = seq
        text = payload(contest_id, seq, entry)
        entry.hash = link(previous, text)
        row = {name: getattr(entry, name) for name in ("seq", "kind", "at", *TYPED, "hash")}
        rows.append({"contest_id": contest_id, **row, "payload": text, "previous": previous})
        previous = entry.hash
    here.run_each(INSERT, rows)
    here.run(MOVE, contest=contest_id, seq=seq, hash=previous)


_COLUMNS = ("contest_id", "seq", "kind", "at", *TYPED, "payload", "previous", "hash")
_HEAD = "SELECT seq, hash FROM ledger_head WHERE contest_id = "
_INSERT = f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) VALUES "  # noqa: S608
HEAD = Statement(_HEAD + ":contest", _HEAD + "%(contest)s FOR UPDATE")
INSERT = Statement(
    f"{_INSERT}({', '.join(f':{name}' for name in _COLUMNS)})",
    f"{_INSERT}({', '.join(f'%({name})s' for name in _COLUMNS)})",
)
MOVE = Statement(
    "UPDATE ledger_head SET seq = :seq, hash = :hash WHERE contest_id = :contest",
    "UPDATE ledger_head SET seq = %(seq)s, hash = %(hash)s WHERE contest_id = %(contest)s",
)
