"""One batch: its use cases inside savepoints, its journal, one commit."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.core.db import Database
from app.core.jobs import Job
from app.core.refusal import Refusal

log = structlog.get_logger()

BATCH = 0.025
"""Seconds after which what has not begun waits for the next batch (SQLite: one writer for everybody)."""
TRIES = 5
RETRIED = {"40P01", "40001", "55P03"}
UNSTARTED = object()
"""The result of a job that its batch had no time for."""


class Again(Exception):
    """What a use case was given is out of date: its caller prepares it again and comes back. No fault."""


class Journal:
    """What a batch appends at its very end, after every use case and before the commit.

    ``defer(flush, item)`` promises ``flush(session, items)`` once a batch; a refused use case takes its items back.
    """

    def __init__(self) -> None:
        self.items: list[tuple[Callable[[Session, list[Any]], None], Any]] = []

    def defer(self, flush: Callable[[Session, list[Any]], None], item: Any) -> None:
        self.items.append((flush, item))

    def flush(self, session: Session) -> None:
        by_flush: dict[Callable[[Session, list[Any]], None], list[Any]] = {}
        for flush, item in self.items:
            by_flush.setdefault(flush, []).append(item)
        for flush, items in by_flush.items():
            flush(session, items)
        self.items.clear()


def journal(session: Session) -> Journal:
    """The journal of the batch that this session writes in."""
    found: Journal = session.info["journal"]
    return found


def write_batch(database: Database, jobs: list[Job]) -> None:
    """Write and commit, again when the database asks for another try (deadlock, lock timeout)."""
    for attempt in range(TRIES):
        for job in jobs:
            job.result = job.error = None
        try:
            with database.writer.connect() as connection, connection.begin():
                _write_all(connection, jobs, hurried=database.is_sqlite)
            return
        except DBAPIError as error:
            if not _asks_for_retry(error) or attempt == TRIES - 1:
                raise
            time.sleep(0.005 * (attempt + 1))


def _write_all(connection: Connection, jobs: list[Job], *, hurried: bool) -> None:
    ours = Journal()
    bulks: dict[Callable[..., Any], list[Job]] = {}
    for job in jobs:
        if job.bulk:
            bulks.setdefault(job.function, []).append(job)
    for function, group in bulks.items():
        _write_bulk(connection, function, group, ours)
    started = time.monotonic()
    for job in jobs:
        if job.bulk:
            continue
        if hurried and time.monotonic() - started > BATCH:
            job.result = UNSTARTED
            continue
        _attempt(connection, ours, [job], job.alone)
    if ours.items:
        with _session(connection, ours) as session:
            ours.flush(session)
            session.flush()


def _write_bulk(connection: Connection, function: Callable[..., Any], group: list[Job], ours: Journal) -> None:
    """All facts together; if that fails, each half by itself, so that a poison row refuses only itself."""
    try:
        _attempt(connection, ours, group, lambda session: function(session, [job.fact[0] for job in group]))
    except _Poisoned:
        middle = len(group) // 2
        _write_bulk(connection, function, group[:middle], ours)
        _write_bulk(connection, function, group[middle:], ours)


class _Poisoned(Exception):
    """A bulk use case failed as a whole for a reason other than the connection."""


def _session(connection: Connection, ours: Journal) -> Session:
    session = Session(connection, join_transaction_mode="rollback_only", autoflush=False, expire_on_commit=False)
    session.info["journal"] = ours
    return session


def _attempt(
    connection: Connection, ours: Journal, group: list[Job], function: Callable[[Session], Sequence[Any]]
) -> None:
    """Run one use case (or one bulk) inside a SAVEPOINT and keep its outcome on its jobs."""
    mark = len(ours.items)
    savepoint = connection.begin_nested()
    session = _session(connection, ours)
    try:
        outcomes = function(session)
        session.flush()
        savepoint.commit()
    except BaseException as error:
        if isinstance(error, DBAPIError) and (error.connection_invalidated or _asks_for_retry(error)):
            raise
        if savepoint.is_active:
            savepoint.rollback()
        del ours.items[mark:]
        if len(group) > 1:
            raise _Poisoned from error
        if not isinstance(error, Refusal | Again):
            log.error("writer.use_case_failed", use_case=group[0].function.__name__, exc_info=error)
        group[0].error = error
        return
    finally:
        session.expunge_all()
    for job, outcome in zip(group, outcomes, strict=True):
        if isinstance(outcome, Exception):
            job.error = outcome
        else:
            job.result = outcome


def _asks_for_retry(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRIED
