"""Durable answers a CPU-second of the application on PostgreSQL, beside the same on SQLite, turn by turn."""

from dataclasses import dataclass

from benchmarks.installation import Installation, Running, installed
from benchmarks.line import run
from benchmarks.papers import Sheet, lay_papers, not_stored
from benchmarks.postgres_server import PostgresServer, postgres
from benchmarks.report import Facts, Options, Row, Table
from benchmarks.tapping import Side, Turn, saturate

CONNECTIONS = 128
SEVERAL = 5
HOW = (
    f"{CONNECTIONS} keep-alive connections as in the table of durable answers. The application has one core to itself; "
    "PostgreSQL (on the disk, fsync and synchronous_commit on) runs on the clients' core, and its own CPU is a row "
    "by itself. Every acknowledged answer is looked up in both databases after the run."
)


@dataclass
class Turns:
    sqlite: list[Turn]
    postgres: list[Turn]
    theirs: list[float]
    """CPU-seconds of PostgreSQL itself in each turn."""

    def ratios(self) -> list[float]:
        pairs = zip(self.postgres, self.sqlite, strict=True)
        return [round(ours.per_cpu_second / lite.per_cpu_second, 3) for ours, lite in pairs]


def measure(options: Options) -> list[Table]:
    with postgres() as server:
        lite = installed(options.folder / "sqlite")
        grown = installed(options.folder / "postgres", database_url=server.url)
        sheets = [_sheets(made) for made in (lite, grown)]
        with lite.serve() as one, grown.serve() as other:
            turns = run(_turn_by_turn(one, other, server, sheets, options))
        lost = not_stored(lite.settings().url, sheets[0]) + not_stored(server.url, sheets[1])
        facts: Facts = {
            "errors": 0,
            "acknowledged and not stored": lost,
            "PostgreSQL": server.version,
            "connections": CONNECTIONS,
        }
    return [Table("postgres", "Durable answers on PostgreSQL", HOW, _rows(turns), facts)]


def _sheets(made: Installation) -> list[Sheet]:
    with made.house() as house:
        return lay_papers(house, made.contest, CONNECTIONS)


async def _turn_by_turn(
    one: Running, other: Running, server: PostgresServer, sheets: list[list[Sheet]], options: Options
) -> dict[int, Turns]:
    lite, grown = Side(one, sheets[0]), Side(other, sheets[1])
    for side in (lite, grown):
        await saturate(side, 1)
    turns = {count: Turns([], [], []) for count in (1, SEVERAL)}
    for number in range(options.rounds):
        for count, kept in turns.items():
            kept.sqlite.append(await saturate(lite, options.seconds, count))
            cpu = server.cpu()
            kept.postgres.append(await saturate(grown, options.seconds, count))
            kept.theirs.append(server.cpu() - cpu)
        options.say(f"  round {number + 1}: PostgreSQL / SQLite {turns[1].ratios()[-1]}")
    return turns


def _rows(turns: dict[int, Turns]) -> list[Row]:
    rows = []
    for count, said in ((1, "one answer a request"), (SEVERAL, f"{SEVERAL} answers a request")):
        kept = turns[count]
        theirs = [1e6 * cpu / turn.answers for cpu, turn in zip(kept.theirs, kept.postgres, strict=True)]
        rows += [
            Row(f"SQLite FULL, {said}", "answers/CPU-s", [round(one.per_cpu_second, 1) for one in kept.sqlite]),
            Row(f"PostgreSQL, {said}", "answers/CPU-s", [round(one.per_cpu_second, 1) for one in kept.postgres]),
            Row(f"PostgreSQL / SQLite, {said}", "×", kept.ratios(), "≥ 0.6" if count == 1 else ""),
            Row(f"CPU of PostgreSQL itself, {said}", "µs/answer", [round(one, 1) for one in theirs]),
        ]
    grown = turns[1].postgres
    rows += [
        Row("by the clock on PostgreSQL", "answers/s", [round(one.requests_per_second, 1) for one in grown]),
        Row("p99 at saturation on PostgreSQL", "ms", [one.p99 for one in grown]),
    ]
    return rows
