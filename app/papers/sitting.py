"""Starting an attempt, or taking the open one to another device."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from anyio import to_thread
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.contests.allowing import deadline
from app.contests.finding import ContestView
from app.contests.models import Contest, Sitting
from app.contests.phases import Phase, phase
from app.contests.refusals import closed_since, not_open_until
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
from app.papers.refusals import clock_behind, handed_in
from app.papers.rights import Sitter, Unread, attempts_so_far, check_roll, rights
from app.signin.sessions import SignedMember


class Stale(Again):
    """Another device was faster: prepare again, the open paper is there now."""


@dataclass(frozen=True)
class Prepared:
    """A paper drawn before it is queued, for the attempt that was next when it was drawn."""

    book: Book
    sitter: Sitter
    attempt: int
    items: str
    shape: str
    zone: ZoneInfo
    only: str | None
    """Where set: take over this paper and start no other."""


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
        except (Stale, Unread):
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
    sitter = sitter_of(view, member, current.id, now)
    attempt = 1 + attempts_so_far(session, sitter)
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
        sitter=sitter,
        attempt=attempt,
        items=packed,
        shape=shape_of(ours, items),
        zone=house.settings.zone,
        only=None,
    )


def sitter_of(view: ContestView, member: SignedMember, sitting_id: int, now: int) -> Sitter:
    """The member in front of one sitting, with the local day that attempts a day count by."""
    return Sitter(
        contest_id=view.id,
        member_id=member.id,
        member_key=member.key,
        category=member.category,
        provisional=member.provisional,
        sitting_id=sitting_id,
        main=sitting_id == view.sitting.id,
        today=day_of(now, view.rules.zone),
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
    state = session.execute(
        select(col(Contest.state)).where(col(Contest.id) == prepared.sitter.contest_id).with_for_update(read=True)
    ).scalar_one()
    opens, closes, published = session.execute(
        select(col(Sitting.opens), col(Sitting.closes), col(Sitting.seed_published))
        .where(col(Sitting.id) == prepared.sitter.sitting_id)
        .with_for_update(read=True)
    ).one()
    open_paper, just_closed = _take_open(session, prepared, now)
    if prepared.only is not None and (open_paper is None or open_paper.key != prepared.only):
        raise handed_in()
    if open_paper is not None:
        return Started(open_paper, new=False)
    check_open("closed" if published else state, [(opens, closes)], now, prepared.zone)
    check_roll(session, prepared.book.rules, prepared.sitter)
    has = rights(session, prepared.book.rules, prepared.sitter, just_closed=just_closed)
    if has.used + 1 != prepared.attempt:
        raise Stale  # first: an attempt that is used by now may be the paper that is open
    if has.refused is not None:
        raise has.refused
    paper = _new_paper(prepared, closes, has.time_percent, now)
    session.add(paper)
    try:
        session.flush()
    except IntegrityError as error:
        raise Stale from error
    return Started(paper, new=True)


def _new_paper(prepared: Prepared, closes: int, percent: int, now: int) -> Paper:
    rules, sitter = prepared.book.rules, prepared.sitter
    ends = deadline(rules, now, closes, percent)
    return Paper(
        key=new_key(),
        contest_id=sitter.contest_id,
        sitting_id=sitter.sitting_id,
        member_id=sitter.member_id,
        member_key=sitter.member_key,
        attempt=prepared.attempt,
        started=now,
        deadline=ends,
        due=ends + rules.grace_s * SECOND,
        lease=1,
        items=prepared.items,
        shape=prepared.shape,
        provisional=sitter.provisional,
    )


def _take_open(session: Session, prepared: Prepared, now: int) -> tuple[Paper | None, int | None]:
    """The member's open paper under a new lease; one that time has run out on is handed in on the way, then its score
    comes instead."""
    paper: Paper | None = session.execute(
        select(Paper)
        .where(
            col(Paper.contest_id) == prepared.sitter.contest_id,
            col(Paper.member_id) == prepared.sitter.member_id,
            col(Paper.state) == PaperState.OPEN,
        )
        .with_for_update()
    ).scalar_one_or_none()
    if paper is None:
        return None, None
    if paper.due < now:
        entry = close_paper(session, prepared.book, paper, by=ClosedBy.TIME, received=paper.deadline)
        return None, entry.score if entry is not None else None
    session.execute(update(Paper).where(col(Paper.id) == paper.id).values(lease=Paper.lease + 1))
    session.refresh(paper)
    return paper, None


def day_of(now: int, zone: ZoneInfo) -> tuple[int, int]:
    """First and last millisecond of an instant's local day."""
    today: datetime = local(now, zone)
    start = datetime.combine(today.date(), time(), today.tzinfo)
    return instant(start), instant(start + timedelta(days=1)) - 1
