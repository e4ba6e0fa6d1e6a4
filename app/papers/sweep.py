"""The absent: papers that time has run out on are handed in by the server, once, by whichever process is first."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.clock import SECOND
from app.papers.book import Book
from app.papers.closing import close_paper
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
    papers = session.execute(
        select(Paper)
        .where(
            col(Paper.state) == PaperState.OPEN,
            col(Paper.due) < now - WAIT,
            col(Paper.contest_id).in_(sorted(books)),
        )
        .order_by(col(Paper.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).scalars()
    entries = [
        close_paper(session, books[paper.contest_id], paper, by=ClosedBy.TIME, received=paper.deadline)
        for paper in papers
    ]
    return sum(entry is not None for entry in entries)
