"""Saving answers: many members' taps in one statement, durable before anybody is told.

The statement's own SQL checks that the paper is open, that the answer is in time, and the order of (lease, seq):
a newer lease beats any seq, an older lease may only fill items without an answer. The papers are locked first
(FOR SHARE on PostgreSQL), so that a hand-in, which locks FOR UPDATE, sees every answer acknowledged before it.
"""

from collections.abc import Sequence
from json import JSONEncoder
from typing import Any, NamedTuple

from app.core.plain import Plain, Statement
from app.core.refusal import Refusal, malformed, not_found
from app.core.writer import bulk
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


@bulk()
def save(here: Plain, saves: Sequence[Save]) -> list[Saved | Refusal]:
    """The bulk use case: one outcome a save, in order. Late answers become late evidence and are named."""
    papers = _lock(here, {one.paper_key for one in saves})
    outcomes: list[Saved | Refusal | None] = [_refuse(papers.get(one.paper_key), one) for one in saves]
    _keep_late(here, [(papers[one.paper_key], one) for one, no in zip(saves, outcomes, strict=True) if _is_late(no)])
    rows = _newest(papers, [one for one, refused in zip(saves, outcomes, strict=True) if refused is None])
    stands = _write(here, rows) if rows else {}
    return [refused or _saved(papers[one.paper_key], one, stands) for one, refused in zip(saves, outcomes, strict=True)]


def _lock(here: Plain, keys: set[str]) -> dict[str, _Locked]:
    asked = _packed(sorted(keys)) if here.on_sqlite else sorted(keys)
    return {row[1]: _Locked(*row) for row in here.rows(LOCK, keys=asked)}


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


def _keep_late(here: Plain, late: list[tuple[_Locked, Save]]) -> None:
    rows = [
        {"paper": paper.id, "n": n, "lease": one.lease, "seq": seq, "value": value, "received": one.received}
        for paper, one in late
        for n, value, seq in one.answers
    ]
    if rows:
        here.run_each(KEEP_LATE, rows)


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


_packed = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PAPERS = "SELECT id, key, state, deadline, due, lease, shape, closed_by FROM paper WHERE key"
LOCK = Statement(
    f"{_PAPERS} IN (SELECT value FROM json_each(:keys))",  # noqa: S608
    f"{_PAPERS} = ANY(%(keys)s) ORDER BY id FOR SHARE",
)

# A lease beyond the paper's was given before the data were restored from a backup: it is the newest all the same.
_GUARD = """
 JOIN paper p ON p.id = {paper}
WHERE p.state = 'open' AND {received} <= p.due
  AND ({lease} >= p.lease OR NOT EXISTS (SELECT 1 FROM answer a WHERE a.paper_id = p.id AND a.n = {n}))
ON CONFLICT (paper_id, n) DO UPDATE
   SET value = excluded.value, lease = excluded.lease, seq = excluded.seq, received = excluded.received
 WHERE excluded.lease > answer.lease OR (excluded.lease = answer.lease AND excluded.seq > answer.seq)
RETURNING paper_id, n, value, lease, seq
"""
_INSERT = "INSERT INTO answer (paper_id, n, value, lease, seq, received)\n"
_COLUMNS = ("paper", "n", "v", "lease", "seq", "received")
_PLACES = {name: f"json_extract(v.value, '$[{place}]')" for place, name in enumerate(_COLUMNS)}
_POSTGRES = "jsonb_to_recordset(CAST(%(rows)s AS jsonb)) AS v(p bigint, n int, v text, l int, s bigint, r bigint)"

WRITE = Statement(
    f"{_INSERT}SELECT {', '.join(_PLACES.values())} FROM json_each(:rows) v" + _GUARD.format(**_PLACES),  # noqa: S608
    f"{_INSERT}SELECT v.p, v.n, v.v, v.l, v.s, v.r FROM {_POSTGRES}"  # noqa: S608
    + _GUARD.format(paper="v.p", received="v.r", lease="v.l", n="v.n"),
)
STANDS = Statement(
    "SELECT a.paper_id, a.n, a.value, a.lease, a.seq FROM json_each(:rows) v"
    " JOIN answer a ON a.paper_id = json_extract(v.value, '$[0]') AND a.n = json_extract(v.value, '$[1]')",
    f"SELECT a.paper_id, a.n, a.value, a.lease, a.seq FROM {_POSTGRES} JOIN answer a ON a.paper_id = v.p AND a.n = v.n",  # noqa: S608
)
_LATE = "INSERT INTO late_answer (paper_id, n, lease, seq, value, received) VALUES ({}) ON CONFLICT DO NOTHING"
KEEP_LATE = Statement(
    _LATE.format(":paper, :n, :lease, :seq, :value, :received"),
    _LATE.format("%(paper)s, %(n)s, %(lease)s, %(seq)s, %(value)s, %(received)s"),
)


def _write(here: Plain, rows: list[list[Any]]) -> dict[tuple[int, int], Stands]:
    """Write what the guards let through; what stands is read only for items where something else stands."""
    found = {(row[0], row[1]): Stands(*row[2:]) for row in here.rows(WRITE, rows=_for(here, rows))}
    if len(found) < len(rows):
        others = [row for row in rows if (row[0], row[1]) not in found]
        found |= {(row[0], row[1]): Stands(*row[2:]) for row in here.rows(STANDS, rows=_for(here, others))}
    return found


def _for(here: Plain, rows: list[list[Any]]) -> str:
    return _packed(rows if here.on_sqlite else [dict(zip("pnvlsr", row, strict=True)) for row in rows])


def _saved(paper: _Locked, one: Save, stands: dict[tuple[int, int], Stands]) -> Saved:
    ours = {given.n: stands[paper.id, given.n] for given in one.answers if (paper.id, given.n) in stands}
    newest = max((stand.lease for stand in ours.values()), default=0)
    return Saved(ours, one.lease < max(paper.lease, newest), paper.deadline)
