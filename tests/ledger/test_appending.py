"""The chain: gap-free, in commit order, bound by hashes, whoever writes at the same time."""

import asyncio
import threading
from typing import Any

from sqlmodel import Session

from app.core.house import House
from app.core.refusal import not_found
from app.core.writer import Lane, grouped
from app.ledger.appending import append, begin_chain
from app.ledger.chain import GENESIS, Entry, link
from app.ledger.tail import head, result_of, tail

CONTEST = 41


def result(session: Session, member: str, paper: str, score: int = 100) -> Entry:
    return append(session, CONTEST, Entry("result", 1000, member_key=member, paper_key=paper, score=score))


hot_result = grouped(result)


def result_then_refuse(session: Session) -> None:
    result(session, "never", "never")
    raise not_found()


def begin(house: House, *contests: int, rehearsal: bool = False) -> None:
    for contest in contests:
        house.writer.run(begin_chain, contest, rehearsal=rehearsal)


def assert_whole(house: House, contest: int, length: int) -> None:
    """Numbers 1…length, each bound to the one before, and the head at the last."""
    with house.database.reading() as session:
        entries = tail(session, contest, after=0)
        newest = head(session, contest)
    assert [entry.seq for entry in entries] == list(range(1, length + 1))
    previous = GENESIS
    for entry in entries:
        assert entry.previous == previous
        assert entry.hash == link(previous, entry.payload)
        previous = entry.hash
    assert newest == (length, previous)


def test_an_empty_chain_starts_at_zero(any_house: House) -> None:
    with any_house.database.reading() as session:
        assert head(session, CONTEST) == (0, GENESIS)
    begin(any_house, CONTEST)
    with any_house.database.reading() as session:
        assert head(session, CONTEST) == (0, GENESIS)


def test_entries_know_their_number_and_hash_after_the_commit(any_house: House) -> None:
    begin(any_house, CONTEST)
    first = any_house.writer.run(result, "m1", "p1")
    second = any_house.writer.run(hot_result, "m2", "p2")
    assert (first.seq, second.seq) == (1, 2)
    assert len(second.receipt) == 9
    assert_whole(any_house, CONTEST, 2)
    with any_house.database.reading() as session:
        found = result_of(session, CONTEST, "p2")
        assert found is not None
        assert (found.member_key, found.score, found.hash) == ("m2", 100, second.hash)
        assert result_of(session, CONTEST, "p3") is None


def test_the_tail_stops_where_it_is_told(any_house: House) -> None:
    begin(any_house, CONTEST)
    for number in range(6):
        any_house.writer.run(result, f"m{number}", f"p{number}")
    with any_house.database.reading() as session:
        assert [one.seq for one in tail(session, CONTEST, after=2, upto=4)] == [3, 4]
        assert [one.seq for one in tail(session, CONTEST, after=4, limit=1)] == [5]


def test_what_is_refused_leaves_no_gap(any_house: House) -> None:
    begin(any_house, CONTEST)

    async def together() -> list[Any]:
        write = any_house.writer.write
        return await asyncio.gather(
            write(hot_result, "a", "pa"),
            write(result_then_refuse),
            write(hot_result, "b", "pb"),
            return_exceptions=True,
        )

    asyncio.run(together())
    assert_whole(any_house, CONTEST, 2)


def test_a_second_result_of_one_paper_is_impossible(any_house: House) -> None:
    """Its neighbours in the same batch stand."""
    begin(any_house, CONTEST)

    async def together() -> list[Any]:
        writes = [any_house.writer.write(hot_result, "m", paper) for paper in ("p1", "p2", "p1", "p3")]
        return await asyncio.gather(*writes, return_exceptions=True)

    outcomes = asyncio.run(together())
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert_whole(any_house, CONTEST, 3)


def test_sixteen_threads_leave_no_gap_in_two_chains(any_house: House) -> None:
    begin(any_house, CONTEST, CONTEST + 1)

    def into_both(session: Session, name: str) -> None:
        append(session, CONTEST + 1, Entry("result", 0, paper_key=name))
        append(session, CONTEST, Entry("result", 0, paper_key=name))

    hot_into_both = grouped(into_both)

    def many(number: int) -> None:
        for turn in range(12):
            use_case = into_both if turn % 4 == 0 else hot_into_both
            any_house.writer.run(use_case, f"{number}-{turn}", lane=Lane.MEMBERS)

    threads = [threading.Thread(target=many, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_whole(any_house, CONTEST, 16 * 12)
    assert_whole(any_house, CONTEST + 1, 16 * 12)
