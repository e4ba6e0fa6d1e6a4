"""How far a contest has come, counted from the papers and the contest roll. For organisers, not for boards."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.contests.models import RollMember
from app.papers.models import Paper, PaperState


@dataclass(frozen=True)
class Counts:
    roll: int
    """Everybody on the contest roll."""
    exempt: int
    participated: int
    """Members who are not exempt and have handed in at least once."""
    answering: int
    """Papers that are open now."""
    handed_in: int
    """Papers handed in since an instant."""

    @property
    def expected(self) -> int:
        """应参: the roll without the exempt."""
        return self.roll - self.exempt


def counts(session: Session, contest_id: int, *, since: int) -> Counts:
    """The counts of an opened contest; all 0 before it opens. ``since`` is an instant (ms UTC)."""
    on_roll = select(func.count()).select_from(RollMember).where(col(RollMember.contest_id) == contest_id)
    of_contest = select(func.count()).select_from(Paper).where(col(Paper.contest_id) == contest_id)
    return Counts(
        roll=session.execute(on_roll).scalar_one(),
        exempt=session.execute(on_roll.where(col(RollMember.exempt).is_(True))).scalar_one(),
        participated=_participated(session, contest_id),
        answering=session.execute(of_contest.where(col(Paper.state) == PaperState.OPEN)).scalar_one(),
        handed_in=session.execute(of_contest.where(col(Paper.handed_in) >= since)).scalar_one(),
    )


def _participated(session: Session, contest_id: int) -> int:
    people: int = session.execute(
        select(func.count(func.distinct(col(Paper.member_key))))
        .join(
            RollMember,
            (col(RollMember.contest_id) == col(Paper.contest_id))
            & (col(RollMember.member_key) == col(Paper.member_key)),
        )
        .where(
            col(Paper.contest_id) == contest_id,
            col(Paper.state) == PaperState.CLOSED,
            col(RollMember.exempt).is_(False),
        )
    ).scalar_one()
    return people
