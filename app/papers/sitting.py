"""Starting an attempt, or taking the open one to another device."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.contests.allowing import deadline
from app.contests.finding import ContestView
from app.contests.phases import Phase, phase
from app.contests.refusals import closed_since, not_open_until
from app.contests.sittings import kept_seed
from app.core.canonical import compact_json
from app.core.clock import SECOND, instant, local
from app.core.glancing import Looking, in_both, look
from app.core.house import House
from app.core.plain import Plain, plain
from app.core.refusal import not_found
from app.core.secret import base32
from app.core.writer import Again
from app.papers.book import Book, book, laid_out, shape_of
from app.papers.closing import Closing, Locked, close_papers
from app.papers.drawing import draw
from app.papers.models import ClosedBy, PaperState
from app.papers.refusals import clock_behind, handed_in
from app.papers.rights import Sitter, Unread, check_roll, rights, stands
from app.signin.sessions import SignedMember


class Stale(Again):
    """Another device was faster: prepare again, the open paper is there now."""


@dataclass(frozen=True)
class Prepared:
    """A paper drawn before it is queued, for the attempt that was next when it was drawn."""

    book: Book
    sitter: Sitter
    attempt: int
    key: str
    """Derived, not drawn by lot: where a backup lacks the paper, the next start makes the same one, and what its phone
    kept and the send tokens of before fit it again."""
    items: str
    shape: str
    zone: ZoneInfo
    only: str | None
    """Where set: take over this paper and start no other."""


class Started(NamedTuple):
    paper: Locked
    new: bool


async def start(house: House, view: ContestView, member: SignedMember, now: int, *, only: str | None = None) -> Started:
    """Start the next attempt or return the open one with a new lease; durable when it returns.

    ``only``: the paper that a page shows and wants to take over; no other is started (``paper.handed_in``).
    Refusals: ``contest.not_open``, ``contest.closed``, ``contest.not_yours``, ``attempts.used``.
    """
    ours = await laid_out(house, view)
    while True:
        prepared = replace(await look(house.database, drawn, house, ours, view, member, now), only=only)
        try:
            return await house.writer.write(start_attempt, prepared, now=now)
        except (Stale, Unread):
            continue


def prepare(house: House, session: Session, view: ContestView, member: SignedMember, now: int) -> Prepared:
    """:func:`drawn` for who has a session."""
    return drawn(plain(session), house, book(house, session, view), view, member, now)


def drawn(here: Looking, house: House, ours: Book, view: ContestView, member: SignedMember, now: int) -> Prepared:
    """Draw the next attempt's paper from the sitting that is open now, outside the writer."""
    if house.clock.doubtful:
        raise clock_behind()
    check_open(view.state, [(one.opens, one.closes) for one in view.sittings], now, house.settings.zone)
    current = next(one for one in view.sittings if one.opens <= now < one.closes)
    sitter = sitter_of(view, member, current.id, now)
    attempt = 1 + stands(here, sitter).used
    seed = kept_seed(house, here, current.key)
    items = draw(seed, member.key, attempt, ours.pools, shuffle_options=ours.rules.shuffle_options)
    packed = compact_json([list(item) for item in items])
    return Prepared(
        book=ours,
        sitter=sitter,
        attempt=attempt,
        key=base32(house.secret.mac("paper", current.key, member.key, attempt)[:16]),
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
    here, sitter, rules = plain(session), prepared.sitter, prepared.book.rules
    held = here.rows(HOLD, sitting=sitter.sitting_id)
    if not held:
        raise not_found()
    state, opens, closes, published = held[0]
    found, just_closed = stands(here, sitter), None
    if found.open:
        taken, just_closed = _take_open(here, prepared, now)
        if taken is not None and prepared.only in (None, taken.key):
            return Started(taken, new=False)
        found = stands(here, sitter)
    if prepared.only is not None:
        raise handed_in()
    check_open("closed" if published else state, [(opens, closes)], now, prepared.zone)
    check_roll(session, rules, sitter, found)
    has = rights(session, rules, sitter, found, just_closed=just_closed)
    if has.used + 1 != prepared.attempt:
        raise Stale  # first: an attempt that is used by now may be the paper that is open
    if has.refused is not None:
        raise has.refused
    return Started(_new_paper(here, prepared, closes, has.time_percent, now), new=True)


def _new_paper(here: Plain, prepared: Prepared, closes: int, percent: int, now: int) -> Locked:
    """The new row; ``Stale`` where another device was faster: it would be a second attempt of one number, or a second
    open paper."""
    rules, sitter = prepared.book.rules, prepared.sitter
    ends = deadline(rules, now, closes, percent)
    paper = Locked(
        id=0,
        key=prepared.key,
        contest_id=sitter.contest_id,
        sitting_id=sitter.sitting_id,
        member_key=sitter.member_key,
        attempt=prepared.attempt,
        state=PaperState.OPEN.value,
        started=now,
        deadline=ends,
        due=ends + rules.grace_s * SECOND,
        lease=1,
        items=prepared.items,
        provisional=sitter.provisional,
    )
    made = here.rows(NEW, member_id=sitter.member_id, shape=prepared.shape, **paper._asdict())
    if not made:
        raise Stale
    return paper._replace(id=made[0][0])


def _take_open(here: Plain, prepared: Prepared, now: int) -> tuple[Locked | None, int | None]:
    """The member's open paper under a new lease; one that time has run out on is handed in on the way, then its score
    comes instead."""
    sitter = prepared.sitter
    rows = here.rows(OPEN, contest=sitter.contest_id, member=sitter.member_id)
    if not rows:
        raise Stale  # it was handed in a moment ago
    paper = Locked(*rows[0])
    if paper.due < now:
        closing = Closing(paper, ClosedBy.TIME, paper.deadline)
        entry = close_papers(here, {sitter.contest_id: prepared.book}, [closing])[0]
        return None, entry.score if entry is not None else None
    return paper._replace(lease=here.rows(TAKE, paper=paper.id)[0][0]), None


HOLD = in_both(
    "SELECT c.state, s.opens, s.closes, s.seed_published FROM contest c JOIN sitting s ON s.contest_id = c.id"
    " WHERE s.id = :sitting",
    lock=" FOR SHARE OF c, s",
)
"""Contest and sitting stay as they are until this is written."""
OPEN = in_both(
    f"SELECT {', '.join(Locked._fields)} FROM paper"  # noqa: S608
    " WHERE contest_id = :contest AND member_id = :member AND state = 'open'",
    lock=" FOR UPDATE",
)
TAKE = in_both(
    "UPDATE paper SET lease = 1 + (SELECT max(held.lease) FROM (SELECT p.lease FROM paper p WHERE p.id = :paper"
    " UNION ALL SELECT a.lease FROM answer a WHERE a.paper_id = :paper) held) WHERE id = :paper RETURNING lease"
)
"""Higher than any that was given: after a restore from a backup answers may have come under later leases."""
_GIVEN = (*Locked._fields[1:], "member_id", "shape")
NEW = in_both(
    f"INSERT INTO paper ({', '.join(_GIVEN)}, drawn_at_seq, annulled)"  # noqa: S608
    f" VALUES ({', '.join(f':{one}' for one in _GIVEN)}, 0, FALSE) ON CONFLICT DO NOTHING RETURNING id"
)


def day_of(now: int, zone: ZoneInfo) -> tuple[int, int]:
    """First and last millisecond of an instant's local day."""
    today: datetime = local(now, zone)
    start = datetime.combine(today.date(), time(), today.tzinfo)
    return instant(start), instant(start + timedelta(days=1)) - 1
