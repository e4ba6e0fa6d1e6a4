"""Saving answers: many members' taps in one statement, durable before anybody is told.

The statement's own SQL checks that the paper is open, that the answer is in time, and the order of (lease, seq):
a newer lease beats any seq, an older lease may only fill items without an answer. The papers are locked first
(FOR SHARE on PostgreSQL), so that a hand-in, which locks FOR UPDATE, sees every answer acknowledged before it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from app.core.canonical import compact_json
from app.core.refusal import Refusal, malformed, not_found
from app.papers.answers import Given, Save, fits
from app.papers.refusals import closed, handed_in


class Stands(NamedTuple):
    """What the server now holds for one item."""

    value: str
    lease: int
    seq: int


class Saved(NamedTuple):
    stands: dict[int, Stands]
    elsewhere: bool
    """A newer device has the paper; what this one may fill was stored."""
    deadline: int


class _Locked(NamedTuple):
    id: int
    key: str
    state: str
    deadline: int
    due: int
    lease: int
    shape: str
    closed_by: str | None


def save(session: Session, saves: Sequence[Save]) -> list[Saved | Refusal]:
    """The bulk use case: one outcome a save, in order. Late answers become late evidence and are named."""
    papers = _lock(session, {one.paper_key for one in saves})
    outcomes: list[Saved | Refusal | None] = [_refuse(papers.get(one.paper_key), one) for one in saves]
    _keep_late(session, [(papers[one.paper_key], one) for one, no in zip(saves, outcomes, strict=True) if _is_late(no)])
    rows = _newest(papers, [one for one, refused in zip(saves, outcomes, strict=True) if refused is None])
    stands = _write(session, rows) if rows else {}
    return [refused or _saved(papers[one.paper_key], one, stands) for one, refused in zip(saves, outcomes, strict=True)]


def _lock(session: Session, keys: set[str]) -> dict[str, _Locked]:
    found = (
        session.execute(LOCK_SQLITE, {"keys": compact_json(sorted(keys))})
        if _on_sqlite(session)
        else session.execute(LOCK_POSTGRES, {"keys": sorted(keys)})
    )
    return {row.key: _Locked(*row) for row in found}


def _refuse(paper: _Locked | None, one: Save) -> Refusal | None:
    if paper is None:
        return not_found()
    shape = paper.shape.split()
    if not all(fits(shape, given) for given in one.answers):
        return malformed()
    if paper.closed_by == "member":
        return handed_in()
    if paper.state != "open" or one.received > paper.due:
        return closed(late=sorted({given.n for given in one.answers}))
    return None


def _is_late(refused: Any) -> bool:
    return isinstance(refused, Refusal) and refused.key == "paper.closed"


def _keep_late(session: Session, late: list[tuple[_Locked, Save]]) -> None:
    rows = [
        {"paper": paper.id, "n": n, "lease": one.lease, "seq": seq, "value": value, "received": one.received}
        for paper, one in late
        for n, value, seq in one.answers
    ]
    if rows:
        session.execute(KEEP_LATE, rows)


def _newest(papers: dict[str, _Locked], saves: Sequence[Save]) -> list[list[Any]]:
    """One row an item: the newest by (lease, seq) of what the batch brings."""
    best: dict[tuple[int, int], tuple[int, int, Given, int]] = {}
    for one in saves:
        paper = papers[one.paper_key].id
        for given in one.answers:
            there = best.get((paper, given.n))
            if there is None or (one.lease, given.seq) >= there[:2]:
                best[paper, given.n] = (one.lease, given.seq, given, one.received)
    return [[paper, n, given.value, lease, seq, received] for (paper, n), (lease, seq, given, received) in best.items()]


_PAPERS = "SELECT id, key, state, deadline, due, lease, shape, closed_by FROM paper WHERE key"
LOCK_SQLITE = text(f"{_PAPERS} IN (SELECT value FROM json_each(:keys))")  # noqa: S608
LOCK_POSTGRES = text(f"{_PAPERS} = ANY(:keys) ORDER BY id FOR SHARE")

_GUARD = """
 JOIN paper p ON p.id = {paper}
WHERE p.state = 'open' AND {received} <= p.due
  AND ({lease} = p.lease OR NOT EXISTS (SELECT 1 FROM answer a WHERE a.paper_id = p.id AND a.n = {n}))
ON CONFLICT (paper_id, n) DO UPDATE
   SET value = excluded.value, lease = excluded.lease, seq = excluded.seq, received = excluded.received
 WHERE excluded.lease > answer.lease OR (excluded.lease = answer.lease AND excluded.seq > answer.seq)
"""
_INSERT = "INSERT INTO answer (paper_id, n, value, lease, seq, received)\n"
_COLUMNS = ("paper", "n", "v", "lease", "seq", "received")
_PLACES = {name: f"json_extract(v.value, '$[{place}]')" for place, name in enumerate(_COLUMNS)}
_POSTGRES = "jsonb_to_recordset(CAST(:rows AS jsonb)) AS v(p bigint, n int, v text, l int, s bigint, r bigint)"

WRITE_SQLITE = text(
    f"{_INSERT}SELECT {', '.join(_PLACES.values())} FROM json_each(:rows) v" + _GUARD.format(**_PLACES)  # noqa: S608
)
WRITE_POSTGRES = text(
    f"{_INSERT}SELECT v.p, v.n, v.v, v.l, v.s, v.r FROM {_POSTGRES}"  # noqa: S608
    + _GUARD.format(paper="v.p", received="v.r", lease="v.l", n="v.n")
)
STANDS_SQLITE = text(
    "SELECT a.paper_id, a.n, a.value, a.lease, a.seq FROM json_each(:rows) v"
    " JOIN answer a ON a.paper_id = json_extract(v.value, '$[0]') AND a.n = json_extract(v.value, '$[1]')"
)
STANDS_POSTGRES = text(
    f"SELECT a.paper_id, a.n, a.value, a.lease, a.seq FROM {_POSTGRES} JOIN answer a ON a.paper_id = v.p AND a.n = v.n"  # noqa: S608
)


KEEP_LATE = text(
    "INSERT INTO late_answer (paper_id, n, lease, seq, value, received)"
    " VALUES (:paper, :n, :lease, :seq, :value, :received) ON CONFLICT DO NOTHING"
)


def _write(session: Session, rows: list[list[Any]]) -> dict[tuple[int, int], Stands]:
    if _on_sqlite(session):
        packed = {"rows": compact_json(rows)}
        session.execute(WRITE_SQLITE, packed)
        found = session.execute(STANDS_SQLITE, packed)
    else:
        packed = {"rows": compact_json([dict(zip("pnvlsr", row, strict=True)) for row in rows])}
        session.execute(WRITE_POSTGRES, packed)
        found = session.execute(STANDS_POSTGRES, packed)
    return {(row.paper_id, row.n): Stands(row.value, row.lease, row.seq) for row in found}


def _saved(paper: _Locked, one: Save, stands: dict[tuple[int, int], Stands]) -> Saved:
    ours = {given.n: stands[paper.id, given.n] for given in one.answers if (paper.id, given.n) in stands}
    return Saved(ours, one.lease < paper.lease, paper.deadline)


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
