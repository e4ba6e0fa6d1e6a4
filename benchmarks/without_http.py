"""3,000 saves, 300 hand-ins and 50 sign-ins a second in one process without HTTP: by themselves, and with desk work."""

import asyncio
import time
from dataclasses import dataclass

from benchmarks.county import County, at_work, county
from benchmarks.crowd import KINDS, Load, Served
from benchmarks.desk_work import Stretch, load_roll, mark_again
from benchmarks.line import run
from benchmarks.report import Options, Row, RunFailed, Table

IN_PROCESS = True
MEMBERS, STAYING = 10_000, 1000
FULL = Load(saves=3000, hand_ins=300, sign_ins=50, seconds=30)
SHORT = Load(saves=300, hand_ins=30, sign_ins=5, seconds=8)


@dataclass
class Round:
    served: Served
    begun: float
    cpu: float
    roll: Stretch | None = None
    marks: Stretch | None = None
    lost: int = 0

    def within(self, work: Stretch | None) -> tuple[float, float]:
        """Seconds from the start of the load."""
        return (work.begun - self.begun, work.ended - self.begun) if work else (0, 0)


def measure(options: Options) -> list[Table]:
    made = county(options, options.size(MEMBERS, 600), options.size(STAYING, 100))
    load = SHORT if options.short else FULL
    alone, beside = [], []
    for number in range(options.rounds):
        alone.append(one_round(made, load, options, f"alone-{number}", desk=False))
        beside.append(one_round(made, load, options, f"beside-{number}", desk=True))
        said = ", ".join(f"{kind} {beside[-1].served.centile(kind):.0f}" for kind in KINDS)
        options.say(f"  round {number + 1}, with desk work: p99 {said} ms")
    rows = [*_rows("desk work beside", beside, "≤ 50"), *_rows("nothing beside", alone, "")]
    rows.append(
        Row("CPU, clients included, nothing beside", "CPU-s/s", [round(one.cpu / load.seconds, 2) for one in alone])
    )
    how = (
        f"One process: {load.saves:,} saves, {load.hand_ins} hand-ins and {load.sign_ins} sign-ins a second at random "
        f"moments of {load.seconds:g} s through the use cases and the writer (SQLite FULL), {len(made.sheets):,} "
        f"papers open. Beside it, in a thread as at the desk: a roll with {len(made.sheets):,} new people is loaded, "
        "then papers are marked again until the load ends. Times count from the planned moment until the outcome is "
        "durable."
    )
    lost = sum(one.lost for one in alone + beside)
    facts = {
        "errors": 0,
        "acknowledged and not stored": lost,
        "seconds a round": load.seconds,
        "papers marked again beside": sum(one.marks.count for one in beside if one.marks),
    }
    return [Table("without_http", "Writer and use cases without HTTP", how, rows, facts)]


def _rows(when: str, rounds: list[Round], reach: str) -> list[Row]:
    rows = []
    for kind in KINDS:
        rows.append(Row(f"{kind}, p50, {when}", "ms", [one.served.centile(kind, 0.5) for one in rounds]))
        rows.append(Row(f"{kind}, p99, {when}", "ms", [one.served.centile(kind) for one in rounds], reach))
        rows.append(Row(f"{kind}, slowest, {when}", "ms", [one.served.most(kind) for one in rounds]))
    return rows


def one_round(template: County, load: Load, options: Options, name: str, *, desk: bool) -> Round:
    """On a copy of its own; the copy is gone afterwards."""
    template.forget()
    made = template.copy(options.folder / name)
    with at_work(made) as house:
        cpu, begun = time.process_time(), time.monotonic()

        async def both() -> tuple[Served, Stretch | None, Stretch | None]:
            coming = asyncio.create_task(made.crowd(house).come(load))
            if not desk:
                return await coming, None, None
            await asyncio.sleep(1)
            roll = await asyncio.to_thread(load_roll, house, made.longer, len(made.sheets))
            if coming.done():
                options.say("  the load ended before the roll was loaded")
            marks = await asyncio.to_thread(mark_again, house, made.made.contest, made.closed, coming.done)
            return await coming, roll, marks

        served, roll, marks = run(both())
        found = Round(served, begun, time.process_time() - cpu, roll, marks)
    found.lost = made.lost()
    if len(served.spans["save"]) != int(load.saves * load.seconds):
        raise RunFailed("not everything planned was done")
    return found
