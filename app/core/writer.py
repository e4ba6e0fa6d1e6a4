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
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

import structlog

from app.core.batch import Again, Bulk, write_batch
from app.core.db import Database
from app.core.jobs import UNSTARTED, Job, Lane, deliver, fail
from app.core.journal import Journal, journal
from app.core.outages import is_outage, what_to_say
from app.core.refusal import busy

__all__ = ["Again", "Journal", "Lane", "Writer", "bulk", "grouped", "journal"]

P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger()

LONGEST_QUEUE = 2.0
CROWD = 8
GATHER = 0.002
"""Seconds that answers may gather after a batch of a crowd: forty together cost the processor little more than ten."""
"""Seconds that the oldest has waited, from which on new writes are refused."""
LONGEST_WAIT = 10.0
"""Seconds after which a member's write that no connection was free for is refused too: its phone asks again."""


def grouped(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a small, hot use case: on PostgreSQL it shares a transaction with its neighbours."""
    function.grouped = True  # type: ignore[attr-defined]
    return function


def bulk(*, order: int = 0, most: int = 1000) -> Callable[[Bulk], Callable[..., Any]]:
    """Mark ``function(here, facts, **options)``, which takes a whole batch of facts in a few statements of plain SQL
    and returns one outcome a fact, in order. ``order`` is its turn in a batch, ``most`` how many facts it takes (25 ms
    of them); options are the same for every caller."""

    def mark(function: Bulk) -> Callable[..., Any]:
        function.order, function.most = order, most  # type: ignore[attr-defined]
        return function

    return mark


class Writer:
    """Queues use cases and delivers their outcomes; see the module's docstring. Close it to drain it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lanes: tuple[deque[Job], ...] = tuple(deque() for _ in Lane)
        self._wake = threading.Condition()
        self._closing = False
        self._elsewhere: deque[Job] = deque()
        self._others = None if database.is_sqlite else ThreadPoolExecutor(4, "writer-other")
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()
        self.batches = 0
        self.jobs = 0

    # --- queueing ------------------------------------------------------------------------------------------------

    async def write(self, function: Callable[..., T], *facts: Any, lane: Lane = Lane.MEMBERS, **options: Any) -> T:
        """Await the outcome of ``function(session, *facts, **options)`` after its commit.

        Of a bulk use case (:func:`bulk`) it is the outcome of this one fact; an outcome that is an exception is raised.
        """
        outcome: T = await self._queue_async(Job(function, facts, options, lane))
        return outcome

    def run(self, function: Callable[..., T], *facts: Any, lane: Lane = Lane.DESK, **options: Any) -> T:
        """Block until the outcome is durable (commands, and handlers in threads)."""
        job = Job(function, facts, options, lane)
        future: Future[T] = Future()
        job.future = future
        self._queue(job)
        return future.result()

    def waiting(self) -> float:
        """Seconds that the oldest queued use case has waited."""
        return max(map(_age, (*self._lanes[:2], self._elsewhere)))

    def close(self) -> None:
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        if self._others is not None:
            self._others.shutdown()

    async def _queue_async(self, job: Job) -> Any:
        job.loop = asyncio.get_running_loop()
        job.future = job.loop.create_future()
        self._queue(job)
        return await job.future

    def _queue(self, job: Job) -> None:
        queues = (self._elsewhere,) if self._goes_elsewhere(job) else self._lanes[:2]
        if job.lane is not Lane.DESK and max(map(_age, queues)) > LONGEST_QUEUE:
            raise busy()
        with self._wake:
            if self._closing:
                raise busy()
            self._lanes[job.lane].append(job)
            self._wake.notify()

    # --- writing -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        crowded = False
        while True:
            with self._wake:
                while not any(self._lanes) and not self._closing:
                    self._wake.wait()
                if self._closing and not any(self._lanes):
                    return
            if crowded:
                time.sleep(GATHER)
            jobs = self._take()
            crowded = len(jobs) >= CROWD
            if jobs:
                self._write_or_fail(jobs)

    def _take(self) -> list[Job]:
        """The next batch: stage first, then members, then one piece of desk work."""
        taken: list[Job] = []
        for lane in (Lane.STAGE, Lane.MEMBERS):
            queue = self._lanes[lane]
            while queue and len(taken) < 1000:
                taken.append(queue.popleft())
        if self._lanes[Lane.DESK] and len(taken) < 1000:
            taken.append(self._lanes[Lane.DESK].popleft())
        here = []
        for job in taken:
            if self._others is not None and self._goes_elsewhere(job):
                self._elsewhere.append(job)
                self._others.submit(self._write_elsewhere)
            else:
                here.append(job)
        return here

    def _goes_elsewhere(self, job: Job) -> bool:
        return self._others is not None and not (job.bulk or getattr(job.function, "grouped", False))

    def _write_elsewhere(self) -> None:
        """The next of those that have a transaction of their own."""
        job = self._elsewhere.popleft()
        if job.lane is not Lane.DESK and time.monotonic() - job.queued > LONGEST_WAIT:
            fail([job], busy())
            deliver([job])
        else:
            self._write_or_fail([job])

    def _write_or_fail(self, jobs: list[Job]) -> None:
        """Whatever goes wrong, also with the log, the one writer goes on and nobody waits for ever."""
        try:
            self._write_safely(jobs)
        except BaseException as error:
            fail(jobs, error)
            deliver(jobs)

    def _write_safely(self, jobs: list[Job]) -> None:
        try:
            write_batch(self._database, jobs)
        except BaseException as error:
            if is_outage(error):
                log.warning("writer.database", error=str(getattr(error, "orig", error))[:200])
                fail(jobs, what_to_say(error))
            elif len(jobs) > 1:
                for job in jobs:
                    self._write_safely([job])
                return
            else:
                log.error("writer.failed", use_case=jobs[0].function.__name__, exc_info=error)
                fail(jobs, error)
        self.batches += 1
        self.jobs += len(jobs)
        self._put_back_unstarted(jobs)
        deliver([job for job in jobs if job.result is not UNSTARTED])

    def _put_back_unstarted(self, jobs: list[Job]) -> None:
        unstarted = [job for job in jobs if job.result is UNSTARTED]
        with self._wake:
            for job in reversed(unstarted):
                self._lanes[job.lane].appendleft(job)


def _age(queue: deque[Job]) -> float:
    """Seconds that the first of a queue has waited; other threads may take it meanwhile."""
    try:
        return time.monotonic() - queue[0].queued
    except IndexError:
        return 0.0
