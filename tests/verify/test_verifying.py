"""The second scorer over whole contests: clean where all is well, and it sees every fault that is put in."""

import asyncio

from app.verify.verifying import verify
from tests.open_contest import OpenContest, open_contest, sit_all
from tests.world import World

ANSWERS = {
    "赵测一": {1: "A", 2: "B", 3: "C", 4: "D", 5: "AB", 6: "BC", 7: "ACD", 8: "T", 9: "F", 10: '["填0","空0"]'},
    "钱测二": {1: "B", 5: "A", 8: "F"},
    "李测四": {},
    "周测五": {1: "C", 2: "C", 8: "T", 9: "T"},
    "欧阳测九": dict.fromkeys(range(1, 8), "A"),
}


def a_whole_contest(world: World) -> OpenContest:
    contest = open_contest(world)
    sit_all(contest, ANSWERS)
    sit_all(contest, {"钱测二": {1: "A", 2: "A"}})
    asyncio.run(equals(contest, "吴测六", "卫测末"))
    contest.freeze()
    sit_all(contest, {"赵测一": {8: "T"}})
    contest.finish()
    return contest


async def equals(contest: OpenContest, *names: str) -> None:
    """Nothing answered in the same time: these members share a place."""
    now = contest.house.clock.now()
    for name in names:
        paper = (await contest.start(name, now=now)).paper
        await contest.hand_in(paper, now=now + 1000)


def test_a_whole_contest_has_no_difference(any_world: World) -> None:
    contest = a_whole_contest(any_world)
    found = verify(contest.house, "cup")
    assert [one.line() for one in found.kept] == []
    assert found.checked["papers"] == found.checked["results"] == 9
    assert found.checked["boards"] == 12
    assert found.checked["questions"] == 28


def test_an_open_contest_with_open_papers_has_none_either(any_world: World) -> None:
    contest = open_contest(any_world)
    sit_all(contest, {"赵测一": {1: "A"}})
    asyncio.run(contest.start("钱测二"))
    found = verify(contest.house, "cup")
    assert [one.line() for one in found.kept] == []
    assert (found.checked["papers"], found.checked["results"]) == (2, 1)
