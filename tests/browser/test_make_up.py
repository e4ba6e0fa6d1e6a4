"""A make-up on a phone: whoever missed the test sits it, from a seed that nothing published before gives away."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from playwright.sync_api import expect

from app.boards import closing, publishing
from app.contests.make_up import add_sitting, prepare_sitting
from app.core.canonical import compact_json
from app.core.clock import HOUR
from app.papers.drawing import draw
from tests.browser.conftest import ContextMaker, phone
from tests.browser.served_phone import Cup, serving
from tests.papers.sitting_steps import handing_in, right, starting
from tests.small_contest import open_small_contest
from tests.world import World

PASSED, ABSENT = "赵测一", "钱测二"


@pytest.fixture
def cup(world: World) -> Iterator[Cup]:
    wishes = {"make_up": {"days": 7}, "attempts": 1, "counts": "first", "pass_mark": 6000}
    with serving(open_small_contest(world, slug="exam", wishes=wishes), world.keys) as made:
        yield made


def close(cup: Cup) -> None:
    """End it now, as if three seconds had gone by; seeds are published."""
    contest, now = cup.contest, cup.contest.house.clock.now()
    contest.house.writer.run(closing.close, contest.view.id, now)
    contest.house.writer.run(closing.append_closed_when_due, contest.view.id, now + closing.START_IN_FLIGHT + 1)
    publishing.publish_digests(contest.house, contest.view.id, now + closing.START_IN_FLIGHT + 1)


def add_make_up(cup: Cup) -> None:
    contest, now = cup.contest, cup.contest.house.clock.now()
    with contest.house.database.reading() as session:
        new = prepare_sitting(contest.house, session, contest.again(), now, now + HOUR, now)
    contest.house.writer.run(add_sitting, new, now=now)


def announced(cup: Cup) -> list[dict[str, Any]]:
    """The sittings as anybody may read them."""
    answer = httpx2.get(f"http://127.0.0.1:{cup.port}/api/v1/contests/exam").json()
    sittings: list[dict[str, Any]] = answer["sittings"]
    return sittings


def drawn(cup: Cup, seed: str) -> str:
    paper = cup.paper(ABSENT)
    assert paper is not None
    items = draw(bytes.fromhex(seed), paper.member_key, paper.attempt, cup.contest.book.pools)
    return compact_json([list(item) for item in items])


def test_the_absent_sit_a_paper_that_nobody_could_have_computed(cup: Cup, world: World, context: ContextMaker) -> None:
    with ThreadPoolExecutor(1) as beside_the_browser:
        main = beside_the_browser.submit(starting, cup.contest, world.members[PASSED]).result().paper
    handing_in(cup.contest, main, *right(cup.contest, main))
    close(cup)
    (published,) = announced(cup)
    add_make_up(cup)

    passed = phone(context).new_page()
    passed.goto(cup.card(PASSED))
    expect(passed.get_by_text("您已经有成绩")).to_be_visible()
    expect(passed.get_by_role("button", name="开始答题")).to_have_count(0)

    page = phone(context).new_page()
    page.goto(cup.card(ABSENT))
    expect(page.get_by_role("heading", name=ABSENT)).to_be_visible()  # the door before it has the sentence as well
    expect(page.locator(".note", has_text="补考：")).to_be_visible()
    page.get_by_role("button", name="开始答题").tap()
    cup.ready(page)
    page.locator(".opt").first.tap()
    expect(page.locator("#saved")).to_contain_text("已保存 1/8")
    paper = cup.paper(ABSENT)
    assert paper is not None
    assert "seed" not in announced(cup)[1]
    assert drawn(cup, published["seed"]) != paper.items
    page.locator("#list").tap()
    page.get_by_role("button", name="交卷").tap()
    page.get_by_role("button", name="现在交卷").tap()
    expect(page.get_by_text("已交卷，成绩已登记")).to_be_visible()

    close(cup)
    assert drawn(cup, announced(cup)[1]["seed"]) == paper.items
