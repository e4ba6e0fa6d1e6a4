"""Races: what members, devices and processes do at the same moment. On PostgreSQL a second process stands beside."""

import asyncio
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any

import pytest
from sqlalchemy import text

from app.core.house import House
from app.core.plain import Plain, Statement
from app.core.refusal import Refusal
from app.core.writer import bulk
from app.papers import saving
from app.papers.answers import Given, Save
from app.papers.hand_in import hand_in_paper
from app.papers.models import Paper
from app.papers.saving import Saved, save
from app.papers.sitting import start
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.faults.seeded_races import save_without_lock
from tests.open_contest import OpenContest, open_contest
from tests.world import World, build_world

LETTERS = "ABCD"


@pytest.fixture
def cup(any_world: World) -> OpenContest:
    return open_contest(any_world, attempts=None)


@pytest.fixture
def houses(cup: OpenContest) -> Iterator[list[House]]:
    """The processes that serve: one on SQLite, two on PostgreSQL."""
    first = cup.house
    if first.database.is_sqlite:
        yield [first]
        return
    second = make_house(first.settings.data, first.settings.database_url)
    yield [first, second]
    second.close()


def rows(house: House, query: str) -> list[Any]:
    with house.database.reading() as session:
        return list(session.execute(text(query)).all())


def of(cup: OpenContest, paper: Paper, *answers: tuple[int, str, int], lease: int = 1) -> Save:
    return Save(paper.key, lease, cup.house.clock.now(), tuple(Given(*one) for one in answers))


async def settled(*waiting: Any) -> list[Any]:
    return list(await asyncio.gather(*waiting, return_exceptions=True))


def test_fifty_starts_at_once_in_all_processes_are_one_paper(cup: OpenContest, houses: list[House]) -> None:
    async def everywhere() -> list[Any]:
        now = cup.house.clock.now()
        view, member = cup.view, cup.member("赵测一")
        return await settled(*(start(houses[n % len(houses)], view, member, now) for n in range(50)))

    outcomes = asyncio.run(everywhere())
    assert [one for one in outcomes if isinstance(one, BaseException)] == []
    assert len({one.paper.key for one in outcomes}) == 1
    assert sorted(one.paper.lease for one in outcomes) == list(range(1, 51))
    assert sum(one.new for one in outcomes) == 1
    assert rows(cup.house, "SELECT attempt FROM paper") == [(1,)]


def test_twenty_hand_ins_at_once_are_one_result(cup: OpenContest, houses: list[House]) -> None:
    async def everywhere() -> list[Any]:
        paper = (await cup.start("赵测一")).paper
        await cup.save(paper, {1: "A"})
        facts = of(cup, paper)
        return await settled(*(hand_in_paper(houses[n % len(houses)], facts) for n in range(20)))

    outcomes = asyncio.run(everywhere())
    assert [one for one in outcomes if isinstance(one, BaseException)] == []
    assert sum(one.entry is not None for one in outcomes) == 1
    assert len(rows(cup.house, "SELECT seq FROM ledger_entry WHERE kind = 'result'")) == 1
    assert verify(cup.house, "cup").differences == 0


def two_devices(cup: OpenContest, houses: list[House]) -> dict[int, str]:
    """The older device sends high numbers, the newer low ones, at the same time; what stands in the end."""

    async def both() -> None:
        paper = (await cup.start("赵测一")).paper
        await cup.save(paper, {1: "A", 2: "A"}, seq=50)
        again = (await cup.start("赵测一")).paper
        assert (again.key, again.lease) == (paper.key, 2)
        newer = [houses[-1].writer.write(save, of(cup, paper, (n, "B", 1), lease=2)) for n in (1, 2, 3)]
        older = [houses[0].writer.write(save, of(cup, paper, (n, "C", 90), lease=1)) for n in (1, 3, 4)]
        outcomes = await settled(*older, *newer)
        assert all(isinstance(one, Saved) for one in outcomes)
        assert [one.elsewhere for one in outcomes] == [True] * 3 + [False] * 3
        with pytest.raises(Refusal, match="elsewhere"):
            await cup.hand_in(paper, lease=1)

    asyncio.run(both())
    return dict(rows(cup.house, "SELECT n, value FROM answer ORDER BY n"))


def test_of_two_devices_the_newer_wins_and_the_older_fills_only_gaps(cup: OpenContest, houses: list[House]) -> None:
    assert two_devices(cup, houses) == {1: "B", 2: "B", 3: "B", 4: "C"}


def test_ordering_by_number_alone_would_be_seen(
    cup: OpenContest, houses: list[House], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: the newer device's low numbers lose against the older device's high ones."""

    def by_number_alone(query: str) -> str:
        newest, told = query.index("WHERE excluded.lease"), query.index("RETURNING")
        return query[:newest] + "WHERE excluded.seq > answer.seq\n" + query[told:]

    monkeypatch.setattr(saving, "WRITE", Statement(*map(by_number_alone, saving.WRITE)))
    assert two_devices(cup, houses) != {1: "B", 2: "B", 3: "B", 4: "C"}


def test_two_taps_on_one_question_in_one_batch(cup: OpenContest) -> None:
    async def tap() -> list[Any]:
        paper = (await cup.start("赵测一")).paper
        taps = [of(cup, paper, (1, letter, seq)) for letter, seq in (("B", 2), ("A", 1), ("C", 3), ("B", 2))]
        return await settled(*(cup.house.writer.write(save, one) for one in taps))

    outcomes = asyncio.run(tap())
    assert {(one.stands[1].value, one.stands[1].seq) for one in outcomes} == {("C", 3)}
    assert rows(cup.house, "SELECT value, seq FROM answer") == [("C", 3)]


@pytest.mark.parametrize("poison", ['["\ud800"]', '["\x00"]'], ids=["surrogate", "nul"])
def test_a_poison_answer_among_five_hundred_refuses_only_itself(cup: OpenContest, poison: str) -> None:
    """No door lets such a text in; if one ever does, its neighbours in the batch are saved all the same."""

    async def send() -> list[Any]:
        papers = [(await cup.start(name)).paper for name in ("赵测一", "钱测二", "李测四", "吴测六", "卫测末")]
        saves = [of(cup, papers[n % 5], (n // 5 % 9 + 1, "", n)) for n in range(499)]
        saves.insert(250, of(cup, papers[0], (10, poison, 9)))
        return await settled(*(cup.house.writer.write(save, one) for one in saves))

    outcomes = asyncio.run(send())
    harmed = [n for n, one in enumerate(outcomes) if isinstance(one, BaseException)]
    assert set(harmed) <= {250}
    assert len(rows(cup.house, "SELECT n FROM answer WHERE n < 10")) == 45


@bulk()
def slowly(here: Plain, saves: Sequence[Save], *, written: Event, enough: Event, most: float) -> list[Saved | Refusal]:
    """A save whose commit takes its time, as on a slow disk: until the hand-in beside it is through or waits."""
    outcomes: list[Saved | Refusal] = saving.save(here, saves)
    written.set()
    enough.wait(most)
    return outcomes


async def hand_in_during_a_save(
    cup: OpenContest, houses: list[House], names: Sequence[str], *, most: float = 0.5
) -> None:
    """``most`` seconds the save stays uncommitted, where the hand-in waits for it."""
    for name in names:
        paper = (await cup.start(name)).paper
        await cup.save(paper, {1: "A", 2: "A"})
        written, enough = Event(), Event()
        newer = of(cup, paper, (1, "B", 2), (2, "C", 2))
        saved = asyncio.create_task(houses[0].writer.write(slowly, newer, written=written, enough=enough, most=most))
        await asyncio.to_thread(written.wait)
        await hand_in_paper(houses[-1], of(cup, paper))
        enough.set()
        assert isinstance(await saved, Saved)


def test_an_acknowledged_answer_is_in_the_mark_of_a_hand_in_beside_it(cup: OpenContest, houses: list[House]) -> None:
    asyncio.run(hand_in_during_a_save(cup, houses, ("赵测一", "钱测二")))
    assert [one.line() for one in verify(cup.house, "cup").kept] == []


@pytest.mark.postgres
def test_a_save_without_the_shared_lock_would_be_seen(postgres_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded fault: without FOR SHARE the hand-in does not wait, and marks what stood before."""
    cup = open_contest(build_world(postgres_house))
    second = make_house(postgres_house.settings.data, postgres_house.settings.database_url)
    monkeypatch.setattr(saving, "LOCK", saving.LOCK)
    save_without_lock()
    asyncio.run(hand_in_during_a_save(cup, [cup.house, second], ("赵测一",), most=30))
    second.close()
    assert "result.answers" in {one.what for one in verify(cup.house, "cup").kept}


def test_the_phones_clock_decides_nothing(cup: OpenContest) -> None:
    """What phones send has no time at all; a number (seq) made from a clock a day wrong changes no deadline."""

    async def sit() -> None:
        now = cup.house.clock.now()
        for name, wrong in (("赵测一", -86_400_000), ("钱测二", 86_400_000)):
            paper = (await cup.start(name, now=now)).paper
            await cup.save(paper, {1: "A"}, seq=now + wrong, now=now + 1000)
            await cup.save(paper, {1: "B"}, seq=now + wrong + 1, now=paper.due)
            late = await settled(cup.save(paper, {2: "A"}, seq=0, now=paper.due + 1))
            assert isinstance(late[0], Refusal)
            assert late[0].facts == {"late": [2]}
            await cup.hand_in(paper, now=paper.due)

    asyncio.run(sit())
    times = rows(cup.house, "SELECT duration_ms FROM ledger_entry WHERE kind = 'result'")
    assert times == [(1_500_000,), (1_500_000,)]
    assert rows(cup.house, "SELECT value FROM answer") == [("B",), ("B",)]
    assert verify(cup.house, "cup").differences == 0
