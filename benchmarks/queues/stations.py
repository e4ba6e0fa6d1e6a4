"""Discrete events: a clock, stations with a queue, and processes that write in batches as the application does."""

import heapq
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

from benchmarks.queues.costs import Costs

Then = Callable[[], None]
PIECE = 5.0
"""ms after which Python gives another thread its turn."""
MOST_SAVES, MOST_HAND_INS = 1000, 100


class Clock:
    """Time in ms; what falls on the same moment happens in the order in which it was planned."""

    def __init__(self) -> None:
        self.now = self.last = 0.0
        """``last``: when something last happened."""
        self._planned: list[tuple[float, int, Then]] = []
        self._count = 0

    def at(self, moment: float, then: Then) -> None:
        self._count += 1
        heapq.heappush(self._planned, (moment, self._count, then))

    def run(self, until: float) -> None:
        while self._planned and self._planned[0][0] <= until:
            self.now, _, then = heapq.heappop(self._planned)
            self.last = self.now
            then()
        self.now = max(self.now, until)


class Station:
    """``servers`` of the same kind and one queue before them, first come, first served."""

    def __init__(self, clock: Clock, servers: int = 1) -> None:
        self.clock, self._free = clock, servers
        self.servers = servers
        self.busy = 0.0
        """ms of all servers together."""
        self._queue: deque[tuple[float, Then]] = deque()

    def ask(self, work: float, then: Then) -> None:
        """``then`` is called when ``work`` ms are done."""
        self._queue.append((work, then))
        self._next()

    def ask_in_pieces(self, work: float, then: Then) -> None:
        """Others have their turn in between."""
        if work <= PIECE:
            self.ask(work, then)
        else:
            self.ask(PIECE, lambda: self.ask_in_pieces(work - PIECE, then))

    def _next(self) -> None:
        while self._free and self._queue:
            work, then = self._queue.popleft()
            self._free -= 1
            self.busy += work
            self.clock.at(self.clock.now + work, partial(self._done, then))

    def _done(self, then: Then) -> None:
        self._free += 1
        then()
        self._next()

    @property
    def waiting(self) -> int:
        return len(self._queue)


@dataclass
class Database:
    """``cores`` is None on SQLite: its work is the process's own. ``heads``: of each chain, held by one at a time."""

    clock: Clock
    costs: Costs
    cores: Station | None
    heads: Sequence[Station]
    chance: Random
    far: bool = False
    """A commit is agreed on by several machines."""

    def sync(self) -> float:
        """ms; half of it always, the rest as luck has it."""
        mean = self.costs["sync"] + (self.costs["far_commit"] if self.far else 0)
        return mean / 2 + self.chance.expovariate(2 / mean)

    def commit(self, kinds: Sequence[str], chain: int, then: Then) -> None:
        if self.cores is None:
            self.clock.at(self.clock.now + self.sync(), then)
            return
        work = self.costs["pg_batch"] + sum(self.costs[f"pg_{kind}"] for kind in kinds)
        self.cores.ask(work, lambda: self._end(kinds.count("hand_in"), chain, then))

    def _end(self, hand_ins: int, chain: int, then: Then) -> None:
        if not hand_ins:
            self.clock.at(self.clock.now + self.sync(), then)
            return
        held = self.costs.head_fixed + hand_ins * self.costs.head_entry + (self.costs["far_commit"] if self.far else 0)
        self.heads[chain].ask(held, then)


@dataclass
class Job:
    kind: str
    asked: float
    then: Then | None = None


@dataclass
class Process:
    """One core, one event loop, one writer thread: HTTP work and batches take turns on the core."""

    clock: Clock
    costs: Costs
    database: Database
    core: Station
    spans: dict[str, list[float]]
    """ms from the planned moment to the outcome, by kind."""
    chain: int = 0
    """Whose members come here: the head that its hand-ins need."""
    jobs: deque[Job] = field(default_factory=deque)
    writing: bool = False
    batches: int = 0
    written: int = 0

    def page(self, kind: str, work: float, database_work: float = 0.0) -> None:
        asked = self.clock.now
        note = lambda: self.spans[kind].append(self.clock.now - asked)  # noqa: E731
        cores = self.database.cores
        if cores is None or not database_work:
            self.core.ask_in_pieces(work, note)
        else:
            self.core.ask_in_pieces(work, lambda: cores.ask(database_work, note))

    def write(self, kind: str, then: Then | None = None) -> None:
        job = Job(kind, self.clock.now, then)
        self.core.ask(self.costs["http"], lambda: self._queued(job))

    def _queued(self, job: Job) -> None:
        self.jobs.append(job)
        self._begin()

    def _begin(self) -> None:
        if self.writing or not self.jobs:
            return
        batch = self._take()
        self.writing = True
        self.batches += 1
        self.written += len(batch)
        work = self.costs.batch(len(batch)) + sum(map(self._work, batch))
        kinds = [job.kind for job in batch]
        ended = lambda: self._ended(batch)  # noqa: E731
        self.core.ask_in_pieces(work, lambda: self.database.commit(kinds, self.chain, ended))

    def _work(self, job: Job) -> float:
        """ms beyond HTTP and beyond what the batch costs; the measured hand-ins came sixteen at once."""
        if job.kind == "save":
            return self.costs.save_item - self.costs["http"]
        if job.kind == "hand_in":
            return max(0.05, self.costs.hand_in_item(self.database.cores is None) - self.costs["http"])
        return max(0.05, self.costs.app(job.kind, self.database.cores is None) - self.costs["http"])

    def _take(self) -> list[Job]:
        """As the writer: all that waits, up to its limits; hand-ins beyond theirs wait for the next batch."""
        batch: list[Job] = []
        left: list[Job] = []
        hand_ins = 0
        while self.jobs and len(batch) < MOST_SAVES:
            job = self.jobs.popleft()
            hand_ins += job.kind == "hand_in"
            (left if job.kind == "hand_in" and hand_ins > MOST_HAND_INS else batch).append(job)
        self.jobs.extendleft(reversed(left))
        return batch

    def _ended(self, batch: Sequence[Job]) -> None:
        self.writing = False
        for job in batch:
            self.spans[job.kind].append(self.clock.now - job.asked)
            if job.then is not None:
                job.then()
        self._begin()


def centile(spans: Sequence[float], part: float) -> float:
    ordered = sorted(spans)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")
