"""Everybody comes at once, everybody hands in at once; over HTTP, open loop."""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from app.verify.verifying import verify
from benchmarks.arriving import KINDS, Arrival, files_of
from benchmarks.installation import Installation, Running, installed
from benchmarks.line import Line, at_their_moments, centile, lines, run
from benchmarks.papers import Sheet, lay_papers, not_stored, results
from benchmarks.report import Options, Row, RunFailed, Table
from benchmarks.synthetic_roll import write_roll
from benchmarks.tapping import Side, Turn, steadily

COUNTY, TEN_THOUSAND = 2789, 10_000
SAVES = 200
"""A second, beside the hand-ins."""
WRITERS = 200


def measure(options: Options) -> list[Table]:
    county = installed(options.folder / "county", write_roll(options.folder / "county.xlsx", COUNTY + WRITERS))
    many = county
    if not options.short:
        many = installed(options.folder / "many", write_roll(options.folder / "many.xlsx", TEN_THOUSAND + 1))
    return [
        _opening(county, options.size(COUNTY, 200), options.size(60, 6), options),
        _opening(many, options.size(TEN_THOUSAND, 400), options.size(120, 10), options),
        _closing(county, options.size(COUNTY, 300), options.size(10, 3), options),
    ]


@dataclass
class Opening:
    spans: dict[str, list[float]] = field(default_factory=dict)
    cpu: float = 0.0

    def p99(self, kind: str) -> float:
        return centile(self.spans[kind], 0.99)


def _opening(template: Installation, members: int, seconds: int, options: Options) -> Table:
    rounds = []
    for number in range(options.rounds):
        made = template.copy(options.folder / f"opening-{members}-{number}")
        with made.serve() as app:
            rounds.append(run(_arrive(app, made, members, seconds)))
        started = _papers(made)
        if started != members + 1:
            raise RunFailed(f"{members + 1} members started, {started} papers are there")
        options.say(
            f"  {members:,} in {seconds} s: {', '.join(f'{kind} {rounds[-1].p99(kind):.0f}' for kind in KINDS)} ms"
        )
    rows = [Row(f"{kind}, p99", "ms", [one.p99(kind) for one in rounds], "≤ 1000") for kind in KINDS]
    rows.append(Row("CPU of the server a member", "ms", [round(1000 * one.cpu / members, 2) for one in rounds]))
    asked = sum(len(spans) for spans in rounds[0].spans.values())
    how = (
        f"{members:,} members open the door at random moments of {seconds} s, each with an empty cache and a "
        "connection of its own: the page with its files, sign in by the card's code, the start page, start, the "
        "question page. Times of the door count from the planned moment."
    )
    facts = {"errors": 0, "members": members, "seconds": seconds, "requests a round": asked}
    return Table(f"opening_{members}", f"Opening rush: {members:,} members in {seconds} s", how, rows, facts)


async def _arrive(app: Running, made: Installation, members: int, seconds: int) -> Opening:
    files = await files_of(app.port, made.contest, made.tokens[-1])
    chance = random.Random(members)
    moments = sorted(chance.uniform(0, seconds) for _ in range(members))
    arrivals = [Arrival(app.port, made.contest, token, files) for token in made.tokens[:members]]
    tasks: list[asyncio.Task[None]] = []
    cpu = app.cpu()
    await at_their_moments(moments, lambda n, planned: tasks.append(asyncio.create_task(arrivals[n].go(planned))))
    await asyncio.wait_for(asyncio.gather(*tasks), 120)
    found = Opening(cpu=app.cpu() - cpu)
    for one in arrivals:
        for kind, span in one.spans:
            found.spans.setdefault(kind, []).append(span)
    return found


def _papers(made: Installation) -> int:
    with made.house() as house, house.database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM paper WHERE state = 'open'")).scalar_one())


@dataclass
class Closing:
    spans: list[float]
    saves: Turn
    cpu: float
    seconds: float


def _closing(template: Installation, members: int, seconds: int, options: Options) -> Table:
    rounds: list[Closing] = []
    lost = differences = 0
    for number in range(options.rounds):
        made = template.copy(options.folder / f"closing-{number}")
        with made.house() as house:
            sheets = lay_papers(house, made.contest, members + WRITERS)
        with made.serve() as app:
            rounds.append(run(_hand_in(app, sheets, members, seconds)))
        lost += not_stored(made.settings().url, sheets) + members - results(Path(made.folder))
        with made.house() as house:
            differences += verify(house, made.contest).differences
        said = f"p99 {centile(rounds[-1].spans, 0.99):.0f} ms, saves {rounds[-1].saves.p99:.0f} ms"
        options.say(f"  {members:,} hand in within {seconds} s: {said}")
    rows = [
        Row("hand-in, p50", "ms", [centile(one.spans, 0.5) for one in rounds]),
        Row("hand-in, p99", "ms", [centile(one.spans, 0.99) for one in rounds], "≤ 2000"),
        Row("slowest hand-in", "ms", [round(1000 * max(one.spans), 1) for one in rounds]),
        Row("save beside, p99", "ms", [one.saves.p99 for one in rounds], "≤ 2000"),
        Row("CPU of the server in all", "s", [round(one.cpu, 2) for one in rounds]),
        Row("from the first hand-in to the last outcome", "s", [round(one.seconds, 2) for one in rounds]),
    ]
    how = (
        f"{members:,} members hand in at random moments of {seconds} s, each with a last answer in the same request, "
        f"while {WRITERS} others save {SAVES} answers a second; open loop. Afterwards every acknowledged answer and "
        "every result is looked up, and the second scorer recomputes the contest."
    )
    facts = {"errors": 0, "lost": lost, "differences": differences, "hand-ins a round": members}
    return Table("closing", f"Closing rush: {members:,} hand-ins in {seconds} s", how, rows, facts)


async def _hand_in(app: Running, sheets: list[Sheet], members: int, seconds: int) -> Closing:
    opened = await lines(app.port, members)
    chance = random.Random(members)
    moments = sorted(chance.uniform(0, seconds) for _ in range(members))
    side = Side(app, sheets[members:])
    begun, cpu = time.monotonic(), app.cpu()
    saves = asyncio.create_task(steadily(side, SAVES, seconds))
    spans = await _all_hand_in(opened, sheets[:members], moments)
    return Closing(spans, await saves, app.cpu() - cpu, time.monotonic() - begun)


async def _all_hand_in(opened: list[Line], sheets: list[Sheet], moments: list[float]) -> list[float]:
    spans: list[float] = []
    wrong: list[str] = []
    everybody = asyncio.Event()
    chance = random.Random(1)

    def start(place: int, planned: float) -> None:
        request, given = sheets[place].hand_in(chance)

        def answered(status: int, body: bytes, seconds: float) -> None:
            if status == 200 and "receipt" in json.loads(body):
                sheets[place].acknowledged.update({n: (seq, letter) for n, letter, seq in given})
                spans.append(seconds)
            else:
                wrong.append(f"{status} {body[:200]!r}")
            if len(spans) + len(wrong) == len(moments):
                everybody.set()

        opened[place].ask(request, planned, answered)

    await at_their_moments(moments, start)
    await asyncio.wait_for(everybody.wait(), 60)
    if wrong:
        raise RunFailed(f"{len(wrong)} hand-ins: {wrong[0]}")
    return spans
