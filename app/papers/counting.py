"""How far a contest has come, counted from the papers and the contest roll. For organisers, not for boards."""

from dataclasses import dataclass

from sqlalchemy import Subquery, func, select
from sqlmodel import Session, col

from app.contests.models import RollMember, RollNow
from app.organisations.models import Member
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
    """The counts of an opened contest as its roll stands now; all 0 before it opens. ``since``: an instant (ms UTC)."""
    now = on_roll(contest_id)
    of_contest = select(func.count()).select_from(Paper).where(col(Paper.contest_id) == contest_id)
    return Counts(
        roll=session.execute(select(func.count()).select_from(now)).scalar_one(),
        exempt=session.execute(select(func.count()).select_from(now).where(now.c.exempt.is_(True))).scalar_one(),
        participated=_participated(session, contest_id),
        answering=session.execute(of_contest.where(col(Paper.state) == PaperState.OPEN)).scalar_one(),
        handed_in=session.execute(of_contest.where(col(Paper.handed_in) >= since)).scalar_one(),
    )


@dataclass(frozen=True)
class TakingPart:
    """人数 and 人次: how many people have handed in, and how many papers that count they have handed in."""

    persons: int
    person_times: int


def taking_part(session: Session, contest_id: int) -> TakingPart:
    """Of everybody who is or was on the contest's roll, the exempt too; annulled papers and such of people whom the
    roll does not know are left out."""
    known = select(col(RollMember.member_key)).where(col(RollMember.contest_id) == contest_id)
    joined = select(col(RollNow.member_key)).where(col(RollNow.contest_id) == contest_id)
    row = session.execute(
        select(func.count(func.distinct(col(Paper.member_id))), func.count())
        .select_from(Paper)
        .join(Member, col(Member.id) == col(Paper.member_id))
        .where(
            col(Paper.contest_id) == contest_id,
            col(Paper.state) == PaperState.CLOSED,
            col(Paper.annulled).is_(False),
            col(Member.key).in_(known.union(joined)),
        )
    ).one()
    return TakingPart(*row)


def on_roll(contest_id: int) -> Subquery:
    """``member_key`` and ``exempt`` of everybody on a contest's roll now: what changed since the opening counts."""
    changed = select(col(RollNow.member_key)).where(
        col(RollNow.contest_id) == contest_id, col(RollNow.member_key) == col(RollMember.member_key)
    )
    opened = select(col(RollMember.member_key), col(RollMember.exempt)).where(
        col(RollMember.contest_id) == contest_id, ~changed.exists()
    )
    now = select(col(RollNow.member_key), col(RollNow.exempt)).where(
        col(RollNow.contest_id) == contest_id, ~col(RollNow.left)
    )
    return opened.union_all(now).subquery("on_roll")


def _participated(session: Session, contest_id: int) -> int:
    """Papers count for whom they belong to: a confirmed one for the member, an unconfirmed one for nobody."""
    now = on_roll(contest_id)
    people: int = session.execute(
        select(func.count(func.distinct(col(Paper.member_id))))
        .join(Member, col(Member.id) == col(Paper.member_id))
        .join(now, now.c.member_key == col(Member.key))
        .where(col(Paper.contest_id) == contest_id, col(Paper.state) == PaperState.CLOSED, now.c.exempt.is_(False))
    ).scalar_one()
    return people
