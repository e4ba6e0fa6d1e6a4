"""Duplicated, reordered, concurrent submits over four processes: each answer counts once, each paper has one result."""

import asyncio
import random
from typing import Any

import pytest

from tests.faults.four_processes.duplicates import Kept, Stutterer
from tests.faults.four_processes.ground import Four, verified

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

EXPECTED = {"200", "409 paper.closed", "409 paper.handed_in"}


async def stutter(four: Four, members: int, saves: int, seed: int) -> Kept:
    kept, chance = Kept(), random.Random(seed)
    cards = four.cards(members)
    await asyncio.gather(*(Stutterer(four.ports, card, chance, kept, saves).run() for card in cards))
    return kept


def differences(four: Four, kept: Kept) -> list[str]:
    """Every stored answer that is not the newest acknowledged one, every paper without exactly one result."""
    rows = four.ask("SELECT p.key, a.n, a.lease, a.seq, a.value FROM answer a JOIN paper p ON p.id = a.paper_id")
    stored = {(key, n): (lease, seq, value) for key, n, lease, seq, value in rows}
    found = [
        f"{place}: {stored.get(place)}, {newest} was acknowledged"
        for place, newest in kept.answers.items()
        if stored.get(place) != newest
    ]
    counts = dict(four.ask("SELECT paper_key, count(*) FROM ledger_entry WHERE kind = 'result' GROUP BY paper_key"))
    found += [f"{paper}: {counts.get(paper)} results" for paper in kept.receipts if counts.get(paper) != 1]
    return found + [f"{paper}: {codes}" for paper, codes in kept.receipts.items() if len(codes) != 1]


def once_each(four: Four, members: int, saves: int, seed: int) -> Kept:
    before = four.results(four.cup)
    kept = asyncio.run(stutter(four, members, saves, seed))
    assert differences(four, kept) == []
    assert set(kept.said) <= EXPECTED | {"503 busy"}
    assert len(kept.receipts) == members
    assert four.results(four.cup) == before + members
    return kept


def test_four_thousand_submits_count_once(four: Four, record_property: Any) -> None:
    kept = once_each(four, 60, 22, seed=1)
    record_property("said", kept.said)
    assert kept.requests > 3_500
    verified(four.cup)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_hundred_thousand_submits_count_once(four: Four) -> None:
    requests = 0
    for seed in range(100, 126):
        requests += once_each(four, 60, 22, seed).requests
    assert requests > 100_000
    verified(four.cup)
