"""Starting an attempt, or taking the open one to another device."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from anyio import to_thread
from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests.asking import hold_open
from app.contests.finding import ContestView
from app.contests.membership import membership
from app.contests.models import Contest, Sitting
from app.contests.phases import Phase, phase
from app.contests.refusals import closed_since, not_on_roll, not_open_until, only_for
from app.contests.sittings import seed
from app.core.canonical import compact_json
from app.core.clock import SECOND, instant, local
from app.core.house import House
from app.core.refusal import not_found
from app.core.secret import new_key
from app.core.writer import Again
from app.papers.book import Book, book, shape_of
from app.papers.closing import close_paper
from app.papers.drawing import draw
from app.papers.models import ClosedBy, Paper, PaperState
from app.papers.refusals import attempts_used, attempts_used_today, clock_behind, handed_in
from app.signin.sessions import SignedMember


class Stale(Again):
    """Another device was faster: prepare again, the open paper is there now."""


@dataclass(frozen=True)
class Prepared:
    """A paper drawn before it is queued, for the attempt that was next when it was drawn."""

    book: Book
    member_id: int
    member_key: str
    category: str
    provisional: bool
    attempt: int
    items: str
    shape: str
    sitting_id: int
    zone: ZoneInfo
    only: str | None
    """Where set: take over this paper and start no other."""
    today: tuple[int, int]
    """The local day of the start as instants: attempts a day count by it."""


@dataclass(frozen=True)
class Started:
    paper: Paper
    new: bool


async def start(house: House, view: ContestView, member: SignedMember, now: int, *, only: str | None = None) -> Started:
    """Start the next attempt or return the open one with a new lease; durable when it returns.

    ``only``: the paper that a page shows and wants to take over; no other is started (``paper.handed_in``).
    Refusals: ``contest.not_open``, ``contest.closed``, ``contest.not_yours``, ``attempts.used``.
    """
    while True:
        prepared = replace(await to_thread.run_sync(_prepare_reading, house, view, member, now), only=only)
        try:
            return await house.writer.write(start_attempt, prepared, now=now)
        except Stale:
            continue


def _prepare_reading(house: House, view: ContestView, member: SignedMember, now: int) -> Prepared:
    with house.database.reading() as session:
        return prepare(house, session, view, member, now)


def prepare(house: House, session: Session, view: ContestView, member: SignedMember, now: int) -> Prepared:
    """Draw the next attempt's paper from the sitting that is open now, outside the writer."""
    if house.clock.doubtful:
        raise clock_behind()
    check_open(view.state, [(one.opens, one.closes) for one in view.sittings], now, house.settings.zone)
    current = next(one for one in view.sittings if one.opens <= now < one.closes)
    ours = book(house, session, view)
    attempt = 1 + session.execute(_count(view.id, member.id)).scalar_one()
    items = draw(
        seed(house.secret, session, current.id),
        member.key,
        attempt,
        ours.pools,
        shuffle_options=ours.rules.shuffle_options,
    )
    packed = compact_json([list(item) for item in items])
    return Prepared(
        book=ours,
        member_id=member.id,
        member_key=member.key,
        category=member.category,
        provisional=member.provisional,
        attempt=attempt,
        items=packed,
        shape=shape_of(ours, items),
        sitting_id=current.id,
        zone=house.settings.zone,
        only=None,
        today=day_of(now, house.settings.zone),
    )


def check_open(state: str, windows: list[tuple[int, int]], now: int, zone: ZoneInfo) -> None:
    """Refuse with the reason when no sitting is open."""
    phases = [phase(state, opens, closes, now) for opens, closes in windows]
    if Phase.OPEN in phases:
        return
    coming = [opens for (opens, _), one in zip(windows, phases, strict=True) if one is Phase.SCHEDULED]
    if coming:
        raise not_open_until(min(coming), zone)
    if not windows:
        raise not_found()
    raise closed_since(max(closes for _, closes in windows), zone)


def start_attempt(session: Session, prepared: Prepared, *, now: int) -> Started:
    """The use case: first come, first paper. A second start returns the first paper with a higher lease."""
    contest_id = prepared.book.contest_id
    state = session.execute(
        select(col(Contest.state)).where(col(Contest.id) == contest_id).with_for_update(read=True)
    ).scalar_one()
    opens, closes, published = session.execute(
        select(col(Sitting.opens), col(Sitting.closes), col(Sitting.seed_published))
        .where(col(Sitting.id) == prepared.sitting_id)
        .with_for_update(read=True)
    ).one()
    open_paper = _take_open(session, prepared, now)
    if prepared.only is not None and (open_paper is None or open_paper.key != prepared.only):
        raise handed_in()
    if open_paper is not None:
        return Started(open_paper, new=False)
    check_open("closed" if published else state, [(opens, closes)], now, prepared.zone)
    _check_roll(session, prepared)
    used = _check_attempts(session, prepared)
    if used + 1 != prepared.attempt:
        raise Stale
    paper = _new_paper(prepared, closes, now)
    session.add(paper)
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale from error
    return Started(paper, new=True)


def _new_paper(prepared: Prepared, closes: int, now: int) -> Paper:
    rules = prepared.book.rules
    deadline = closes if rules.limit_s is None else min(now + rules.limit_s * SECOND, closes)
    return Paper(
        key=new_key(),
        contest_id=prepared.book.contest_id,
        sitting_id=prepared.sitting_id,
        member_id=prepared.member_id,
        member_key=prepared.member_key,
        attempt=prepared.attempt,
        started=now,
        deadline=deadline,
        due=deadline + rules.grace_s * SECOND,
        lease=1,
        items=prepared.items,
        shape=prepared.shape,
        provisional=prepared.provisional,
    )


def _take_open(session: Session, prepared: Prepared, now: int) -> Paper | None:
    """The member's open paper under a new lease; one that time has run out on is handed in on the way."""
    paper: Paper | None = session.execute(
        select(Paper)
        .where(
            col(Paper.contest_id) == prepared.book.contest_id,
            col(Paper.member_id) == prepared.member_id,
            col(Paper.state) == PaperState.OPEN,
        )
        .with_for_update()
    ).scalar_one_or_none()
    if paper is None:
        return None
    if paper.due < now:
        close_paper(session, prepared.book, paper, by=ClosedBy.TIME, received=paper.deadline)
        return None
    session.execute(update(Paper).where(col(Paper.id) == paper.id).values(lease=Paper.lease + 1))
    session.refresh(paper)
    return paper


def _check_roll(session: Session, prepared: Prepared) -> None:
    rules = prepared.book.rules
    if prepared.provisional:
        hold_open(session, prepared.book.contest_id, prepared.member_id)
        return
    stands = membership(session, prepared.book.contest_id, prepared.member_key)
    if stands is not None and not stands.left:
        return
    if prepared.category in rules.eligible:
        raise not_on_roll()
    raise only_for(rules)


def _check_attempts(session: Session, prepared: Prepared) -> int:
    rules = prepared.book.rules
    count = _count(prepared.book.contest_id, prepared.member_id)
    used: int = session.execute(count).scalar_one()
    if rules.attempts is not None and used >= rules.attempts:
        raise attempts_used(used=used)
    if rules.attempts_per_day is not None:
        today = session.execute(count.where(col(Paper.started).between(*prepared.today))).scalar_one()
        if today >= rules.attempts_per_day:
            raise attempts_used_today(used=today)
    return used


def _count(contest_id: int, member_id: int) -> Select[int]:
    return (
        select(func.count())
        .select_from(Paper)
        .where(col(Paper.contest_id) == contest_id, col(Paper.member_id) == member_id)
    )


def day_of(now: int, zone: ZoneInfo) -> tuple[int, int]:
    """First and last millisecond of an instant's local day."""
    today: datetime = local(now, zone)
    start = datetime.combine(today.date(), time(), today.tzinfo)
    return instant(start), instant(start + timedelta(days=1)) - 1
