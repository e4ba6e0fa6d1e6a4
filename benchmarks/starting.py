"""From start to the first page and board with 100,000 results in the ledger; also after a kill under load."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

import psutil

from benchmarks.installation import HOST, Installation, Running, installed
from benchmarks.line import run
from benchmarks.many_results import lay_results
from benchmarks.papers import Sheet, lay_papers, not_stored
from benchmarks.report import Options, Row, RunFailed, Table
from benchmarks.synthetic_roll import write_roll
from benchmarks.tapping import Side, saturate
from benchmarks.wire import Wire

MEMBERS = 10_000
WRITERS = 64


@dataclass
class Started:
    """Seconds from the start of the process."""

    answers: float
    page: float
    board: float
    cpu: float
    """CPU-seconds of the process until then."""


def measure(options: Options) -> list[Table]:
    results = options.size(100_000, 3000)
    made = installed(options.folder / "data", write_roll(options.folder / "roll.xlsx", options.size(MEMBERS, 1000)))
    with made.house() as house:
        lay_results(house, made.contest, results)
        sheets = lay_papers(house, made.contest, WRITERS)
    options.say(f"  a ledger of {results:,} results is there")
    stopped = [_start(made) for _ in range(options.rounds + 1)][1:]
    killed = []
    lost = 0
    for _ in range(options.rounds):
        _kill_under_load(made, sheets)
        killed.append(_start(made))
        lost += not_stored(made.settings().url, sheets, or_newer=True)
    rows = [*_rows("after a stop", stopped), *_rows("after a kill", killed)]
    how = (
        f"`serve` on a SQLite file with {results:,} results: seconds from the start of the process until it answers, "
        "until the first page, and until the whole board of organisations, which folds the ledger from the beginning. "
        f"The second half after SIGKILL while {WRITERS} members save as fast as they can; everything acknowledged "
        "before the kill must be there."
    )
    facts = {"errors": 0, "acknowledged and not stored": lost, "results": results, "kills": len(killed)}
    return [Table("starting", f"Start and recovery with {results:,} results", how, rows, facts)]


def _kill_under_load(made: Installation, sheets: list[Sheet]) -> None:
    with made.serve() as app:
        run(_save_until_killed(app, sheets))


async def _save_until_killed(app: Running, sheets: list[Sheet]) -> None:
    side = Side(app, sheets)
    saving = asyncio.create_task(saturate(side, 60))
    await asyncio.sleep(2)
    app.kill()
    with contextlib.suppress(RunFailed, psutil.Error):
        await saving


def _rows(when: str, starts: list[Started]) -> list[Row]:
    return [
        Row(f"until it answers, {when}", "s", [one.answers for one in starts]),
        Row(f"until the first page, {when}", "s", [one.page for one in starts], "≤ 3"),
        Row(f"until the first board, {when}", "s", [one.board for one in starts], "≤ 3"),
        Row(f"CPU of the process until then, {when}", "s", [one.cpu for one in starts]),
    ]


def _start(made: Installation) -> Started:
    with made.serve() as app:
        return run(_first(app, made.contest))


async def _first(app: Running, contest: str) -> Started:
    """``app`` answers already; a page and a board of ``contest`` now."""
    begun = time.monotonic()
    wire = Wire(HOST, app.port)
    page = await wire.get(f"/screen/{contest}/organisations", accept="text/html")
    shown = time.monotonic() - begun
    board = await wire.get(f"/api/v1/contests/{contest}/boards/organisations")
    if page.status != 200 or board.status != 200 or not board.json()["rows"]:
        raise RunFailed(f"page {page.status}, board {board.status}")
    both = time.monotonic() - begun
    return Started(
        answers=round(app.seconds, 2),
        page=round(app.seconds + shown, 2),
        board=round(app.seconds + both, 2),
        cpu=round(app.cpu(), 2),
    )
