"""Two thousand papers whose time runs out at once, four processes that all sweep, and SIGKILLs in between."""

import asyncio
import random
import time

import pytest

from tests.faults.four_processes.crowd import papers_run_out
from tests.faults.four_processes.ground import CROWD, Four, verified

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

OPEN = "SELECT count(*) FROM paper WHERE contest_id = :id AND state = 'open'"
CHAIN = "SELECT seq, kind, paper_key FROM ledger_entry WHERE contest_id = :id ORDER BY seq"


async def swept(four: Four, chance: random.Random, a_kill_each: int) -> int:
    """Kill a process after some papers each, until none is open; how many were killed.

    By progress and not by time: killed faster than they come back, they would get nowhere.
    """
    kills, left, until = 0, CROWD, time.monotonic() + 200
    while left and time.monotonic() < until:
        await asyncio.sleep(chance.uniform(0.02, 0.06))
        now = four.ask(OPEN, id=four.due.view.id)[0][0]
        if now and now <= left - a_kill_each:
            one = chance.choice(four.fleet.processes)
            one.kill()
            one.start()
            kills, left = kills + 1, now
        left = left if now else 0
    await asyncio.gather(*(one.ready() for one in four.fleet.processes))
    return kills


def handed_in_once(four: Four, attempt: int, a_kill_each: int) -> int:
    """Lay the papers down and let them be swept; how many processes were killed."""
    before = len(four.ask(CHAIN, id=four.due.view.id))
    papers = papers_run_out(four, attempt)
    kills = asyncio.run(swept(four, random.Random(attempt), a_kill_each))
    chain = four.ask(CHAIN, id=four.due.view.id)
    assert [seq for seq, _, _ in chain] == list(range(1, len(chain) + 1))
    assert sorted(paper for _, kind, paper in chain[before:] if kind == "result") == sorted(papers)
    return kills


def test_two_thousand_papers_are_handed_in_once_by_four_processes_that_are_killed(four: Four) -> None:
    assert handed_in_once(four, 1, 250) >= 3
    assert verified(four.due) == CROWD


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_two_thousand_papers_are_handed_in_once_ten_times(four: Four) -> None:
    done = four.results(four.due) // CROWD
    assert sum(handed_in_once(four, done + n, 80) for n in range(1, 11)) >= 60
    assert verified(four.due) == CROWD * (done + 10)
