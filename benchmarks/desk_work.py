"""What an organiser may do beside: load a roll, and have closed papers marked again by admitting their late answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.contests.finding import contest
from app.core.house import House
from app.organisations.loading import load
from app.organisations.roll_plan import read_and_plan
from app.papers.book import Book, book
from app.papers.rulings import admit_late
from benchmarks.report import RunFailed

A_PIECE = 4
"""Rulings a transaction."""


@dataclass(frozen=True)
class Stretch:
    """One kind of work: how much, and when it began and ended (of the monotonic clock)."""

    count: int
    begun: float
    ended: float

    @property
    def a_second(self) -> float:
        return round(self.count / (self.ended - self.begun), 1)


def load_roll(house: House, file: Path, added: int) -> Stretch:
    """Read, compare, load; blocks."""
    begun = time.monotonic()
    with house.database.reading() as session:
        planned = read_and_plan(session, file, file.name, house.secret)
    loaded = load(house, planned, file.name)
    if loaded.added != added or loaded.gone or loaded.changed:
        raise RunFailed(f"the roll's load gave {loaded}")
    return Stretch(added, begun, time.monotonic())


def mark_again(house: House, slug: str, papers: list[str], over: Callable[[], bool] = lambda: False) -> Stretch:
    """Every paper whole, each ruling an entry; in pieces, as long work is done, until all are marked or it is
    ``over``; blocks."""
    begun, done = time.monotonic(), 0
    with house.database.reading() as session:
        ours = book(house, session, contest(session, slug))
    while done < len(papers) and not over():
        some = papers[done : done + A_PIECE]
        house.writer.run(_mark, ours, some, now=house.clock.now())
        done += len(some)
    return Stretch(done, begun, time.monotonic())


def _mark(session: Session, book: Book, papers: list[str], *, now: int) -> None:
    for one in papers:
        admit_late(session, book, one, [1], now=now)
