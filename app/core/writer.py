"""The one place that writes and commits.

A use case ``verb(session, subject, facts, *, options, now)`` is queued and its outcome delivered after the durable
commit. On SQLite one thread does every write: batches of at most 25 ms under ``BEGIN IMMEDIATE``, a SAVEPOINT for
each use case, so that one refusal takes back only itself. On PostgreSQL the same thread carries bulk and grouped use
cases, and every other use case has a transaction of its own on a small pool of threads.
"""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from enum import IntEnum
from typing import Any, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from app.core.db import Database
from app.core.refusal import Refusal, busy

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()

BATCH = 0.025
LONGEST_QUEUE = 2.0
TRIES = 5
RETRIED = {"40P01", "40001", "55P03"}


class Lane(IntEnum):
    STAGE = 0
    MEMBERS = 1
    DESK = 2


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


def grouped(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a small, hot use case: on PostgreSQL it shares a transaction with its neighbours."""
    function.grouped = True  # type: ignore[attr-defined]
    return function


class _Job:
    __slots__ = ("bulk", "error", "fact", "function", "future", "lane", "loop", "options", "queued", "result")

    def __init__(
        self, function: Callable[..., Any], fact: tuple[Any, ...], options: dict[str, Any], lane: Lane, *, bulk: bool
    ) -> None:
        self.function = function
        self.fact = fact
        self.options = options
        self.lane = lane
        self.bulk = bulk
        self.queued = time.monotonic()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.future: Any = None
        self.result: Any = None
        self.error: BaseException | None = None

    def alone(self, session: Session) -> list[Any]:
        return [self.function(session, *self.fact, **self.options)]


class Writer:
    """Queues use cases and delivers their outcomes; see the module's docstring. Close it to drain it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lanes: tuple[deque[_Job], ...] = tuple(deque() for _ in Lane)
        self._wake = threading.Condition()
        self._closing = False
        self._others = None if database.is_sqlite else ThreadPoolExecutor(4, "writer-other")
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()
        self.batches = 0
        self.jobs = 0

    # --- queueing ------------------------------------------------------------------------------------------------

    async def write(self, function: Callable[..., T], *facts: Any, lane: Lane = Lane.MEMBERS, **options: Any) -> T:
        """Await the outcome of ``function(session, *facts, **options)`` after its commit."""
        outcome: T = await self._queue_async(_Job(function, facts, options, lane, bulk=False))
        return outcome

    async def join(self, function: Callable[[Session, Sequence[Any]], Sequence[Any]], fact: Any) -> Any:
        """Await one outcome of a bulk use case that takes a whole batch of facts in a few statements.

        It returns one outcome a fact, in order; an outcome that is a :class:`Refusal` is raised to its caller.
        """
        return await self._queue_async(_Job(function, (fact,), {}, Lane.MEMBERS, bulk=True))

    def run(self, function: Callable[..., T], *facts: Any, lane: Lane = Lane.DESK, **options: Any) -> T:
        """Block until the outcome is durable (commands, and handlers in threads)."""
        job = _Job(function, facts, options, lane, bulk=False)
        future: Future[T] = Future()
        job.future = future
        self._queue(job)
        return future.result()

    def waiting(self) -> float:
        """Seconds that the oldest queued use case has waited."""
        now = time.monotonic()
        heads = [lane[0].queued for lane in self._lanes[:2] if lane]
        return now - min(heads) if heads else 0.0

    def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        if self._others is not None:
            self._others.shutdown()

    async def _queue_async(self, job: _Job) -> Any:
        job.loop = asyncio.get_running_loop()
        job.future = job.loop.create_future()
        self._queue(job)
        return await job.future

    def _queue(self, job: _Job) -> None:
        if job.lane is not Lane.DESK and self.waiting() > LONGEST_QUEUE:
            raise busy()
        with self._wake:
            if self._closing:
                raise busy()
            self._lanes[job.lane].append(job)
            self._wake.notify()

    # --- writing -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._wake:
                while not any(self._lanes) and not self._closing:
                    self._wake.wait()
                if self._closing and not any(self._lanes):
                    return
            jobs = self._take()
            if jobs:
                self._write_safely(jobs)

    def _take(self) -> list[_Job]:
        """The next batch: stage first, then members, then one piece of desk work."""
        taken: list[_Job] = []
        for lane in (Lane.STAGE, Lane.MEMBERS):
            queue = self._lanes[lane]
            while queue and len(taken) < 1000:
                taken.append(queue.popleft())
        if self._lanes[Lane.DESK] and len(taken) < 1000:
            taken.append(self._lanes[Lane.DESK].popleft())
        if self._others is None:
            return taken
        here = []
        for job in taken:
            if job.bulk or getattr(job.function, "grouped", False):
                here.append(job)
            else:
                self._others.submit(self._write_safely, [job])
        return here

    def _write_safely(self, jobs: list[_Job]) -> None:
        try:
            self._write_batch(jobs)
        except OperationalError as error:
            log.warning("writer.database", error=str(error.orig)[:200], lost=error.connection_invalidated)
            _fail(jobs, busy())
        except BaseException as error:
            if len(jobs) > 1:
                for job in jobs:
                    self._write_safely([job])
                return
            log.error("writer.failed", use_case=jobs[0].function.__name__, exc_info=error)
            _fail(jobs, error)
        self.batches += 1
        self.jobs += len(jobs)
        self._put_back_unstarted(jobs)
        _deliver([job for job in jobs if job.result is not _UNSTARTED])

    def _write_batch(self, jobs: list[_Job]) -> None:
        """Write and commit, again when the database asks for another try (deadlock, lock timeout)."""
        for attempt in range(TRIES):
            for job in jobs:
                job.result = job.error = None
            try:
                with self._database.writer.connect() as connection, connection.begin():
                    self._write_all(connection, jobs)
                return
            except DBAPIError as error:
                if not _asks_for_retry(error) or attempt == TRIES - 1:
                    raise
                time.sleep(0.005 * (attempt + 1))

    def _write_all(self, connection: Connection, jobs: list[_Job]) -> None:
        ours = Journal()
        bulks: dict[Callable[..., Any], list[_Job]] = {}
        for job in jobs:
            if job.bulk:
                bulks.setdefault(job.function, []).append(job)
        for function, group in bulks.items():
            self._write_bulk(connection, function, group, ours)
        started = time.monotonic()
        for job in jobs:
            if job.bulk:
                continue
            if self._database.is_sqlite and time.monotonic() - started > BATCH:
                job.result = _UNSTARTED
                continue
            _attempt(connection, ours, [job], job.alone)
        with _session(connection, ours) as session:
            ours.flush(session)
            session.flush()

    def _write_bulk(
        self, connection: Connection, function: Callable[..., Any], group: list[_Job], ours: Journal
    ) -> None:
        """All facts together; if that fails, each half by itself, so that a poison row refuses only itself."""
        try:
            _attempt(connection, ours, group, lambda session: function(session, [job.fact[0] for job in group]))
        except _Poisoned:
            middle = len(group) // 2
            self._write_bulk(connection, function, group[:middle], ours)
            self._write_bulk(connection, function, group[middle:], ours)

    def _put_back_unstarted(self, jobs: list[_Job]) -> None:
        unstarted = [job for job in jobs if job.result is _UNSTARTED]
        with self._wake:
            for job in reversed(unstarted):
                self._lanes[job.lane].appendleft(job)


class _Poisoned(Exception):
    """A bulk use case failed as a whole for a reason other than the connection."""


_UNSTARTED = object()


def _session(connection: Connection, ours: Journal) -> Session:
    session = Session(connection, join_transaction_mode="rollback_only", autoflush=False, expire_on_commit=False)
    session.info["journal"] = ours
    return session


def _attempt(
    connection: Connection, ours: Journal, group: list[_Job], function: Callable[[Session], Sequence[Any]]
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
        if not isinstance(error, Refusal):
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


def _fail(jobs: list[_Job], error: BaseException) -> None:
    for job in jobs:
        job.result, job.error = None, error


def _asks_for_retry(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in RETRIED


def _deliver(jobs: list[_Job]) -> None:
    """Hand out the outcomes, with one wake-up for each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        if job.loop is None:
            _settle(job)
        else:
            by_loop.setdefault(job.loop, []).append(job)
    for loop, waiting in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_all, waiting)
        except RuntimeError:
            log.warning("writer.nobody_waits", jobs=len(waiting))


def _settle_all(jobs: list[_Job]) -> None:
    for job in jobs:
        if not job.future.done():
            _settle(job)


def _settle(job: _Job) -> None:
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)
