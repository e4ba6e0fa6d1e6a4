"""CPU of the server for one request of each kind, phase by phase: all open the door, then all sign in, and so on."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from benchmarks.arriving import Arrival, Files, files_of
from benchmarks.installation import HOST, Installation, Running, installed
from benchmarks.line import Line, run
from benchmarks.papers import Sheet, lay_papers
from benchmarks.report import Options, Row, RunFailed, Table
from benchmarks.synthetic_roll import write_roll
from benchmarks.tapping import Side, saturate, steadily
from benchmarks.wire import Wire

Deed = Callable[[], Awaitable[object]]
AT_ONCE = 16
HUMAN = 50
"""Saves a second of members who think."""


@dataclass
class Costs:
    """Milliseconds of the server's CPU a request, by kind, in the order of a member's day."""

    app: Running
    kinds: dict[str, list[float]] = field(default_factory=dict)

    async def of(self, kind: str, work: Iterable[Deed], requests: int = 0) -> None:
        """Do this work, some at once; ``requests``: how many it was where it is not one each."""
        deeds = list(work)
        cpu = self.app.cpu()
        for begin in range(0, len(deeds), AT_ONCE):
            await asyncio.gather(*(deed() for deed in deeds[begin : begin + AT_ONCE]))
        self.note(kind, self.app.cpu() - cpu, requests or len(deeds))

    def note(self, kind: str, cpu: float, requests: int) -> None:
        self.kinds.setdefault(kind, []).append(round(1000 * cpu / requests, 3))


def measure(options: Options) -> list[Table]:
    people = options.size(400, 64)
    template = installed(options.folder / "data", write_roll(options.folder / "roll.xlsx", 2 * people))
    kinds: dict[str, list[float]] = {}
    for number in range(options.rounds):
        made = template.copy(options.folder / f"round-{number}")
        with made.house() as house:
            sheets = lay_papers(house, made.contest, people)
        with made.serve() as app:
            costs = Costs(app, kinds)
            run(_day(costs, made, sheets, options))
    rows = [Row(kind, "ms/request", found) for kind, found in kinds.items()]
    how = (
        f"CPU of the whole server process for {people} requests of a kind, {AT_ONCE} at once, phase by phase: nothing "
        "else happens meanwhile. These are the service times of the simulation for larger contests."
    )
    return [Table("service_times", "CPU of one request", how, rows, {"errors": 0, "requests of a kind": people})]


async def _day(costs: Costs, made: Installation, sheets: list[Sheet], options: Options) -> None:
    people = len(sheets)
    files = await files_of(costs.app.port, made.contest, made.tokens[-1])
    await _arrive(costs, [Arrival(costs.app.port, made.contest, one, files) for one in made.tokens[people:-1]], files)
    side = Side(costs.app, sheets[:AT_ONCE])
    full = await saturate(side, options.seconds)
    costs.note(f"save, {AT_ONCE} connections without a pause", full.cpu, full.answers)
    human = await steadily(side, HUMAN, options.seconds)
    costs.note(f"save, {HUMAN} a second", human.cpu, human.answers)
    chance = random.Random(1)
    await costs.of("hand in", (_handing(side.lines[n % AT_ONCE], one, chance) for n, one in enumerate(sheets)))
    await costs.of("board of organisations", _boards(costs.app, made.contest, people))


async def _arrive(costs: Costs, arrivals: list[Arrival], files: Files) -> None:
    await costs.of("door, first request of a connection", (_page(one, "door") for one in arrivals))
    await costs.of("door", (_page(one, "door") for one in arrivals))
    for page, some in files.items():
        if some:
            loaded = (partial(one.files, page) for one in arrivals)
            await costs.of(f"static file of the {page}", loaded, len(arrivals) * len(some))
    await costs.of("sign in", (partial(one.sign_in, 0.0) for one in arrivals))
    await costs.of("start page", (_page(one, "start page") for one in arrivals))
    await costs.of("start", (partial(one.start, 0.0) for one in arrivals))
    await costs.of("question page", (_page(one, "question page") for one in arrivals))
    for one in arrivals:
        one.wire.close()


def _page(one: Arrival, page: str) -> Deed:
    return partial(one.page, page, 0.0)


def _handing(line: Line, sheet: Sheet, chance: random.Random) -> Deed:
    async def hand_in() -> None:
        status, body, _ = await line.exchange(sheet.hand_in(chance)[0])
        if status != 200:
            raise RunFailed(f"a hand-in was answered with {status} {body[:200]!r}")

    return hand_in


def _boards(app: Running, contest: str, count: int) -> list[Deed]:
    wires = [Wire(HOST, app.port) for _ in range(AT_ONCE)]

    async def board(wire: Wire) -> None:
        reply = await wire.get(f"/api/v1/contests/{contest}/boards/organisations", encoding="gzip")
        if reply.status != 200:
            raise RunFailed(f"a board was answered with {reply.status}")

    return [partial(board, wires[n % AT_ONCE]) for n in range(count)]
