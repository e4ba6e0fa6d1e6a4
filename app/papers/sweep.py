"""The absent: papers that time has run out on are handed in by the server, once, by whichever process is first."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.canonical import compact_json
from app.core.clock import SECOND
from app.core.plain import Statement, plain
from app.papers.book import Book
from app.papers.closing import Closing, Locked, close_papers
from app.papers.models import ClosedBy, Paper, PaperState

WAIT = 3 * SECOND
"""Beyond deadline and grace, so that an answer received in time and still queued is written first."""
MOST = 64


def contests_due(session: Session, now: int) -> list[int]:
    """The contests that have a paper to hand in."""
    return list(
        session.execute(
            select(col(Paper.contest_id))
            .where(col(Paper.state) == PaperState.OPEN, col(Paper.due) < now - WAIT)
            .distinct()
        ).scalars()
    )


def sweep(session: Session, books: dict[int, Book], *, now: int, most: int = MOST) -> int:
    """Hand in at most ``most`` papers of these contests; returns how many. ``handed_in`` is the deadline."""
    here = plain(session)
    found = here.rows(DUE, before=now - WAIT, contests=compact_json(sorted(books)), most=most)
    closings = [Closing(paper, ClosedBy.TIME, paper.deadline) for paper in map(Locked._make, found)]
    return sum(entry is not None for entry in close_papers(here, books, closings)) if closings else 0


_DUE = f"SELECT {', '.join(Locked._fields)} FROM paper WHERE state = 'open' AND due < {{}}"  # noqa: S608
_AMONG = " AND contest_id IN (SELECT {}) ORDER BY id LIMIT {}"
DUE = Statement(
    _DUE.format(":before") + _AMONG.format("value FROM json_each(:contests)", ":most"),
    _DUE.format("%(before)s")
    + _AMONG.format("value::bigint FROM jsonb_array_elements_text(CAST(%(contests)s AS jsonb))", "%(most)s")
    + " FOR UPDATE SKIP LOCKED",
)
