"""What several processes would do to one another without the guards that stand, each guard taken out once.

Two houses on one database are two processes: each has its own writer and its own memory.
"""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core.house import House
from app.core.writer import journal
from app.ledger import appending
from app.ledger.appending import append, begin_chain
from app.ledger.chain import Entry
from app.ledger.tail import tail
from app.papers import closing, hand_in
from app.papers.answers import Save
from app.papers.book import book
from app.papers.hand_in import hand_in_paper
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.faults.seeded_races import cached_head, check_then_act, number_from_a_sequence
from tests.ledger.test_appending import CONTEST, assert_whole
from tests.open_contest import OpenContest, open_contest
from tests.world import build_world

pytestmark = pytest.mark.faults

APPENDED = 20


@pytest.fixture
def houses(any_house: House) -> Iterator[list[House]]:
    any_house.writer.run(begin_chain, CONTEST)
    second = make_house(any_house.settings.data, any_house.settings.database_url)
    yield [any_house, second]
    second.close()


# --- the head of a chain: locked and read in every batch, or remembered ---------------------------------------------


def append_from_both(houses: list[House]) -> int:
    """Entries, one process after the other; returns how many were refused."""

    def refused(house: House, number: int) -> int:
        try:
            house.writer.run(append, CONTEST, Entry("result", number, paper_key=f"p{number}"))
        except Exception:
            return 1
        return 0

    return sum(refused(houses[number % 2], number) for number in range(APPENDED))


def test_two_processes_append_to_one_chain(houses: list[House]) -> None:
    assert append_from_both(houses) == 0
    assert_whole(houses[0], CONTEST, APPENDED)


def test_a_remembered_head_would_be_seen(houses: list[House], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other process appended in between is not remembered: the triggers refuse a second entry of a number."""
    monkeypatch.setattr(appending, "_extend", appending._extend)
    cached_head()
    assert append_from_both(houses) > 0
    with houses[0].database.reading() as session:
        assert len(tail(session, CONTEST, after=0)) < APPENDED


# --- following a chain: by the head's numbers, or by those of an identity column -----------------------------------


def follow_while_one_commits_late(first: House, second: House) -> list[int]:
    """One process appends and takes its time to commit, another appends meanwhile; what a follower saw in all."""
    holding, release = threading.Event(), threading.Event()

    def hold(_here: Any, _items: Any) -> None:
        holding.set()
        release.wait(20)

    def append_slowly(session: Session) -> None:
        append(session, CONTEST, Entry("result", 1, paper_key="slow"))
        journal(session).defer(hold, None)

    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(first.writer.run, append_slowly)
        assert holding.wait(20)
        quick = threads.submit(second.writer.run, append, CONTEST, Entry("result", 2, paper_key="quick"))
        seen = follow(first, 0, until=lambda: quick.done() or waits_for_a_lock(first))
        release.set()
        slow.result()
        quick.result()
    return seen + follow(first, seen[-1] if seen else 0, until=lambda: True)


def follow(house: House, last: int, *, until: Any) -> list[int]:
    """``seq > last ORDER BY seq``, asked once ``until`` holds."""
    for _ in range(1000):
        if until():
            break
        time.sleep(0.01)
    with house.database.reading() as session:
        return [entry.seq for entry in tail(session, CONTEST, after=last)]


def waits_for_a_lock(house: House) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with house.database.reading() as session:
        return bool(session.execute(text(query)).scalar_one())


@pytest.fixture
def pair(postgres_house: House) -> Iterator[list[House]]:
    postgres_house.writer.run(begin_chain, CONTEST)
    second = make_house(postgres_house.settings.data, postgres_house.settings.database_url)
    yield [postgres_house, second]
    second.close()


@pytest.mark.postgres
def test_whoever_follows_a_chain_sees_every_entry(pair: list[House]) -> None:
    """Who appends waits at the head for whoever appended before: numbers are given in the order of the commits."""
    assert follow_while_one_commits_late(*pair) == [1, 2]


@pytest.mark.postgres
def test_following_the_numbers_of_a_sequence_would_be_seen(pair: list[House], monkeypatch: pytest.MonkeyPatch) -> None:
    """Number 2 is committed first and seen; number 1 comes behind the follower's back. The triggers are off for it."""
    with pair[0].database.writer.connect() as connection, connection.begin():
        connection.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_follows"))
        connection.execute(text("CREATE SEQUENCE ledger_numbers"))
    monkeypatch.setattr(appending, "_extend", appending._extend)
    number_from_a_sequence()
    assert follow_while_one_commits_late(*pair) == [2]


# --- handing in: a guarded change of a locked paper, or a look and then a change -----------------------------------


@pytest.fixture
def cup(postgres_house: House) -> OpenContest:
    return open_contest(build_world(postgres_house), attempts=None)


async def hand_in_everywhere(cup: OpenContest) -> list[Any]:
    """Each of three papers twenty times at once, in two processes; what was not a mere repeat."""
    second = make_house(cup.house.settings.data, cup.house.settings.database_url)
    with second.database.reading() as session:
        book(second, session, cup.view)
    papers = [(await cup.start(name)).paper for name in ("赵测一", "钱测二", "李测四")]
    for paper in papers:
        await cup.save(paper, {1: "A"})
    facts = [Save(papers[n % 3].key, 1, cup.house.clock.now(), ()) for n in range(60)]
    sent = (hand_in_paper((cup.house, second)[n % 2], one) for n, one in enumerate(facts))
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    await asyncio.to_thread(second.close)
    return [one for one in outcomes if isinstance(one, BaseException) or one.entry is not None]


def results(cup: OpenContest) -> int:
    with cup.house.database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM ledger_entry WHERE kind = 'result'")).scalar_one())


@pytest.mark.postgres
def test_many_hand_ins_of_three_papers_are_three_results(cup: OpenContest) -> None:
    first = asyncio.run(hand_in_everywhere(cup))
    assert [one for one in first if isinstance(one, BaseException)] == []
    assert len(first) == results(cup) == 3
    assert verify(cup.house, "cup").differences == 0


@pytest.mark.postgres
@pytest.mark.parametrize("unique", [False, True], ids=["seen", "caught by the unique index"])
def test_a_hand_in_that_looks_and_then_acts_would_be_seen(
    cup: OpenContest, monkeypatch: pytest.MonkeyPatch, unique: bool
) -> None:
    """Papers are counted twice, and the second scorer says so; with the chain's unique index, the last line, not."""
    if not unique:
        with cup.house.database.writer.connect() as connection, connection.begin():
            connection.execute(text("DROP INDEX uq_ledger_entry_result_of_paper"))
    for module, name in ((hand_in, "LOCK"), (hand_in, "close_papers"), (closing, "CLOSE")):
        monkeypatch.setattr(module, name, getattr(module, name))
    check_then_act()
    asyncio.run(hand_in_everywhere(cup))
    assert (results(cup) > 3) is not unique
    assert ([one.line() for one in verify(cup.house, "cup").kept] != []) is not unique
