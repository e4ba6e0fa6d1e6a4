"""Append-only by triggers: every way of changing, losing or slipping in an entry is refused by the database itself.

"A chain of five" is a contest's, "the rehearsal" is the one kind that may be deleted, whole.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.core.copying import sqlite_file
from app.core.house import House
from app.ledger.appending import append, begin_chain
from app.ledger.chain import Entry, link
from tests.ledger.test_appending import CONTEST, assert_whole

REHEARSAL = CONTEST + 1
HASH_OF_FOUR = f"(SELECT hash FROM ledger_entry WHERE contest_id = {CONTEST} AND seq = 4)"
INSERT = (
    "INTO ledger_entry (contest_id, seq, kind, at, paper_key, payload, previous, hash) "
    "VALUES (:contest, :seq, :kind, 0, :paper, :payload, :previous, :hash)"
)


@pytest.fixture
def chains(any_house: House) -> House:
    for contest in (CONTEST, REHEARSAL):
        any_house.writer.run(begin_chain, contest, rehearsal=contest == REHEARSAL)
        for number in range(5):
            any_house.writer.run(append, contest, Entry("result", number, paper_key=f"p{number}", score=number))
    return any_house


@contextmanager
def writing(house: House) -> Iterator[Connection]:
    with house.database.writer.connect() as connection, connection.begin():
        yield connection


def next_row(house: House, contest: int = CONTEST) -> dict[str, object]:
    """What the next honest entry would be."""
    with house.database.reader.connect() as connection:
        newest = text("SELECT seq, hash FROM ledger_head WHERE contest_id = :contest")
        seq, previous = connection.execute(newest, {"contest": contest}).one()
    return {
        "contest": contest,
        "seq": seq + 1,
        "kind": "result",
        "paper": "new",
        "payload": "{}",
        "previous": previous,
        "hash": link(previous, "{}"),
    }


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE ledger_entry SET score = 10000 WHERE contest_id = {CONTEST} AND seq = 3",
        f"UPDATE ledger_entry SET score = score WHERE contest_id = {REHEARSAL}",
        f"UPDATE ledger_entry SET seq = seq + 10 WHERE contest_id = {CONTEST}",
        f"UPDATE ledger_entry SET contest_id = {REHEARSAL} WHERE contest_id = {CONTEST} AND seq = 5",
        f"DELETE FROM ledger_entry WHERE contest_id = {CONTEST} AND seq = 5",
        "DELETE FROM ledger_entry",
        f"UPDATE ledger_head SET rehearsal = true WHERE contest_id = {CONTEST}",
        f"UPDATE ledger_head SET rehearsal = false WHERE contest_id = {REHEARSAL}",
        f"UPDATE ledger_head SET seq = seq - 1 WHERE contest_id = {CONTEST}",
        f"UPDATE ledger_head SET seq = seq + 1 WHERE contest_id = {CONTEST}",
        f"UPDATE ledger_head SET hash = {'zeroblob(32)'} WHERE contest_id = {CONTEST}",
        f"UPDATE ledger_head SET seq = 4, hash = {HASH_OF_FOUR} WHERE contest_id = {CONTEST}",
        f"UPDATE ledger_head SET contest_id = 99 WHERE contest_id = {CONTEST}",
        f"DELETE FROM ledger_head WHERE contest_id = {CONTEST}",
        f"INSERT INTO ledger_head (contest_id, seq, hash, rehearsal) VALUES (99, 7, {'zeroblob(32)'}, false)",
    ],
)
def test_no_verb_changes_or_loses_an_entry(chains: House, statement: str) -> None:
    if not chains.database.is_sqlite:
        statement = statement.replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')")
    with pytest.raises(DBAPIError, match="ledger_"), writing(chains) as connection:
        connection.execute(text(statement))
    assert_whole(chains, CONTEST, 5)
    assert_whole(chains, REHEARSAL, 5)


@pytest.mark.parametrize(
    "change", [{"seq": 7}, {"seq": 5}, {"seq": 0}, {"previous": bytes(32)}, {"previous": b"x" * 32}]
)
def test_an_entry_must_follow_the_last(chains: House, change: dict[str, object]) -> None:
    with pytest.raises(DBAPIError, match="ledger_entry"), writing(chains) as connection:
        connection.execute(text(f"INSERT {INSERT}"), next_row(chains) | change)
    assert_whole(chains, CONTEST, 5)


def test_the_honest_next_entry_is_taken(chains: House) -> None:
    """The other tests would also pass if everything were refused."""
    row = next_row(chains)
    with writing(chains) as connection:
        connection.execute(text(f"INSERT {INSERT}"), row)
        grow = text("UPDATE ledger_head SET seq = :seq, hash = :hash WHERE contest_id = :contest")
        connection.execute(grow, {"seq": row["seq"], "hash": row["hash"], "contest": CONTEST})
    assert_whole(chains, CONTEST, 6)


def test_a_chain_becomes_no_rehearsal_in_passing(chains: House) -> None:
    row = next_row(chains)
    grow = text("UPDATE ledger_head SET seq = :seq, hash = :hash, rehearsal = true WHERE contest_id = :contest")
    facts = {"seq": row["seq"], "hash": row["hash"], "contest": CONTEST}
    with chains.database.writer.connect() as connection, connection.begin() as transaction:
        connection.execute(text(f"INSERT {INSERT}"), row)
        with pytest.raises(DBAPIError, match="ledger_head"):
            connection.execute(grow, facts)
        transaction.rollback()
    assert_whole(chains, CONTEST, 5)


def test_an_update_hidden_in_an_upsert_is_refused(chains: House) -> None:
    upsert = f"INSERT {INSERT} ON CONFLICT (contest_id, seq) DO UPDATE SET score = 10000"
    with pytest.raises(DBAPIError, match="ledger_entry"), writing(chains) as connection:
        connection.execute(text(upsert), next_row(chains) | {"seq": 3})
    assert_whole(chains, CONTEST, 5)


def test_a_rehearsal_may_be_deleted_whole(chains: House) -> None:
    with writing(chains) as connection:
        for table in ("ledger_entry", "ledger_head"):
            connection.execute(text(f"DELETE FROM {table} WHERE contest_id = :contest"), {"contest": REHEARSAL})
    assert_whole(chains, CONTEST, 5)
    assert_whole(chains, REHEARSAL, 0)


@pytest.mark.postgres
@pytest.mark.parametrize("statement", ["TRUNCATE ledger_entry", "TRUNCATE ledger_head CASCADE"])
def test_postgres_truncates_nothing(postgres_house: House, statement: str) -> None:
    postgres_house.writer.run(begin_chain, CONTEST)
    with pytest.raises(DBAPIError, match="append-only"), writing(postgres_house) as connection:
        connection.execute(text(statement))


@pytest.mark.postgres
def test_postgres_guards_stand_for_replicated_changes_too(postgres_house: House) -> None:
    postgres_house.writer.run(begin_chain, CONTEST)
    as_a_replica = text("SET LOCAL session_replication_role = replica; DELETE FROM ledger_head")
    with pytest.raises(DBAPIError, match="rehearsal"), writing(postgres_house) as connection:
        connection.execute(as_a_replica)


REPLACING = ("INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE")


@pytest.fixture
def sqlite_chains(house: House) -> House:
    house.writer.run(begin_chain, CONTEST)
    for number in range(5):
        house.writer.run(append, CONTEST, Entry("result", number, paper_key=f"p{number}", score=number))
    return house


@pytest.mark.parametrize("verb", REPLACING)
@pytest.mark.parametrize("change", [{"seq": 3}, {"paper": "p2"}, {"seq": 9}])
def test_replacing_walks_past_no_guard(sqlite_chains: House, verb: str, change: dict[str, object]) -> None:
    """``{"paper": "p2"}`` is the sly one: an honest number, and the unique result of a paper would be replaced."""
    with pytest.raises(DBAPIError, match="ledger_entry"), writing(sqlite_chains) as connection:
        connection.execute(text(f"{verb} {INSERT}"), next_row(sqlite_chains) | change)
    assert_whole(sqlite_chains, CONTEST, 5)


@pytest.mark.parametrize("verb", REPLACING)
@pytest.mark.parametrize("change", [{"seq": 3}, {"paper": "p2"}])
def test_another_program_on_the_file_cannot_replace_either(
    sqlite_chains: House, verb: str, change: dict[str, object]
) -> None:
    """Without ``recursive_triggers``, which only our own connections set."""
    row = next_row(sqlite_chains) | change
    with closing(sqlite3.connect(sqlite_file(sqlite_chains.database))) as stranger:
        with pytest.raises(sqlite3.DatabaseError, match="ledger_entry"):
            stranger.execute(f"{verb} {INSERT}", row)
        stranger.rollback()
        with pytest.raises(sqlite3.DatabaseError, match="ledger_head"):
            stranger.execute("REPLACE INTO ledger_head VALUES (?, 0, zeroblob(32), 1)", (CONTEST,))
        stranger.rollback()
    assert_whole(sqlite_chains, CONTEST, 5)
