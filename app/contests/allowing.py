"""What one person is granted beyond the rules: more time, further attempts. Each grant is an entry."""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import BigInteger, Integer, column, select, table, update
from sqlmodel import Session, col

from app.contests import refusals
from app.contests.membership import membership
from app.contests.models import Allowance, Contest, ContestState, Sitting
from app.contests.rules import Rules, from_text
from app.core.clock import SECOND
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.organisations.models import Member, Organisation

MOST_PERCENT = 400
MOST_ATTEMPTS = 20

# Papers live a floor above: no import, one table name, as in ``sittings``.
_PAPER = table(
    "paper",
    column("id", BigInteger),
    column("contest_id", BigInteger),
    column("member_key"),
    column("sitting_id", BigInteger),
    column("state"),
    column("started", BigInteger),
    column("deadline", BigInteger),
    column("due", BigInteger),
    column("lease", Integer),
)


class Reason(StrEnum):
    """Why something is granted or admitted: codes, never free text."""

    NETWORK = "network"
    POWER = "power"
    ORGANISER = "organiser"


class Granted(NamedTuple):
    """What stands for somebody: percent of the rules' limit, and further attempts."""

    time_percent: int = 100
    attempts: int = 0


def granted(session: Session, contest_id: int, member_key: str) -> Granted:
    found = session.execute(
        select(col(Allowance.time_percent), col(Allowance.attempts)).where(
            col(Allowance.contest_id) == contest_id, col(Allowance.member_key) == member_key
        )
    ).one_or_none()
    return Granted(*found) if found is not None else Granted()


class Grant(NamedTuple):
    """One row of the organiser's list."""

    name: str
    organisation: str
    time_percent: int
    attempts: int


def grants(session: Session, contest_id: int) -> list[Grant]:
    """Who was granted something, by organisation and name. For organisers alone."""
    rows = session.execute(
        select(col(Member.name), col(Organisation.short_name), col(Allowance.time_percent), col(Allowance.attempts))
        .join(Member, col(Member.key) == col(Allowance.member_key))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(Allowance.contest_id) == contest_id)
        .order_by(col(Organisation.sort_key), col(Member.name))
    )
    return [Grant(*row) for row in rows]


def deadline(rules: Rules, started: int, closes: int, percent: int = 100) -> int:
    """min(start + limit × the person's extra time, close of the sitting), ms UTC."""
    if rules.limit_s is None:
        return closes
    return min(started + rules.limit_s * SECOND * percent // 100, closes)


def allow_time(session: Session, contest_id: int, member_key: str, percent: int, *, now: int) -> Entry:
    """``percent`` (100–400) of the limit for this person, also in a paper that is open now; appends ``extra_time``."""
    rules = _running(session, contest_id, member_key)
    if rules.limit_s is None:
        raise refusals.untimed()
    _allowance(session, contest_id, member_key).time_percent = percent
    session.flush()
    _move_deadline(session, rules, contest_id, member_key, percent, now)
    return append(session, contest_id, Entry("extra_time", now, member_key=member_key, facts={"percent": percent}))


def allow_attempts(
    session: Session, contest_id: int, member_key: str, attempts: int, *, reason: Reason = Reason.ORGANISER, now: int
) -> Entry:
    """So many further attempts in the main sitting, also beyond those of a day.

    Appends ``extra_attempt`` with all that are granted by now.
    """
    rules = _running(session, contest_id, member_key)
    if rules.attempts is None and rules.attempts_per_day is None:
        raise refusals.unlimited()
    allowance = _allowance(session, contest_id, member_key)
    allowance.attempts = min(allowance.attempts + attempts, MOST_ATTEMPTS)
    session.flush()
    facts = {"attempts": allowance.attempts, "reason": reason.value}
    return append(session, contest_id, Entry("extra_attempt", now, member_key=member_key, facts=facts))


def _running(session: Session, contest_id: int, member_key: str) -> Rules:
    """The rules of a contest that is neither a draft nor settled; locked, so that no start comes in between."""
    contest = session.execute(
        select(Contest).where(col(Contest.id) == contest_id).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()
    if contest.state not in (ContestState.OPENED, ContestState.CLOSED):
        raise refusals.not_running(slug=contest.slug)
    stands = membership(session, contest_id, member_key)
    if stands is None or stands.left:
        raise refusals.no_member()
    return from_text(contest.rules)


def _allowance(session: Session, contest_id: int, member_key: str) -> Allowance:
    found = session.get(Allowance, (contest_id, member_key), populate_existing=True)
    if found is None:
        found = Allowance(contest_id=contest_id, member_key=member_key)
        session.add(found)
    return found


def _move_deadline(session: Session, rules: Rules, contest_id: int, member_key: str, percent: int, now: int) -> None:
    """Of a paper that is still being answered: only to later, and never past the sitting's close."""
    paper = session.execute(
        select(_PAPER)
        .where(
            _PAPER.c.contest_id == contest_id,
            _PAPER.c.member_key == member_key,
            _PAPER.c.state == "open",
            _PAPER.c.due >= now,
        )
        .with_for_update()
    ).one_or_none()
    if paper is None:
        return
    closes = session.execute(select(col(Sitting.closes)).where(col(Sitting.id) == paper.sitting_id)).scalar_one()
    moved = max(deadline(rules, paper.started, closes, percent), paper.deadline)
    session.execute(
        update(_PAPER)
        .where(_PAPER.c.id == paper.id, _PAPER.c.state == "open")
        .values(deadline=moved, due=moved + paper.due - paper.deadline)
    )
