"""Prizes by lot: bound to a sealed seed and a called number, drawn once, and drawn again by the second scorer."""

import asyncio
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.boards import drawing_lots, lots
from app.core.refusal import Refusal
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.live.sweeping import settle_once
from app.papers.book import book
from app.papers.closing import items_of
from app.papers.models import Paper
from app.verify.verifying import verify
from tests.open_contest import OpenContest, open_contest
from tests.world import World

SEED, HEAD = bytes(range(32)), bytes(32)
TIERS = [{"name": "一等奖", "places": 1}, {"name": "二等奖", "places": 2}]
WINNING = ("赵测一", "钱测二", "李测四", "吴测六")


@pytest.mark.pure
def test_the_documents_example() -> None:
    (block,) = re.findall(r"```lots\n(.*?)```", Path("docs/draw.md").read_text(), re.DOTALL)
    facts = json.loads(block)
    seed, head = bytes.fromhex(facts["seed"]), bytes.fromhex(facts["finalised"])
    assert lots.digest(facts["pool"]) == facts["digest"]
    assert lots.draw_lots(seed, head, facts["number"], facts["pool"], facts["places"]) == facts["winners"]


@pytest.mark.pure
@given(st.integers(0, 40), st.lists(st.integers(1, 8), min_size=1, max_size=4), st.integers(0, 10**20 - 1))
def test_nobody_wins_twice_and_the_highest_awards_are_filled_first(size: int, places: list[int], call: int) -> None:
    pool = [f"m{n:02d}" for n in range(size)]
    drawn = lots.draw_lots(SEED, HEAD, str(call), pool, places)
    winners = [key for tier in drawn for key in tier]
    assert len(set(winners)) == len(winners) == min(size, sum(places))
    assert set(winners) <= set(pool)
    left = size
    for tier, count in zip(drawn, places, strict=True):
        assert len(tier) == min(count, left)
        left -= len(tier)


@pytest.mark.pure
def test_everybody_wins_about_as_often() -> None:
    pool = [f"m{n}" for n in range(10)]
    won = Counter(lots.draw_lots(SEED, HEAD, str(call), pool, [1])[0][0] for call in range(2000))
    assert set(won) == set(pool)
    assert max(won.values()) < 1.3 * 200


@pytest.fixture
def settled(world: World) -> OpenContest:
    """A finalised contest with four who have everything right, and one who has not."""
    contest = open_contest(world, awards=[{"board": "members", "by": "lot", "tiers": TIERS}])

    async def sit() -> None:
        for name in WINNING:
            paper = (await contest.start(name)).paper
            await contest.save(paper, right(contest, paper))
            await contest.hand_in(paper)
        await contest.sit("孙测三", {1: "A"})

    asyncio.run(sit())
    contest.finish()
    asyncio.run(settle_once(contest.house))
    return contest


def right(contest: OpenContest, paper: Paper) -> dict[int, str]:
    """The right answers, from the server's own book."""
    with contest.house.database.reading() as session:
        ours = book(contest.house, session, contest.view)
    given: dict[int, str] = {}
    for n, item in enumerate(items_of(paper), 1):
        key = ours.key(item)
        if key.gaps:
            given[n] = json.dumps([min(gap) for gap in key.gaps], ensure_ascii=False, separators=(",", ":"))
        elif item.shown == "TF":
            given[n] = key.letters
        else:
            given[n] = "".join("ABCDEFGH"[place] for place, letter in enumerate(item.shown) if letter in key.letters)
    return given


def pool_of(contest: OpenContest) -> drawing_lots.Pool:
    with contest.house.database.reading() as session:
        return drawing_lots.pool(contest.house, session, contest.view)


def draw(contest: OpenContest, call: str) -> None:
    chosen = pool_of(contest)
    contest.house.writer.run(drawing_lots.draw, contest.view, chosen, call, now=contest.house.clock.now())


def test_full_marks_are_the_pool_and_lots_are_drawn_once(settled: OpenContest) -> None:
    assert set(pool_of(settled).keys) == {settled.world.keys[name] for name in WINNING}
    with pytest.raises(Refusal) as bad:
        draw(settled, "five")
    assert bad.value.key == "lots.bad_call"
    draw(settled, "528106")
    with settled.house.database.reading() as session:
        made = drawing_lots.made(session, settled.view.id)
    assert made is not None
    assert [len(tier) for tier in made.winners] == [1, 2]
    with pytest.raises(Refusal) as again:
        draw(settled, "1")
    assert again.value.key == "lots.drawn"
    assert verify(settled.house, settled.slug).differences == 0


def test_a_winner_who_was_chosen_by_hand_is_found(settled: OpenContest) -> None:
    chosen = pool_of(settled)
    facts = {
        "call": "7",
        "pool": len(chosen.keys),
        "pool_digest": chosen.digest,
        "winners": [[chosen.keys[0]], list(chosen.keys[1:3])],
    }
    drawn = lots.draw_lots(chosen.seed, chosen.head, "7", chosen.keys, [1, 2])
    assert drawn != facts["winners"]
    settled.house.writer.run(append, settled.view.id, Entry("lots_drawn", settled.house.clock.now(), facts=facts))
    assert [one.what for one in verify(settled.house, settled.slug).kept] == ["lots.winners"]


def test_before_it_is_settled_and_without_lots_in_the_rules_nothing_is_drawn(world: World) -> None:
    contest = open_contest(world, awards=[{"board": "members", "by": "lot", "tiers": TIERS}])
    with pytest.raises(Refusal) as early:
        pool_of(contest)
    assert early.value.key == "lots.not_settled"
