"""One batch: its use cases inside savepoints, its journal, one commit."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.core.db import Database
from app.core.jobs import UNSTARTED, Job
from app.core.journal import Journal, journal
from app.core.outages import is_outage
from app.core.plain import Plain, Statement
from app.core.refusal import Refusal

log = structlog.get_logger()

BATCH = 0.025
"""Seconds after which what has not begun waits for the next batch (SQLite: one writer for everybody)."""
TRIES = 5
RETRIED = {"40P01", "40001", "55P03"}

SAVEPOINT = Statement("SAVEPOINT part", "SAVEPOINT part")
RELEASE = Statement("RELEASE part", "RELEASE SAVEPOINT part")
TAKE_BACK = Statement("ROLLBACK TO part", "ROLLBACK TO SAVEPOINT part")


Bulk = Callable[..., Sequence[Any]]
"""``function(here, facts, **options)``: a whole batch of facts in a few statements, one outcome a fact, in order."""


class Again(Exception):
    """What a use case was given is out of date: its caller prepares it again and comes back. No fault."""


def write_batch(database: Database, jobs: list[Job]) -> None:
    """Write and commit, again when the database asks for another try (deadlock, lock timeout)."""
    if all(job.bulk for job in jobs) and _write_shortly(database, jobs):
        return
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


def _write_shortly(database: Database, jobs: list[Job]) -> bool:
    """The way of a batch that is nothing but answers and hand-ins: a connection that is kept, no savepoints. False if
    anything went wrong before the commit: nothing was written, and the long way finds out whose fault it was."""
    ours = Journal()
    try:
        here = database.kept(ours.info)
        here.begin()
        for function, group in _sorted(jobs)[0]:
            _run_bulk(here, function, group)
        ours.flush(here)
    except BaseException:
        database.let_go()
        return False
    try:
        here.commit()
    except BaseException:
        database.let_go()
        raise
    return True


def _write_all(connection: Connection, jobs: list[Job], *, hurried: bool) -> None:
    ours = Journal()
    here = Plain(connection, ours.info)
    bulks, others = _sorted(jobs)
    for function, group in bulks:
        _write_bulk(here, function, group)
    started = time.monotonic()
    for job in others:
        if hurried and time.monotonic() - started > BATCH:
            job.result = UNSTARTED
            continue
        _attempt(connection, ours, job)
    ours.flush(here)


def _sorted(jobs: list[Job]) -> tuple[list[tuple[Bulk, list[Job]]], list[Job]]:
    """The bulk use cases with their jobs, in the order that they ask for, and the rest as it came."""
    bulks: dict[Bulk, list[Job]] = {}
    for job in jobs:
        if job.bulk:
            bulks.setdefault(job.function, []).append(job)
    for function, group in bulks.items():
        most = getattr(function, "most", len(group))
        for job in group[most:]:
            job.result = UNSTARTED
        del group[most:]
    ordered = sorted(bulks.items(), key=lambda one: getattr(one[0], "order", 0))
    return ordered, [job for job in jobs if not job.bulk]


def _write_bulk(here: Plain, function: Bulk, group: list[Job]) -> None:
    """All facts together; if that fails, each half by itself, so that a poison row refuses only itself."""
    ours = journal(here)
    mark = len(ours.items)
    here.run(SAVEPOINT)
    try:
        _run_bulk(here, function, group)
    except BaseException as error:
        if is_outage(error):
            raise  # with it the whole batch: nobody's fault, and nobody's alone
        here.run(TAKE_BACK)
        del ours.items[mark:]
        if len(group) == 1:
            _fail(group[0], error)
            return
        middle = len(group) // 2
        _write_bulk(here, function, group[:middle])
        _write_bulk(here, function, group[middle:])
        return
    here.run(RELEASE)


def _run_bulk(here: Plain, function: Bulk, group: list[Job]) -> None:
    outcomes = function(here, [job.fact[0] for job in group], **group[0].options)
    for job, outcome in zip(group, outcomes, strict=True):
        _keep(job, outcome)


def _session(connection: Connection, ours: Journal) -> Session:
    session = Session(connection, join_transaction_mode="rollback_only", autoflush=False, expire_on_commit=False)
    session.info.update(ours.info)
    return session


def _attempt(connection: Connection, ours: Journal, job: Job) -> None:
    """Run one use case inside a SAVEPOINT and keep its outcome."""
    mark = len(ours.items)
    savepoint = connection.begin_nested()
    session = _session(connection, ours)
    try:
        outcome = job.function(session, *job.fact, **job.options)
        session.flush()
        savepoint.commit()
    except BaseException as error:
        if is_outage(error):
            raise  # with it the whole batch: nobody's fault, and nobody's alone
        if savepoint.is_active:
            savepoint.rollback()
        del ours.items[mark:]
        _fail(job, error)
        return
    finally:
        session.expunge_all()
    _keep(job, outcome)


def _keep(job: Job, outcome: Any) -> None:
    if isinstance(outcome, Exception):
        job.error = outcome
    else:
        job.result = outcome


def _fail(job: Job, error: BaseException) -> None:
    if not isinstance(error, Refusal | Again):
        log.error("writer.use_case_failed", use_case=job.function.__name__, exc_info=error)
    job.error = error


def _asks_for_retry(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRIED
