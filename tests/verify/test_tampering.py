"""Somebody with the database in hand changes one thing, triggers dropped first: the second scorer finds it."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.core.migrating import GUARDS
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.verify.test_verifying import a_whole_contest
from tests.world import World

MUTATIONS = 60
COLUMNS = {
    "paper": "key member_key attempt state started deadline due items shape handed_in closed_by provisional",
    "answer": "n value",
    "ledger_entry": "kind at member_key organisation_id paper_key attempt sitting_id score duration_ms wrong payload"
    " previous hash seq",
    "ledger_head": "seq hash",
    "contest_roll": "member_key place organisation_id district_id unit_id category exempt division",
    "question": "ordinal name kind status body",
    "edition": "digest",
    "sitting": "key name opens closes seed_sealed commitment seed_published",
    "contest": "state rules",
    "contest_tree": "organisation_id parent_id kind",
}
ROWS = ("answer", "ledger_entry", "contest_roll", "question", "paper")


def other(value: Any, chance: random.Random) -> Any:
    """A value of the same type that is not the same."""
    if value is None:
        return 1
    if isinstance(value, int):
        return 1 - value if value in (0, 1) else value + chance.choice((-1, 1, 1000))
    if isinstance(value, bytes):
        place = chance.randrange(len(value))
        return value[:place] + bytes([value[place] ^ 1 << chance.randrange(8)]) + value[place + 1 :]
    place = chance.randrange(len(value)) if value else 0
    letter = chance.choice([one for one in "Zz90" if value[place : place + 1] != one])
    return value[:place] + letter + value[place + 1 :]


def change_a_value(connection: Connection, chance: random.Random) -> str:
    table = chance.choice(sorted(COLUMNS))
    column = chance.choice(COLUMNS[table].split())
    nothing = " WHERE value <> ''" if table == "answer" else ""
    row, value = chance.choice(connection.execute(text(f"SELECT rowid, {column} FROM {table}{nothing}")).all())
    changed = other(value, chance)
    connection.execute(text(f"UPDATE {table} SET {column} = :v WHERE rowid = :row"), {"v": changed, "row": row})
    return f"{table}.{column} of row {row}: {value!r} became {changed!r}"


def delete_a_row(connection: Connection, chance: random.Random) -> str:
    table = chance.choice(ROWS)
    nothing = " WHERE value <> ''" if table == "answer" else ""
    row = chance.choice(connection.execute(text(f"SELECT rowid FROM {table}{nothing}")).scalars().all())
    connection.execute(text(f"DELETE FROM {table} WHERE rowid = :row"), {"row": row})
    return f"row {row} of {table} was deleted"


def answer_afterwards(connection: Connection, chance: random.Random) -> str:
    """An answer that nobody gave, on a paper that was handed in without it."""
    paper = chance.choice(connection.execute(text("SELECT id FROM paper")).scalars().all())
    given = set(connection.execute(text("SELECT n FROM answer WHERE paper_id = :p"), {"p": paper}).scalars())
    free = [n for n in range(1, 11) if n not in given]
    if not free:
        return delete_a_row(connection, chance)
    facts = {"p": paper, "n": chance.choice(free)}
    connection.execute(text("INSERT INTO answer VALUES (:p, :n, 'A', 1, 9, 0)"), facts)
    return f"an answer was put in: {facts}"


KINDS: tuple[Callable[[Connection, random.Random], str], ...] = (
    change_a_value,
    change_a_value,
    change_a_value,
    delete_a_row,
    answer_afterwards,
)


def change_something(connection: Connection, chance: random.Random) -> str:
    """One change that the database lets through: unique keys still stand."""
    while True:
        try:
            return chance.choice(KINDS)(connection, chance)
        except IntegrityError:
            continue


def tampered(file: Path, folder: Path, chance: random.Random) -> tuple[str, int, set[str]]:
    """Copy, change one thing, verify: what was changed, the differences and their kinds."""
    (folder / "data").mkdir(parents=True)
    shutil.copyfile(file, folder / "data" / "cup.db")
    house = make_house(folder / "data")
    try:
        with house.database.writer.connect() as connection:
            for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
                connection.connection.driver_connection.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]
            with connection.begin():
                for guard in GUARDS:
                    connection.exec_driver_sql(f"DROP TRIGGER {guard}")
                done = change_something(connection, chance)
        found = verify(house, "cup")
        return done, found.differences, {one.what for one in found.kept}
    finally:
        house.close()


@pytest.fixture
def contest_file(world: World) -> Path:
    """A finished contest, its log folded into the one file."""
    contest = a_whole_contest(world)
    with contest.house.database.writer.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
    return contest.house.settings.sqlite_path


def test_every_single_change_is_found(contest_file: Path, tmp_path: Path) -> None:
    chance, unseen, kinds = random.Random(20261122), [], set()
    for n in range(MUTATIONS):
        done, differences, what = tampered(contest_file, tmp_path / f"copy-{n}", chance)
        kinds |= what
        if not differences:
            unseen.append(done)
    assert unseen == []
    assert len(kinds) > 20
