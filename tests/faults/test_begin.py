"""A command beside the server on one SQLite file: both write, nobody is turned away, no entry is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core import db
from app.core.house import House
from app.ledger.appending import append, begin_chain
from app.ledger.chain import Entry
from app.ledger.tail import head
from tests.conftest import make_house
from tests.faults.seeded import deferred_begin

pytestmark = pytest.mark.faults

WRITES = 60


def count_and_append(session: Session, contest_id: int, now: int) -> int:
    """Read first, then write what was read: what most use cases do."""
    there = head(session, contest_id).seq
    append(session, contest_id, Entry("frozen", now, facts={"there": there}))
    return there


def write_from_two_processes(house: House) -> tuple[int, int]:
    """(refused, appended): two houses over one file, each with its own writer, side by side."""
    house.writer.run(begin_chain, 1)
    others = [make_house(house.settings.data) for _ in range(2)]

    def write(other: House) -> int:
        refused = 0
        for n in range(WRITES):
            try:
                other.writer.run(count_and_append, 1, n)
            except Exception:
                refused += 1
        return refused

    with ThreadPoolExecutor(2) as threads:
        refused = sum(threads.map(write, others))
    for other in others:
        other.close()
    with house.database.reading() as session:
        appended = session.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one()
    return refused, appended


def test_a_command_and_the_server_both_write(house: House) -> None:
    assert write_from_two_processes(house) == (0, 2 * WRITES)


def test_a_transaction_that_begins_as_a_reader_would_be_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded fault: with deferred BEGIN one of two that read first is told that the database is locked."""
    monkeypatch.setattr(db, "_listen_sqlite", db._listen_sqlite)
    deferred_begin()
    refused, appended = write_from_two_processes(house)
    assert refused > 0
    assert appended < 2 * WRITES
