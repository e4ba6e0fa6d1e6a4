"""Contests far larger than the demonstration, written straight into a SQLite file: a roll, a frozen tree, and a valid
chain of results without papers; boards read nothing else. Synthetic: every name is a number."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from app.contests.creating import compose
from app.contests.models import Contest, Sitting, TreeNode
from app.contests.rules import canonical
from app.contests.sittings import seal
from app.core.clock import DAY, HOUR
from app.core.house import House, open_house
from app.core.migrating import upgrade
from app.core.secret import new_key
from app.core.settings import Settings
from app.ledger.appending import append, begin_chain
from app.ledger.chain import TYPED, Entry, link, payload
from app.ledger.models import LedgerHead
from app.ledger.tail import head
from app.organisations.models import Category, Grouping, Organisation

START = 1_780_000_000_000
DISTRICTS, UNITS = 5, 63
CATEGORIES = (Category.FULL, Category.FULL, Category.FULL, Category.PROBATIONARY)
PIECE = 20_000
SLUG = "big"
EVERY_ROW = {"organisations": None, "members": 100}


WHERE = "organisation_id, district_id, unit_id"
ROLL_COLUMNS = f"contest_id, member_key, place, {WHERE}, category, exempt, division"
MEMBER_COLUMNS = f"key, {WHERE}, name, folded, category, exempt, issue, state"
ENTRY_COLUMNS = f"contest_id, seq, kind, at, {', '.join(TYPED)}, payload, previous, hash"


@dataclass(frozen=True)
class Size:
    """``results`` in the chain at first; member after member takes part, again and again."""

    members: int
    organisations: int
    results: int
    counts: str = "best"
    a_day: int = 1000
    """Results of one member that fall on one day; for rules that count by the day."""


@dataclass
class BigContest:
    """An open contest of a size. ``house`` is closed by :func:`opened`."""

    house: House
    size: Size
    contest_id: int
    chance: Random
    written: int

    def hand_in(self, count: int) -> None:
        """Further results, as the server appends them: through the writer, a batch of its own."""
        entries = [self._further() for _ in range(count)]
        self.house.writer.run(lambda session: [append(session, self.contest_id, one) for one in entries])

    def _further(self) -> Entry:
        self.written += 1
        return result(self.size, self.chance.randrange(self.size.members), self.written - 1, self.chance)


@contextmanager
def opened(folder: Path, size: Size) -> Iterator[BigContest]:
    """The contest in a folder, built there first if it is not there."""
    there = (folder / "cup.db").exists()
    house = open_house(Settings(data=folder))
    try:
        if not there:
            upgrade(house.database)
            _build(house, size)
        yield BigContest(house, size, 1, Random(size.members), _written(house))
    finally:
        house.close()


def member_key(place: int) -> str:
    return f"m{place:025d}"


def organisation_of(size: Size, place: int) -> int:
    """Ids from 2; 1 is the work committee above all."""
    return 2 + place % size.organisations


def result(size: Size, place: int, number: int, chance: Random) -> Entry:
    """A result of the member at ``place``; before it stand ``number`` others."""
    attempt = number // size.members + 1
    of_the_day = size.members * size.a_day
    at = START + number // of_the_day * DAY + number % of_the_day * 8 * HOUR // of_the_day
    correct = chance.randrange(51)
    return Entry(
        "result",
        at,
        member_key=member_key(place),
        organisation_id=organisation_of(size, place),
        paper_key=f"p{number:025d}",
        attempt=attempt,
        sitting_id=1,
        score=correct * 200,
        duration_ms=chance.randrange(60_000, 1_800_000),
        wrong=50 - correct,
    )


def _build(house: House, size: Size) -> None:
    house.writer.run(_contest, house, size)
    for begin in range(0, size.members, PIECE):
        house.writer.run(_roll, size, range(begin, min(begin + PIECE, size.members)))
    with house.database.reading() as session:
        chance, state = Random(1), tuple(head(session, 1))
    for begin in range(0, size.results, PIECE):
        numbers = range(begin, min(begin + PIECE, size.results))
        entries = [result(size, number % size.members, number, chance) for number in numbers]
        state = house.writer.run(_extend, entries, *state)


def _contest(session: Session, house: House, size: Size) -> None:
    opens, closes = START - HOUR, START + 300 * DAY
    wishes = {"title": "大型竞赛", "opens": opens, "closes": closes, "counts": size.counts, "published": EVERY_ROW}
    rules = canonical(compose("online-heat", {**wishes, "eligible": list(Category)}, now=START))
    session.add(Contest(id=1, slug=SLUG, preset="online-heat", state="opened", rules=rules, created=START))
    session.flush()
    begin_chain(session, 1)
    append(session, 1, Entry("opened", opens))
    key = new_key()
    sealed = seal(house.secret, key, bytes(32))
    session.add(Sitting(key=key, contest_id=1, opens=opens, closes=closes, seed_sealed=sealed, commitment="0" * 64))
    session.execute(insert(Grouping), list(_groupings()))
    made = [_organisation(id_) for id_ in range(1, size.organisations + 2)]
    session.execute(insert(Organisation), made)
    tree = [{"organisation_id": one["id"], "parent_id": one["parent_id"], "kind": one["kind"]} for one in made]
    session.execute(insert(TreeNode), [{"contest_id": 1, **node} for node in tree])


def _groupings() -> Iterator[dict[str, Any]]:
    for id_ in range(1, DISTRICTS + UNITS + 1):
        kind = "district" if id_ <= DISTRICTS else "unit"
        yield {"id": id_, "key": f"g{id_:025d}", "kind": kind, "name": f"{kind} {id_}", "sort_key": f"{id_:06d}"}


def _kind(organisation: int) -> str:
    return "branch" if organisation > 1 else "work_committee"


def _organisation(id_: int) -> dict[str, Any]:
    name = f"第{id_:06d}号党支部"
    named = {"name": name, "short_name": name, "path": f"1/{name}", "sort_key": f"{id_:06d}"}
    return {"id": id_, "key": f"o{id_:025d}", "parent_id": 1 if id_ > 1 else None, "kind": _kind(id_), **named}


def _roll(session: Session, size: Size, places: range) -> None:
    rows, people = [], []
    for place in places:
        organisation = organisation_of(size, place)
        where = (organisation, 1 + organisation % DISTRICTS, 1 + DISTRICTS + organisation % UNITS)
        category, name = CATEGORIES[place // size.organisations % 4].value, f"党员{place:07d}"
        rows.append((1, member_key(place), place, *where, category, 0, ""))
        people.append((member_key(place), *where, name, name, category, 0, 1, "present"))
    _insert(session, "contest_roll", ROLL_COLUMNS, rows)
    _insert(session, "member", MEMBER_COLUMNS, people)


def _insert(session: Session, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """Many rows as the driver takes them: a million pass here."""
    places = ",".join("?" * len(rows[0]))
    session.connection().exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def _written(house: House) -> int:
    """Results in the chain; before them stands ``opened``."""
    with house.database.reading() as session:
        return head(session, 1).seq - 1


def _extend(session: Session, entries: list[Entry], seq: int, previous: bytes) -> tuple[int, bytes]:
    """A piece of the chain by the chain's own functions, in one statement."""
    rows: list[tuple[Any, ...]] = []
    for one in entries:
        seq += 1
        text = payload(1, seq, one)
        hash_ = link(previous, text)
        rows.append((1, seq, one.kind, one.at, *(getattr(one, name) for name in TYPED), text, previous, hash_))
        previous = hash_
    _insert(session, "ledger_entry", ENTRY_COLUMNS, rows)
    session.execute(update(LedgerHead).where(col(LedgerHead.contest_id) == 1).values(seq=seq, hash=previous))
    return seq, previous
