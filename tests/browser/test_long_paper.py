"""A paper of the whole pool on a phone: a sheet in pages, and more unsent answers than one request takes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ContextMaker, phone
from tests.browser.served_phone import Cup, refuse_answers, serving
from tests.small_contest import load_generated_bank, open_small_contest
from tests.world import World

ME, LONG = "赵测一", 320
ANSWER_ALL = """() => {
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i)
    if (key.indexOf('cup.paper.') !== 0) continue
    const record = JSON.parse(localStorage.getItem(key))
    for (let n = 1; n <= 320; n++) record.pending[n] = { n: n, seq: n, choice: ['T'] }
    localStorage.setItem(key, JSON.stringify(record))
  }
}"""


@pytest.fixture
def cup(world: World) -> Iterator[Cup]:
    load_generated_bank(world.house, each=LONG)
    sections = [{"bank": "generated", "kind": "true_false", "count": None, "marks": 100}]
    wishes = {"sections": sections, "total": None, "limit_s": 1800, "attempts": 1}
    with serving(open_small_contest(world, slug="sprint", wishes=wishes), world.keys) as made:
        yield made


def test_what_was_answered_offline_goes_out_in_two_requests_and_counts(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    page.locator("#list").tap()
    expect(page.locator(".cells li")).to_have_count(100)
    page.get_by_role("button", name="301–320").tap()
    expect(page.locator(".cells li")).to_have_count(20)
    back = refuse_answers(page)
    page.evaluate(ANSWER_ALL)
    page.reload()
    cup.ready(page)
    page.locator("#list").tap()
    page.get_by_role("button", name="交卷").tap()
    expect(page.get_by_text(f"{LONG} 题都答了。")).to_be_visible()
    back()
    page.get_by_role("button", name="确认交卷").tap()
    expect(page.get_by_text("已交卷，成绩已登记")).to_be_visible()
    assert len(cup.answers(ME)) == LONG
    expect(page.get_by_text(f"{LONG // 2}/{LONG}")).to_be_visible()
