"""Make-up sittings: own seed, own window, and who may sit one."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import select

from app.boards import closing, publishing
from app.contests.make_up import add_sitting, prepare_sitting
from app.contests.models import Sitting
from app.contests.sittings import published_seed, seed
from app.core.canonical import compact_json
from app.core.clock import DAY, HOUR, MINUTE
from app.core.refusal import Refusal
from app.ledger.tail import tail
from app.organisations.models import Member
from app.papers.answers import Save
from app.papers.drawing import draw
from app.papers.models import Paper
from app.papers.review import answers_shown
from app.papers.rights import Unread
from app.papers.sitting import prepare, start, start_attempt
from app.papers.sweep import sweep
from app.verify.verifying import verify
from tests.papers.sitting_steps import handing_in, right, saving, starting
from tests.small_contest import Opened, open_small_contest
from tests.world import World

RULES = {"make_up": {"days": 7}, "attempts": 1, "counts": "first", "pass_mark": 6000}
ABSENT, FAILED, PASSED = "赵测一", "钱测二", "李测四"


@pytest.fixture
def cup(world: World) -> Opened:
    return open_small_contest(world, wishes=RULES)


@pytest.fixture
def any_cup(any_world: World) -> Opened:
    return open_small_contest(any_world, wishes=RULES)


def add(cup: Opened, opens: int, closes: int, now: int | None = None) -> int:
    now = cup.now if now is None else now
    with cup.house.database.reading() as session:
        new = prepare_sitting(cup.house, session, cup.again(), opens, closes, now)
    return cup.house.writer.run(add_sitting, new, now=now)


def make_up(cup: Opened) -> int:
    """On the second day after the end; an instant in its window."""
    opens = cup.view.closes + DAY
    add(cup, opens, opens + HOUR)
    return opens + MINUTE


def entries(cup: Opened) -> list[dict[str, Any]]:
    with cup.house.database.reading() as session:
        return [json.loads(entry.payload) for entry in tail(session, cup.view.id, after=0)]


def settle(cup: Opened, now: int) -> None:
    cup.house.writer.run(closing.append_closed_when_due, cup.view.id, now)
    publishing.publish_digests(cup.house, cup.view.id, now)


def test_a_make_up_has_its_own_seed_and_commitment_in_the_chain(any_cup: Opened) -> None:
    cup = any_cup
    make_up(cup)
    main, extra = cup.again().sittings
    with cup.house.database.reading() as session:
        assert seed(cup.house.secret, session, main.id) != seed(cup.house.secret, session, extra.id)
    announced = [entry for entry in entries(cup) if entry["kind"] == "sitting"]
    assert [entry["name"] for entry in announced] == ["main", "make-up"]
    assert (announced[1]["commitment"], announced[1]["opens"]) == (extra.commitment, extra.opens)
    assert main.commitment != extra.commitment


def test_while_a_make_up_is_to_come_the_contest_does_not_close(cup: Opened) -> None:
    moment = make_up(cup)
    settle(cup, cup.view.closes + HOUR)
    assert cup.again().state == "opened"
    assert [cup.again().phase(now).value for now in (cup.now, cup.view.closes, moment)] == ["open", "scheduled", "open"]
    with pytest.raises(Refusal, match="not_open"):
        starting(cup, cup_member(cup, ABSENT), cup.view.closes + HOUR)
    settle(cup, moment + 2 * HOUR)
    assert cup.again().state == "closed"


def test_a_contest_that_has_closed_opens_again_for_a_make_up(any_cup: Opened) -> None:
    cup = any_cup
    over = cup.view.closes + MINUTE
    settle(cup, over)
    add(cup, over + HOUR, over + 2 * HOUR, now=over)
    assert [entry["kind"] for entry in entries(cup)][-2:] == ["reopened", "sitting"]
    assert starting(cup, cup_member(cup, ABSENT), over + HOUR).new


def cup_member(cup: Opened, name: str) -> int:
    with cup.house.database.reading() as session:
        return session.exec(select(Member.id).where(Member.name == name)).one() or 0


def test_the_absent_and_who_did_not_pass_sit_one_paper_each(any_cup: Opened) -> None:
    cup = any_cup
    handing_in(cup, starting(cup, cup_member(cup, FAILED)).paper)
    passed = starting(cup, cup_member(cup, PASSED)).paper
    handing_in(cup, passed, *right(cup, passed))
    moment = make_up(cup)
    with pytest.raises(Refusal, match="not_make_up"):
        starting(cup, cup_member(cup, PASSED), moment)
    for name, attempt in ((ABSENT, 1), (FAILED, 2)):
        paper = starting(cup, cup_member(cup, name), moment).paper
        assert (paper.attempt, paper.sitting_id) == (attempt, cup.again().sittings[1].id)
        handing_in(cup, paper)
        with pytest.raises(Refusal, match=r"attempts\.used"):
            starting(cup, cup_member(cup, name), moment + MINUTE)


def test_only_for_the_absent_where_the_rules_say_so(world: World) -> None:
    cup = open_small_contest(world, wishes={**RULES, "make_up": {"days": 7, "who": "absent"}})
    handing_in(cup, starting(cup, cup_member(cup, FAILED)).paper)
    moment = make_up(cup)
    with pytest.raises(Refusal, match="not_make_up"):
        starting(cup, cup_member(cup, FAILED), moment)
    assert starting(cup, cup_member(cup, ABSENT), moment).new


@pytest.mark.parametrize(
    ("opens", "closes"), [(-HOUR, HOUR), (HOUR, HOUR), (6 * DAY, 8 * DAY), (HOUR, HOUR + MINUTE - 1)]
)
def test_a_window_that_overlaps_or_comes_too_late_is_refused(cup: Opened, opens: int, closes: int) -> None:
    with pytest.raises(Refusal, match="make_up_window"):
        add(cup, cup.view.closes + opens, cup.view.closes + closes)


def test_no_make_up_without_a_rule_nor_after_settling(world: World) -> None:
    plain = open_small_contest(world, slug="plain")
    with pytest.raises(Refusal, match="no_make_up"):
        add(plain, plain.view.closes, plain.view.closes + HOUR)
    cup = open_small_contest(world, wishes=RULES)
    settle(cup, cup.view.closes + MINUTE)
    cup.house.writer.run(closing.finalise, cup.view.id, cup.view.closes + 2 * MINUTE)
    with pytest.raises(Refusal, match="make_up_settled"):
        add(cup, cup.view.closes + HOUR, cup.view.closes + 2 * HOUR)


def test_adding_the_same_make_up_twice_at_once_adds_one(any_cup: Opened) -> None:
    cup, opens = any_cup, any_cup.view.closes + DAY

    def attempt(_number: int) -> str:
        try:
            add(cup, opens, opens + HOUR)
        except Refusal as refused:
            return refused.key
        return "added"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["added"] + ["contest.make_up_window"] * 3
    with cup.house.database.reading() as session:
        assert len(session.exec(select(Sitting.id).where(Sitting.contest_id == cup.view.id)).all()) == 2


def test_its_papers_cannot_be_computed_from_anything_published_before(cup: Opened) -> None:
    """Everything but the make-up's seed is public by then: editions, rules, keys, the main seed, every entry."""
    over = cup.view.closes + MINUTE
    settle(cup, over)
    with cup.house.database.reading() as session:
        shown = published_seed(cup.house.secret, session, cup.view.sitting.id)
    assert shown is not None
    add(cup, over + HOUR, over + 2 * HOUR, now=over)
    published = compact_json(entries(cup))
    extra = cup.again().sittings[1]
    with cup.house.database.reading() as session:
        own = seed(cup.house.secret, session, extra.id)
        assert published_seed(cup.house.secret, session, extra.id) is None
    assert own.hex() not in published
    paper = starting(cup, cup_member(cup, ABSENT), over + HOUR).paper

    def drawn(with_seed: bytes) -> str:
        items = draw(with_seed, paper.member_key, paper.attempt, cup.book.pools)
        return compact_json([list(item) for item in items])

    assert drawn(own) == paper.items
    assert drawn(bytes.fromhex(shown)) != paper.items
    guesses = [bytes.fromhex(extra.commitment), bytes.fromhex(cup.view.sitting.commitment), extra.key.encode()]
    assert paper.items not in [drawn(guess) for guess in guesses]


def test_answers_stay_hidden_until_the_make_up_is_over_or_its_days_are(cup: Opened) -> None:
    paper = starting(cup, cup_member(cup, FAILED)).paper
    handing_in(cup, paper)

    def shown(now: int) -> bool:
        with cup.house.database.reading() as session:
            return answers_shown(session, cup.again(), session.get_one(Paper, paper.id), now)

    settle(cup, cup.view.closes + MINUTE)
    assert [shown(cup.view.closes + days * DAY) for days in (1, 6, 8)] == [False, False, True]
    add(cup, cup.view.closes + DAY, cup.view.closes + DAY + HOUR, now=cup.view.closes + HOUR)
    assert [shown(cup.view.closes + DAY + hours * HOUR) for hours in (0, 2)] == [False, True]


def test_the_second_scorer_agrees(any_cup: Opened) -> None:
    cup = any_cup
    paper = starting(cup, cup_member(cup, FAILED)).paper
    handing_in(cup, paper, *right(cup, paper, only=2))
    moment = make_up(cup)
    again = starting(cup, cup_member(cup, FAILED), moment).paper
    handing_in(cup, again, *right(cup, again))
    settle(cup, moment + 2 * HOUR)
    assert [one.line() for one in verify(cup.house, cup.view.slug).kept] == []


def test_fifty_starts_of_a_make_up_at_once_are_one_paper(any_cup: Opened) -> None:
    cup, member = any_cup, cup_member(any_cup, ABSENT)
    moment = make_up(cup)

    async def rush() -> list[Any]:
        view, who = cup.again(), cup.member(member)
        return list(
            await asyncio.gather(*(start(cup.house, view, who, moment) for _ in range(50)), return_exceptions=True)
        )

    started = asyncio.run(rush())
    assert [one for one in started if isinstance(one, BaseException)] == []
    assert len({one.paper.key for one in started}) == sum(one.new for one in started) == 1


def test_who_is_still_in_the_main_paper_when_the_make_up_begins_is_judged_by_it(cup: Opened) -> None:
    """The start of the make-up hands the old paper in on the way; its entry stands in the same transaction."""
    member = cup_member(cup, PASSED)
    paper = starting(cup, member, cup.view.closes - MINUTE).paper
    answers = right(cup, paper)
    saving(cup, Save(paper.key, 1, cup.view.closes - 1, answers))
    add(cup, cup.view.closes + MINUTE, cup.view.closes + HOUR)
    with pytest.raises(Refusal, match="not_make_up"):
        starting(cup, member, cup.view.closes + 2 * MINUTE)


def test_a_paper_swept_in_the_same_batch_is_waited_for(cup: Opened) -> None:
    """Its entry is numbered at the end of the batch: until then nobody can know that it has passed."""
    member = cup_member(cup, PASSED)
    paper = starting(cup, member, cup.view.closes - MINUTE).paper
    saving(cup, Save(paper.key, 1, cup.view.closes - 1, right(cup, paper)))
    add(cup, cup.view.closes + MINUTE, cup.view.closes + HOUR)
    moment = cup.view.closes + 2 * MINUTE
    with cup.house.database.reading() as session:
        prepared = prepare(cup.house, session, cup.again(), cup.member(member), moment)

    async def in_one_batch() -> list[Any]:
        write = cup.house.writer.write
        slow = asyncio.create_task(write(lambda _session: time.sleep(0.2)))
        await asyncio.sleep(0.05)
        both = (write(sweep, {cup.view.id: cup.book}, now=moment), write(start_attempt, prepared, now=moment))
        outcomes = await asyncio.gather(*both, return_exceptions=True)
        await slow
        return outcomes

    swept, refused = asyncio.run(in_one_batch())
    assert (swept, type(refused)) == (1, Unread)
    with pytest.raises(Refusal, match="not_make_up"):
        starting(cup, member, moment)
