"""Members sitting on a disk that forgets, and what each power cut would have broken. Tapping, handing in, the chain."""

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from app.core.db import Database
from app.core.house import House
from app.core.refusal import Refusal
from app.core.writer import Writer
from app.ledger.chain import GENESIS, Entry, link, receipt
from app.papers.book import books
from app.papers.sitting import Prepared, Started, start_attempt
from tests.faults.apsw_face import Connection, open_alone
from tests.faults.forgetful_vfs import Diary, ForgetfulVFS, Image, Promise
from tests.open_contest import OpenContest
from tests.world import World

TAPS = 14
"""Saves of a member before the paper is handed in, two members out of three."""


@dataclass(frozen=True)
class Saved:
    paper: str
    n: int
    seq: int
    value: str


@dataclass(frozen=True)
class Receipt:
    paper: str
    code: str


@dataclass
class Run:
    """One run over a forgetful disk. ``sent`` holds every value that was ever sent for (paper, item), by seq."""

    diary: Diary
    sent: dict[tuple[str, int], dict[int, str]] = field(default_factory=dict)


def settle(file: Path) -> None:
    """Everything into the one file, no journal beside it."""
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    connection.close()


def write_on_a_forgetful_disk(
    house: House, papers: list[Prepared], seed: int, altered: Callable[[str], str] = str
) -> Run:
    """Everybody sits at once, through a house whose writer knows no other disk."""
    folder = house.settings.data / f"disk-{seed}"
    folder.mkdir()
    file = folder / "cup.db"
    shutil.copyfile(house.settings.sqlite_path, file)
    run = Run(Diary({file.name: file.read_bytes()}))
    vfs = ForgetfulVFS(f"forgetful-{seed}", run.diary)
    alone = open_alone(str(file), f"forgetful-{seed}")
    database = Database(house.database.url, connect=lambda: Connection(alone, altered))
    database.reader = house.database.reader
    there = House(house.settings, database, Writer(database), house.secret, house.clock)
    books(there).update(books(house))
    asyncio.run(everybody(there, papers, run, seed))
    there.writer.close()
    database.let_go()
    database.writer.dispose()
    alone.close()
    vfs.unregister()
    return run


async def everybody(house: House, papers: list[Prepared], run: Run, seed: int) -> None:
    cup = OpenContest(World(house), "cup")
    sitters = (sit(cup, paper, run, random.Random(seed + n)) for n, paper in enumerate(papers))
    await asyncio.gather(*sitters)


async def sit(cup: OpenContest, prepared: Prepared, run: Run, chance: random.Random) -> None:
    await asyncio.sleep(chance.uniform(0, 0.3))
    now = cup.house.clock.now()
    started: Started = await patiently(lambda: cup.house.writer.write(start_attempt, prepared, now=now))
    paper = started.paper
    for seq in range(1, TAPS + 1):
        n, value = chance.randint(1, 4), chance.choice("ABCD")
        run.sent.setdefault((paper.key, n), {})[seq] = value
        await asyncio.sleep(chance.choice((0, 0, 0.004)))
        await patiently(partial(cup.save, paper, {n: value}, seq=seq))
        run.diary.promise(Saved(paper.key, n, seq, value))
    if chance.random() < 0.67:
        entry: Entry | None = await patiently(lambda: cup.hand_in(paper))
        assert entry is not None
        run.diary.promise(Receipt(paper.key, entry.receipt))


async def patiently(ask: Callable[[], Awaitable[Any]]) -> Any:
    """On a slow machine the writer turns people away; phones come again."""
    for _ in range(100):
        try:
            return await ask()
        except Refusal as refused:
            if refused.key != "busy":
                raise
            await asyncio.sleep(0.2)
    raise TimeoutError("turned away all the time")


def moments(diary: Diary, number: int, chance: random.Random) -> list[int]:
    """Half of them anywhere, half right after somebody was told that something is safe."""
    told = [place + 1 for place, event in enumerate(diary.events) if isinstance(event, Promise)]
    anywhere = [chance.randrange(len(diary.events)) for _ in range(number - number // 2)]
    return sorted(anywhere + [chance.choice(told) for _ in range(number // 2)])


def lay_down(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / "cup.db"


def broken(file: Path, run: Run, promised: list[Saved | Receipt]) -> list[str]:
    """What a power cut broke, as the next start finds it: with the standard library's SQLite on an ordinary file."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA synchronous=OFF")  # of the look alone, for the sake of its time
        whole = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return whole + foreign(connection) + unchained(connection) + lost(connection, run, promised)
    except sqlite3.DatabaseError as error:
        return [f"cannot be read: {error}"]
    finally:
        connection.close()


def foreign(connection: sqlite3.Connection) -> list[str]:
    return [f"points to nothing: {row}" for row in connection.execute("PRAGMA foreign_key_check")]


def unchained(connection: sqlite3.Connection) -> list[str]:
    """Every entry's hash from its bytes and the one before; the head is the last."""
    previous, found = GENESIS, []
    for seq, payload, stored in connection.execute("SELECT seq, payload, hash FROM ledger_entry ORDER BY seq"):
        previous = link(previous, payload)
        if stored != previous:
            found.append(f"entry {seq} does not follow")
    head = connection.execute("SELECT hash FROM ledger_head").fetchone()[0]
    return found if head == previous else [*found, "the head is not the last entry"]


def lost(connection: sqlite3.Connection, run: Run, promised: list[Saved | Receipt]) -> list[str]:
    """Promises that the file does not keep, and answers that nobody gave."""
    rows = connection.execute("SELECT p.key, a.n, a.seq, a.value FROM answer a JOIN paper p ON p.id = a.paper_id")
    stored = {(paper, n): (seq, value) for paper, n, seq, value in rows}
    results = connection.execute("SELECT paper_key, hash FROM ledger_entry WHERE kind = 'result'")
    receipts = {paper: receipt(bytes(hash)) for paper, hash in results}
    closed = {row[0] for row in connection.execute("SELECT key FROM paper WHERE state = 'closed'")}
    found = [f"never sent: {place} {row}" for place, row in stored.items() if run.sent[place].get(row[0]) != row[1]]
    found += [f"half handed in: {paper}" for paper in closed ^ set(receipts)]
    for one in promised:
        if isinstance(one, Receipt):
            kept = receipts.get(one.paper) == one.code
        else:
            kept = stored.get((one.paper, one.n), (0, ""))[0] >= one.seq
        found += [] if kept else [f"lost: {one}"]
    return found


def cut(run: Run, number: int, folder: Path, seed: int) -> list[list[str]]:
    """What each of so many power cuts broke."""
    chance, image, outcomes = random.Random(seed), Image(run.diary), []
    for moment in moments(run.diary, number, chance):
        image.forward(moment)
        outcomes.append(broken(lay_down(image.cut(chance), folder), run, image.promised))
    return outcomes
