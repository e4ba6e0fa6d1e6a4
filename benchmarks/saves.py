"""Durable answers a CPU-second of the application on SQLite, beside bare servers that store nothing, turn by turn."""

import statistics
from contextlib import ExitStack

from benchmarks.installation import BARE, Running, bare, installed
from benchmarks.line import run
from benchmarks.papers import Sheet, bare_sheet, lay_papers, not_stored
from benchmarks.report import Facts, Options, Row, Table
from benchmarks.tapping import Side, Turn, echoed, saturate, stands, steadily

CONNECTIONS = 128
SEVERAL = 5
OURS = "app"
NAMES = {
    "asgi_echo": "bare ASGI echo",
    "starlette_post": "bare Starlette POST",
    "fastapi_post": "bare FastAPI POST",
    OURS: "the application, SQLite FULL",
}
Turns = dict[tuple[str, int], list[Turn]]
"""By server and answers a request."""


def measure(options: Options) -> list[Table]:
    made = installed(options.folder / "data")
    with made.house() as house:
        sheets = lay_papers(house, made.contest, CONNECTIONS)
    with ExitStack() as stack:
        running = {name: stack.enter_context(bare(name)) for name in BARE}
        running[OURS] = stack.enter_context(made.serve())
        turns, half = run(_turn_by_turn(running, sheets, options))
    lost = not_stored(f"sqlite:///{made.folder / 'cup.db'}", sheets)
    return [_saturated(turns, lost), _at_half(half, lost)]


async def _turn_by_turn(running: dict[str, Running], sheets: list[Sheet], options: Options) -> tuple[Turns, list[Turn]]:
    sides = {name: _side(name, one, sheets) for name, one in running.items()}
    for side in sides.values():
        await saturate(side, 1)
    turns: Turns = {(name, count): [] for count in (1, SEVERAL) for name in sides}
    half: list[Turn] = []
    for number in range(options.rounds):
        for (name, count), kept in turns.items():
            kept.append(await saturate(sides[name], options.seconds, count))
        full = turns[OURS, 1][-1].requests_per_second
        half.append(await steadily(sides[OURS], full / 2, options.seconds))
        said = ", ".join(f"{name} {turns[name, 1][-1].per_cpu_second:,.0f}" for name in sides)
        options.say(f"  round {number + 1}: {said} answers a CPU-second")
    return turns, half


def _side(name: str, running: Running, sheets: list[Sheet]) -> Side:
    ours = sheets if name == OURS else [bare_sheet(number) for number in range(CONNECTIONS)]
    return Side(running, ours, echoed if name == "asgi_echo" else stands)


def _saturated(turns: Turns, lost: int) -> Table:
    rows = []
    for count, said in ((1, "one answer a request"), (SEVERAL, f"{SEVERAL} answers a request")):
        rows += [Row(f"{NAMES[name]}, {said}", "answers/CPU-s", _runs(turns[name, count])) for name in (*BARE, OURS)]
        reaches = {"asgi_echo": "", "starlette_post": "≥ 0.6", "fastapi_post": "≥ 1.5"} if count == 1 else {}
        rows += [
            Row(f"the application / {NAMES[name]}, {said}", "×", _ratios(turns, name, count), reaches.get(name, ""))
            for name in BARE
        ]
    ours = turns[OURS, 1]
    rows += [
        Row(
            "the application by the clock, one answer a request", "answers/s", [one.requests_per_second for one in ours]
        ),
        Row("the application, p50 at saturation", "ms", [one.p50 for one in ours]),
        Row("the application, p99 at saturation", "ms", [one.p99 for one in ours]),
    ]
    facts: Facts = {
        "errors": 0,
        "acknowledged and not stored": lost,
        "connections": CONNECTIONS,
        "cores in use at saturation": ", ".join(f"{name} {_busy(turns[name, 1])}" for name in NAMES),
        "answers acknowledged": sum(one.answers for (name, _), kept in turns.items() if name == OURS for one in kept),
    }
    how = (
        f"{CONNECTIONS} keep-alive connections, each with a paper of its own, tap again as soon as they are answered; "
        "all servers under the same uvicorn settings on one core, the clients on the other, turn by turn in one run. "
        "CPU-seconds are those of the whole server process; every reply is checked, and after the run every "
        "acknowledged answer is looked up in the file."
    )
    return Table("saves", "Durable answers per CPU-second", how, rows, facts)


def _at_half(half: list[Turn], lost: int) -> Table:
    rows = [
        Row("planned", "answers/s", [one.requests_per_second for one in half]),
        Row("p50", "ms", [one.p50 for one in half]),
        Row("p99", "ms", [one.p99 for one in half], "≤ 50"),
        Row("answers per CPU-second", "answers/CPU-s", _runs(half)),
    ]
    how = (
        "Open loop over HTTP: one answer a request at random moments, at half the rate that the same round reached at "
        "saturation; times count from the planned moment."
    )
    facts = {"errors": 0, "acknowledged and not stored": lost, "connections": CONNECTIONS}
    return Table("saves_at_half", "Saves over HTTP at half of saturation", how, rows, facts)


def _busy(turns: list[Turn]) -> float:
    return round(statistics.median(one.busy for one in turns), 2)


def _runs(turns: list[Turn]) -> list[float]:
    return [round(one.per_cpu_second, 1) for one in turns]


def _ratios(turns: Turns, name: str, count: int) -> list[float]:
    """Of each round by itself."""
    pairs = zip(turns[OURS, count], turns[name, count], strict=True)
    return [round(ours.per_cpu_second / bare_.per_cpu_second, 3) for ours, bare_ in pairs]
