"""CPU of one request of each kind on PostgreSQL, of the application and of PostgreSQL itself, and how long one
transaction holds the head of a chain: what the simulation of larger installations needs beside
:mod:`benchmarks.service_times`."""

import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from random import Random

from sqlalchemy import select
from sqlmodel import col

from app.contests.finding import contest
from app.contests.models import RollMember
from app.core.house import House
from app.core.journal import Journal
from app.core.plain import Plain
from app.ledger.appending import append
from benchmarks.arriving import Arrival, files_of
from benchmarks.installation import Installation, installed
from benchmarks.line import lines, run
from benchmarks.many_results import Person, _result
from benchmarks.papers import Sheet, lay_papers
from benchmarks.postgres_server import PostgresServer, postgres
from benchmarks.report import Options, Row, Table
from benchmarks.service_times import AT_ONCE, Costs, _handing, _page
from benchmarks.synthetic_roll import write_roll

BATCHES = (1, 10, 100)
HOLDS = 20
"""Transactions of each size in a round."""
FIRST = 10_000_000
"""Papers of the entries that are made up here have numbers from this one on."""
Deed = Callable[[], Awaitable[object]]


@dataclass
class BothCosts(Costs):
    """The application's CPU, and under the same kinds PostgreSQL's."""

    server: PostgresServer | None = None
    theirs: dict[str, list[float]] = field(default_factory=dict)

    async def of(self, kind: str, work: Iterable[Deed], requests: int = 0) -> None:
        assert self.server is not None
        deeds, before = list(work), self.server.cpu()
        await super().of(kind, deeds, requests)
        spent = 1000 * (self.server.cpu() - before) / (requests or len(deeds))
        self.theirs.setdefault(kind, []).append(round(spent, 3))


def measure(options: Options) -> list[Table]:
    people = options.size(400, 64)
    roll = write_roll(options.folder / "roll.xlsx", 2 * people * options.rounds + 2)
    with postgres() as server:
        made = installed(options.folder / "data", roll, server.url)
        with made.house() as house:
            sheets = lay_papers(house, made.contest, people * options.rounds)
        kinds: dict[str, list[float]] = {}
        theirs: dict[str, list[float]] = {}
        with made.serve() as app:
            for number in range(options.rounds):
                costs = BothCosts(app, kinds, server, theirs)
                some = slice(number * people, (number + 1) * people)
                tokens = made.tokens[-2 - some.start - people : -2 - some.start]
                run(_day(costs, made, tokens, sheets[some]))
        held = _holds(made, options.rounds)
    rows = [Row(f"application: {kind}", "ms/request", found) for kind, found in kinds.items()]
    rows += [Row(f"PostgreSQL: {kind}", "ms/request", found) for kind, found in theirs.items()]
    rows += [Row(f"head held for {size} entries", "ms", found) for size, found in held.items()]
    how = (
        f"As the table of one request, {people} of a kind, {AT_ONCE} at once, on PostgreSQL; its CPU is that of all "
        f"its processes. The head is held by the clock, from asking for its lock until the commit has returned, "
        f"{HOLDS} transactions a size and round, nothing beside: a round's figure is their median."
    )
    facts: dict[str, str | int | float] = {"errors": 0, "requests of a kind": people, "PostgreSQL": server.version}
    return [Table("postgres_times", "CPU of one request on PostgreSQL", how, rows, facts)]


async def _day(costs: BothCosts, made: Installation, tokens: list[str], sheets: list[Sheet]) -> None:
    arrivals = [Arrival(costs.app.port, made.contest, one, {}) for one in tokens]
    await files_of(costs.app.port, made.contest, made.tokens[-1])
    await costs.of("door", (_page(one, "door") for one in arrivals))
    await costs.of("sign in", (partial(one.sign_in, 0.0) for one in arrivals))
    await costs.of("start page", (_page(one, "start page") for one in arrivals))
    await costs.of("start", (partial(one.start, 0.0) for one in arrivals))
    await costs.of("question page", (_page(one, "question page") for one in arrivals))
    for one in arrivals:
        one.wire.close()
    opened, chance = await lines(costs.app.port, AT_ONCE), Random(1)
    await costs.of("hand in", (_handing(opened[n % AT_ONCE], one, chance) for n, one in enumerate(sheets)))


def _holds(made: Installation, rounds: int) -> dict[int, list[float]]:
    with made.house() as house:
        return {size: [_hold(house, made.contest, size) for _ in range(rounds)] for size in BATCHES}


def _hold(house: House, slug: str, size: int) -> float:
    """Milliseconds, the median of some transactions that append ``size`` entries."""
    with house.database.reading() as session:
        view = contest(session, slug)
        rows = session.execute(select(col(RollMember.member_key), col(RollMember.organisation_id)).limit(500))
        people = [Person(*row) for row in rows]
    spans = []
    for _ in range(HOLDS):
        with house.database.writer.connect() as connection, connection.begin() as transaction:
            ours = Journal()
            here = Plain(connection, ours.info)
            for _ in range(size):
                append(here, view.id, _result(view, people, next(_numbers), Random(1)))
            begun = time.monotonic()
            ours.flush(here)
            transaction.commit()
            spans.append(time.monotonic() - begun)
    return round(1000 * sorted(spans)[len(spans) // 2], 3)


_numbers = iter(range(FIRST, 2 * FIRST))
