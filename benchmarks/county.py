"""A county in the middle of its contest, without HTTP: papers handed in, papers open, late answers, a longer roll."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from app.contests.finding import contest
from app.core.house import House
from app.papers.answers import Given, Save
from app.papers.book import book
from app.papers.hand_in import hand_in_paper
from app.signin.cards import CardRow, sheet
from benchmarks.crowd import Crowd
from benchmarks.installation import Installation, installed
from benchmarks.papers import Sheet, lay_papers, not_stored
from benchmarks.report import Options
from benchmarks.synthetic_roll import write_roll

AT_ONCE = 200
LATE = text(  # a ruling asks for no more than that it is newer than what stands
    "INSERT INTO late_answer (paper_id, n, lease, seq, value, received) "
    "SELECT id, 1, 1, 1000, CASE substr(shape, 1, 1) WHEN 't' THEN 'T' WHEN 'b' THEN '' ELSE 'A' END, started "
    "FROM paper WHERE state = 'closed'"
)


@dataclass(frozen=True)
class County:
    """``closed`` papers have a late answer each on which nobody has ruled; ``longer`` is a roll with as many more."""

    made: Installation
    closed: list[str]
    sheets: list[Sheet]
    staying: int
    cards: list[CardRow]
    longer: Path

    def copy(self, folder: Path) -> "County":
        return replace(self, made=self.made.copy(folder))

    def crowd(self, house: House) -> Crowd:
        return Crowd(house, self.sheets[self.staying :], self.sheets[: self.staying], self.cards)

    def lost(self) -> int:
        """Of what its members were told is stored."""
        return not_stored(self.made.settings().url, self.sheets)

    def forget(self) -> None:
        """Before another copy is written on."""
        for one in self.sheets:
            one.acknowledged.clear()


def county(options: Options, members: int, staying: int) -> County:
    """``staying`` of the open papers are never handed in."""
    folder = options.folder
    made = installed(folder / "county", write_roll(folder / "county.xlsx", members))
    with made.house() as house:
        first = lay_papers(house, made.contest, members)
        asyncio.run(_hand_in_all(house, first))
        house.writer.run(_come_late)
        sheets = lay_papers(house, made.contest, members)
        with house.database.reading() as session:
            cards = list(islice(sheet(session, house.secret), members))
    longer = write_roll(folder / "longer.xlsx", 2 * members)
    options.say(f"  {members:,} members, as many papers handed in and open")
    return County(made, [one.key for one in first], sheets, staying, cards, longer)


@contextmanager
def at_work(county: County) -> Iterator[House]:
    """The house with its book on the shelf, as a server has it a moment after its start."""
    with county.made.house() as house:
        with house.database.reading() as session:
            book(house, session, contest(session, county.made.contest))
        yield house


async def _hand_in_all(house: House, sheets: list[Sheet]) -> None:
    chance = random.Random(1)
    for begin in range(0, len(sheets), AT_ONCE):
        some = sheets[begin : begin + AT_ONCE]
        facts = [Save(one.key, 1, house.clock.now(), (Given(*one.next(chance)),)) for one in some]
        await asyncio.gather(*(hand_in_paper(house, one) for one in facts))


def _come_late(session: Session) -> None:
    session.execute(LATE)
