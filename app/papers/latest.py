"""The newest instant that anything was stored at: what a clock must not stand behind."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.ledger.models import LedgerEntry
from app.papers.models import Answer, Paper, PaperState
from app.signin.models import SignedIn


def newest_instant(session: Session) -> int:
    """ms UTC; 0 in an empty database. Looks at what is written most often: sessions, papers, answers, entries."""
    open_papers = select(col(Paper.id)).where(col(Paper.state) == PaperState.OPEN)
    found = [
        session.execute(select(func.max(col(SignedIn.seen)))).scalar_one(),
        session.execute(select(func.max(col(Paper.started)))).scalar_one(),
        session.execute(select(func.max(col(LedgerEntry.at)))).scalar_one(),
        session.execute(
            select(func.max(col(Answer.received))).where(col(Answer.paper_id).in_(open_papers))
        ).scalar_one(),
    ]
    return max(instant or 0 for instant in found)


def timed_papers_open(session: Session) -> bool:
    """Whether somebody is sitting a paper now: a clock that steps would move a deadline."""
    open_one = select(col(Paper.id)).where(col(Paper.state) == PaperState.OPEN).limit(1)
    return session.execute(open_one).first() is not None
