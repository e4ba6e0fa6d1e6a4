"""Boards at scale: a tick with a hundred new results, what a first look costs, and what a fold holds in memory."""

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from app.boards import standings as folds
from app.boards.asking import Asked
from app.boards.rendering import show
from app.contests.finding import ContestView, contest
from app.core.house import House, open_house
from app.core.settings import Settings
from app.live.ticker import frames
from app.live.topics import Topic
from benchmarks.big_contest import SLUG, BigContest, Size, opened
from benchmarks.installation import ROOT
from benchmarks.report import Options, Row, Table

IN_PROCESS = True
NEW = 100
TICKS = 7
"""Of each round; a round's figure is their median."""
MEMBERS = (1_000, 10_000, 100_000, 1_000_000)
ORGANISATIONS = (168, 1_700, 17_000)
BOARDS = tuple(Topic(SLUG, Asked(board), "zh") for board in ("organisations", "members", "districts"))
FIRST_ROWS = (Topic(SLUG, Asked("organisations", top=20), "zh"),)
REACH = {100_000: "≤ 1.5", 1_000_000: "≤ 2"}


def measure(options: Options) -> list[Table]:
    by_members = [Size(members, 168, members) for members in (MEMBERS[:3] if options.short else MEMBERS)]
    members = options.size(100_000, 10_000)
    by_organisations = [
        Size(members, count, members) for count in (ORGANISATIONS[:2] if options.short else ORGANISATIONS)
    ]
    return [_ticks_by_members(options, by_members), _ticks_by_organisations(options, by_organisations), _cold(options)]


# --- ticks ------------------------------------------------------------------------------------------------------------


def _ticks_by_members(options: Options, sizes: Sequence[Size]) -> Table:
    with _all_opened(options, sizes) as contests:
        rounds = [[_tick(one, BOARDS) for one in contests] for _ in range(max(options.rounds, 3))]
        own = [_own_rank(one) for one in contests]
    rows = []
    for n, size in enumerate(sizes):
        name = f"{size.members:,} members"
        rows.append(Row(name, "ms", [1000 * one[n] for one in rounds]))
        if n:
            times = [one[n] / one[0] for one in rounds]
            rows.append(Row(f"{name} against {sizes[0].members:,}", "×", times, REACH.get(size.members, "")))
    rows += [Row(f"own place among {size.members:,}", "µs", [1e6 * own[n]]) for n, size in enumerate(sizes)]
    return Table(
        "boards.members",
        f"Board tick, {NEW} new results: by members",
        "CPU of the ticker's own function, from the new entries to the bytes of three boards (organisations with every "
        "row, members, districts), 168 organisations; one process, the sizes in turn. Each figure is the median of "
        f"{TICKS} ticks.",
        rows,
        {"results before": "as many as members", "ticks": TICKS * len(rounds)},
    )


def _ticks_by_organisations(options: Options, sizes: Sequence[Size]) -> Table:
    rows = []
    with _all_opened(options, sizes) as contests:
        for topics, name in ((FIRST_ROWS, "the first 20 rows"), (BOARDS, "every row")):
            rounds = [[_tick(one, topics) for one in contests] for _ in range(max(options.rounds, 3))]
            for n, size in enumerate(sizes):
                told = f"{size.organisations:,} organisations, {name}"
                rows.append(Row(told, "ms", [1000 * one[n] for one in rounds]))
        bytes_ = {
            f"bytes of every row, {one.size.organisations:,}": len(frames(one.house, BOARDS[:1])[BOARDS[0]].data)
            for one in contests
        }
    return Table(
        "boards.organisations",
        f"Board tick, {NEW} new results: by organisations",
        f"As above, with {sizes[0].members:,} members. A board of which only the first rows are asked grows with what "
        "is new; one with every row is written, hashed and sent whole.",
        rows,
        dict(bytes_),
    )


@contextlib.contextmanager
def _all_opened(options: Options, sizes: Sequence[Size]) -> Iterator[list[BigContest]]:
    with contextlib.ExitStack() as stack:
        contests: list[BigContest] = []
        for size in sizes:
            options.say(f"{size.members:,} members in {size.organisations:,} organisations …")
            contests.append(stack.enter_context(opened(_folder(options, size), size)))
            frames(contests[-1].house, BOARDS)
        yield contests


def _folder(options: Options, size: Size) -> Path:
    return options.folder / f"{size.members}-{size.organisations}-{size.results}"


def _tick(one: BigContest, topics: Sequence[Topic]) -> float:
    """CPU-seconds of this thread."""
    runs = []
    frames(one.house, topics)
    for _ in range(TICKS):
        one.hand_in(NEW)
        begun = time.thread_time()
        made = frames(one.house, topics)
        runs.append(time.thread_time() - begun)
        if len(made) != len(topics) or any(frame.id != f"{one.written + 1}.0" for frame in made.values()):
            raise AssertionError("a board does not show the newest results")
    return statistics.median(runs)


def _own_rank(one: BigContest) -> float:
    places = range(0, one.size.members, max(1, one.size.members // 1000))
    with (
        one.house.database.reading() as session,
        folds.at(one.house, session, _view(one.house), "public") as (found, _),
    ):
        order = found.order
        order.rank(0)
        begun = time.thread_time()
        for place in places:
            order.rank(place)
        return (time.thread_time() - begun) / len(places)


def _view(house: House) -> ContestView:
    with house.database.reading() as session:
        return contest(session, SLUG)


# --- the first look ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cold:
    """What a process of its own measured: CPU-seconds and bytes."""

    fold: float
    boards: float
    memory: int


def _cold(options: Options) -> Table:
    entries = options.size(1_000_000, 100_000)
    long = Size(entries // 100, 168, entries, "daily_best", a_day=3)
    wide = Size(entries, 168, entries)
    rows, facts = [], dict[str, str | int | float]()
    for size, counts, name in (
        (long, "best", f"{long.members:,} members × 100, the best counts"),
        (long, "daily_best", f"{long.members:,} members × 100, the best of each day counts"),
        (wide, "best", f"{wide.members:,} members × 1"),
    ):
        options.say(f"cold fold: {name} …")
        with opened(_folder(options, size), size):
            pass
        runs = [_in_own_process(_folder(options, size), counts) for _ in range(max(options.rounds, 3))]
        whole = [one.fold + one.boards for one in runs]
        rows.append(Row(name, "s", whole, "≤ 3" if not options.short else ""))
        rows.append(Row(f"{name}: the fold alone", "s", [one.fold for one in runs]))
        facts[f"MB of the fold, {name}"] = round(statistics.median(one.memory for one in runs) / 1e6)
    return Table(
        "boards.cold",
        f"Cold fold of {entries:,} entries",
        "CPU of a new process from the open database to three rendered boards: contest roll, every entry, sums, order. "
        "The memory is what the process has grown by.",
        rows,
        facts,
    )


def _in_own_process(folder: Path, counts: str) -> Cold:
    command = [sys.executable, "-m", "benchmarks.boards", str(folder), counts]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Cold(**json.loads(done.stdout))


def look_for_the_first_time(folder: Path, counts: str) -> Cold:
    house = open_house(Settings(data=folder))
    view = _view(house)
    view = replace(view, rules=view.rules.model_copy(update={"counts": counts}))
    before, begun = psutil.Process().memory_info().rss, time.process_time()
    with house.database.reading() as session:
        with folds.at(house, session, view, "public"):
            folded = time.process_time()
        for topic in BOARDS:
            show(house, session, view, topic.asked)
    done = time.process_time()
    house.close()
    return Cold(folded - begun, done - folded, psutil.Process().memory_info().rss - before)


if __name__ == "__main__":
    print(json.dumps(vars(look_for_the_first_time(Path(sys.argv[1]), sys.argv[2]))))
