"""A disk that needs 20 ms for every sync: 1,000 saves and 300 hand-ins a second without HTTP."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.contests.finding import contest
from app.core.clock import Clock
from app.core.db import Database
from app.core.house import House
from app.core.secret import Secret, key_from_file
from app.core.writer import Writer
from app.papers.book import book
from benchmarks.county import County, county
from benchmarks.crowd import KINDS, Load
from benchmarks.line import run
from benchmarks.report import Options, Row, Table

IN_PROCESS = True
SYNC = 0.020
MEMBERS, STAYING = 8000, 2000
FULL = Load(saves=1000, hand_ins=300, sign_ins=50, seconds=15)
SHORT = Load(saves=100, hand_ins=30, sign_ins=5, seconds=5)


class SlowConnection(sqlite3.Connection):
    """Waits before every sync that SQLite is about to ask for in WAL mode with synchronous=FULL: one of the log at a
    commit that has written; where the log has begun anew there was a checkpoint, which syncs the log and the file."""

    syncs = 0
    """Of all connections."""

    def __init__(self, *facts: Any, **options: Any) -> None:
        super().__init__(*facts, **options)
        self._log = Path(f"{facts[0]}-wal")
        self._written = self._beginnings = 0

    def commit(self) -> None:
        if self.total_changes != self._written:
            self._written = self.total_changes
            self._wait(1)
            super().commit()
            self._after_checkpoint()
        else:
            super().commit()

    def _after_checkpoint(self) -> None:
        with self._log.open("rb") as log:
            beginnings = int.from_bytes(log.read(16)[12:16], "big")
        if self._beginnings and beginnings != self._beginnings:
            self._wait(2)
        self._beginnings = beginnings

    def _wait(self, syncs: int) -> None:
        SlowConnection.syncs += syncs
        time.sleep(syncs * SYNC)


@contextmanager
def slow_house(made: County) -> Iterator[House]:
    settings = made.made.settings()
    path = str(settings.sqlite_path)
    database = Database(
        settings.url, connect=lambda: sqlite3.connect(path, factory=SlowConnection, check_same_thread=False)
    )
    secret = Secret(key_from_file(settings.data / "secret.key"))
    house = House(settings, database, Writer(database), secret, Clock())
    try:
        with database.reading() as session:
            book(house, session, contest(session, made.made.contest))
        yield house
    finally:
        house.close()


def measure(options: Options) -> list[Table]:
    template = county(options, options.size(MEMBERS, 600), options.size(STAYING, 100))
    load = SHORT if options.short else FULL
    rounds, syncs, lost = [], [], 0
    for number in range(options.rounds):
        template.forget()
        made = template.copy(options.folder / f"round-{number}")
        SlowConnection.syncs = 0
        with slow_house(made) as house:
            rounds.append(run(made.crowd(house).come(load)))
        syncs.append(SlowConnection.syncs / load.seconds)
        lost += made.lost()
        options.say(
            f"  round {number + 1}: p99 {', '.join(f'{kind} {rounds[-1].centile(kind):.0f}' for kind in KINDS)} ms"
        )
    rows = []
    for kind in KINDS:
        rows.append(Row(f"{kind}, p50", "ms", [one.centile(kind, 0.5) for one in rounds]))
        rows.append(Row(f"{kind}, p99", "ms", [one.centile(kind) for one in rounds], "≤ 250"))
    rows.append(Row("syncs waited for", "syncs/s", [round(one, 1) for one in syncs]))
    how = (
        f"{load.saves:,} saves, {load.hand_ins} hand-ins and {load.sign_ins} sign-ins a second at random moments of "
        f"{load.seconds:g} s in one process without HTTP, on connections that wait {SYNC * 1000:.0f} ms before the "
        "sync of every commit and before both of a checkpoint."
    )
    facts = {"errors": 0, "acknowledged and not stored": lost, "papers": len(template.sheets)}
    return [Table("slow_disk", "A disk with 20 ms a sync", how, rows, facts)]
