"""Freezing, closing and finalising a contest. Each step is a guarded update and an entry, so it happens once.

``opened`` → (``frozen`` ⇄ ``unfrozen``) → ``closed`` → ``finalised``.
"""

from typing import Any

from sqlalchemy import Update, func, select, update
from sqlmodel import Session, col

from app.boards import refusals
from app.contests.models import Contest, ContestState, Sitting
from app.contests.rules import from_text
from app.core.db import rows_changed
from app.core.refusal import not_found
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.ledger.models import LedgerEntry
from app.papers.models import Paper, PaperState

START_IN_FLIGHT = 3_000
"""A start that was received inside the window and still waits for the writer comes before ``closed`` (ms)."""


def freeze(session: Session, contest_id: int, now: int) -> Entry:
    """From here on the public's boards stand still; results go on being counted behind them."""
    running = _is(contest_id, ContestState.OPENED).where(col(Contest.frozen).is_(False)).values(frozen=True)
    if not _done(session, running):
        contest = _contest(session, contest_id)
        raise refusals.frozen_already() if contest.frozen else refusals.not_running(slug=contest.slug)
    return append(session, contest_id, Entry("frozen", now))


def unfreeze(session: Session, contest_id: int, now: int) -> Entry:
    """Show the public where the boards stand now."""
    frozen = _is(contest_id, ContestState.OPENED, ContestState.CLOSED).where(col(Contest.frozen).is_(True))
    if not _done(session, frozen.values(frozen=False)):
        contest = _contest(session, contest_id)
        if contest.state == ContestState.FINALISED:
            raise refusals.finalised_already()
        raise refusals.not_frozen()
    return append(session, contest_id, Entry("unfrozen", now))


def close(session: Session, contest_id: int, now: int) -> int:
    """End the window now: nothing new starts, and every open paper's deadline is not later than now.

    The papers keep their grace for what is on its way; the sweep hands them in and ``closed`` follows. Returns how
    many papers were open. Asked again it ends what is still open, and refuses once ``closed`` stands.
    """
    contest = _contest(session, contest_id, lock=True)
    if contest.state != ContestState.OPENED:
        refusal = refusals.not_running if contest.state == ContestState.DRAFT else refusals.closed_already
        raise refusal(slug=contest.slug)
    for sitting in _sittings(session, contest_id):
        if sitting.closes > now:
            _end_sitting(session, sitting, now)
    ended = update(Paper).where(_open(contest_id), col(Paper.deadline) > now)
    _done(session, ended.values(due=now + (col(Paper.due) - col(Paper.deadline)), deadline=now))
    append_closed_when_due(session, contest_id, now)
    return _count_open(session, contest_id)


def append_closed_when_due(session: Session, contest_id: int, now: int) -> tuple[str, ...]:
    """What the sweep asks each second: ``frozen`` when its time has come, ``closed`` when all is handed in.

    Returns the kinds that it appended; after any of them :func:`app.boards.publishing.publish_digests` is due.
    """
    contest = _contest(session, contest_id, lock=True)
    if contest.state != ContestState.OPENED:
        return ()
    done = []
    freeze_at = from_text(contest.rules).freeze_at
    if freeze_at is not None and freeze_at <= now and not _ever_frozen(session, contest_id):
        freeze(session, contest_id, now)
        done.append("frozen")
    if _window_is_over(session, contest_id, now - START_IN_FLIGHT) and not _count_open(session, contest_id):
        _append_closed(session, contest_id, now)
        done.append("closed")
    return tuple(done)


def running(session: Session) -> list[int]:
    """The contests that :func:`append_closed_when_due` may have something to do for."""
    return list(session.execute(select(col(Contest.id)).where(col(Contest.state) == ContestState.OPENED)).scalars())


def finalise(session: Session, contest_id: int, now: int) -> Entry:
    """Settle the boards for good. Refused while a paper is open or the window runs; lifts a freeze.

    A start that is still queued finds the contest closed: whoever settles has decided not to wait for it.
    """
    contest = _contest(session, contest_id, lock=True)
    if contest.state == ContestState.FINALISED:
        raise refusals.finalised_already()
    if contest.state == ContestState.DRAFT:
        raise refusals.not_running(slug=contest.slug)
    if still_open := _count_open(session, contest_id):
        raise refusals.papers_open(open=still_open)
    if contest.state == ContestState.OPENED:
        if not _window_is_over(session, contest_id, now):
            raise refusals.still_running(slug=contest.slug)
        _append_closed(session, contest_id, now)
    if not _done(session, _is(contest_id, ContestState.CLOSED).values(state=ContestState.FINALISED, frozen=False)):
        raise refusals.finalised_already()
    return append(session, contest_id, Entry("finalised", now))


def _end_sitting(session: Session, sitting: Sitting, now: int) -> None:
    """That the window changed is an entry: the chain has announced another end."""
    if not _done(session, update(Sitting).where(col(Sitting.id) == sitting.id).values(closes=now)):
        raise not_found()
    facts = {"sitting": sitting.key, "opens": sitting.opens, "closes": now}
    append(session, sitting.contest_id, Entry("window_changed", now, sitting_id=sitting.id, facts=facts))


def _append_closed(session: Session, contest_id: int, now: int) -> None:
    if _done(session, _is(contest_id, ContestState.OPENED).values(state=ContestState.CLOSED)):
        append(session, contest_id, Entry("closed", now))


def _contest(session: Session, contest_id: int, *, lock: bool = False) -> Contest:
    """The contest; locked, so that on PostgreSQL a start (which holds it FOR SHARE) comes wholly before or after."""
    query = select(Contest).where(col(Contest.id) == contest_id).execution_options(populate_existing=True)
    found: Contest | None = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if found is None:
        raise not_found()
    return found


def _sittings(session: Session, contest_id: int) -> list[Sitting]:
    query = select(Sitting).where(col(Sitting.contest_id) == contest_id).order_by(col(Sitting.id)).with_for_update()
    return list(session.execute(query).scalars())


def _window_is_over(session: Session, contest_id: int, now: int) -> bool:
    sittings = _sittings(session, contest_id)
    return bool(sittings) and all(sitting.closes <= now for sitting in sittings)


def _open(contest_id: int) -> Any:
    return (col(Paper.contest_id) == contest_id) & (col(Paper.state) == PaperState.OPEN)


def _count_open(session: Session, contest_id: int) -> int:
    count: int = session.execute(select(func.count()).select_from(Paper).where(_open(contest_id))).scalar_one()
    return count


def _ever_frozen(session: Session, contest_id: int) -> bool:
    """Automatic freezing happens once: an organiser who unfroze has decided."""
    query = select(col(LedgerEntry.seq)).where(
        col(LedgerEntry.contest_id) == contest_id,
        col(LedgerEntry.kind) != "result",
        col(LedgerEntry.kind) == "frozen",
    )
    return session.execute(query.limit(1)).first() is not None


def _is(contest_id: int, *states: ContestState) -> Update:
    return update(Contest).where(col(Contest.id) == contest_id, col(Contest.state).in_(states))


def _done(session: Session, guarded: Update) -> bool:
    return bool(rows_changed(session, guarded))
