"""People on phones: who was not found and is counted later, who follows on a shared phone, the branch's secretary."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.boards.branch import branch
from app.organisations import secretaries
from app.organisations.models import Organisation
from tests.browser.conftest import ContextMaker, phone
from tests.browser.served_phone import Cup, refuse_answers, serving, sign_in
from tests.phone.conftest import load_sample
from tests.small_contest import open_small_contest
from tests.world import PLANNING, World

ME, OTHER, THIRD = "赵测一", "钱测二", "孙测三"


@pytest.fixture
def cup(world: World) -> Iterator[Cup]:
    """赵测一 sees to the planning branch of three."""
    load_sample(world.house)
    with world.house.database.reading() as session:
        key = session.get_one(Organisation, world.organisations[PLANNING]).key
    world.house.writer.run(secretaries.appoint, world.keys[ME], key)
    with serving(open_small_contest(world, slug="cup"), world.keys) as made:
        yield made


def look(page: Page) -> None:
    """No fault that axe knows, nothing wider than the phone, also with text at 1.4 times."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    for size in ("", "22.4px"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (page.url, size)
    page.evaluate("document.documentElement.style.fontSize = ''")


def hand_in(page: Page) -> None:
    page.locator("#list").tap()
    page.get_by_role("button", name="交卷", exact=True).tap()
    page.get_by_role("button", name="现在交卷").tap()
    expect(page.get_by_text(re.compile("已交卷，成绩已登记"))).to_be_visible()


def sat_unlisted(cup: Cup, page: Page, name: str) -> None:
    """Three wrong tries, 找不到我, a paper."""
    page.goto(cup.door)
    for _ in range(3):
        page.get_by_role("combobox", name="党支部").fill(PLANNING)
        page.get_by_label("姓名").fill(name)
        page.get_by_label("密码").fill("0000 0000")
        page.get_by_role("button", name="进入").tap()
        expect(page.locator("#wrong")).to_be_visible()
        page.evaluate("document.querySelector('#wrong').remove()")
    page.get_by_role("link", name="找不到我", exact=True).tap()
    expect(page.get_by_role("heading", name="先答题，后核对")).to_be_visible()
    look(page)
    page.get_by_role("combobox", name="党支部").fill("规划")
    page.get_by_role("option", name=PLANNING).tap()
    page.get_by_label("姓名").fill(name)
    page.get_by_role("button", name="先答题").tap()
    expect(page.get_by_text("待核对")).to_be_visible()
    page.get_by_role("button", name="开始答题").tap()
    cup.ready(page)
    page.locator(".opt").first.tap()
    expect(page.locator("#saved")).to_contain_text("已保存 1/8")
    hand_in(page)


def participants(cup: Cup, organisation_id: int) -> int:
    contest = cup.contest
    with contest.house.database.reading() as session:
        return branch(contest.house, session, contest.again(), organisation_id).participants


def test_who_was_not_found_is_counted_once_the_secretary_knows_who_it_is(
    cup: Cup, world: World, context: ContextMaker
) -> None:
    theirs = phone(context).new_page()
    sat_unlisted(cup, theirs, THIRD)
    expect(theirs.locator("#pending")).to_contain_text("待核对")
    assert participants(cup, world.organisations[PLANNING]) == 0

    mine = phone(context, 360, 620).new_page()
    sign_in(mine, cup, ME)
    mine.get_by_role("link", name="我的支部").tap()
    mine.get_by_role("link", name="核对这是谁").tap()
    expect(mine.get_by_role("heading", name=THIRD)).to_be_visible()
    look(mine)
    mine.locator(f".opt:has-text('{THIRD}')").tap()
    mine.get_by_role("button", name="就是这位，算上成绩").tap()
    expect(mine.get_by_text("已核对，成绩算上了。")).to_be_visible()
    expect(mine.locator(".big-count b")).to_have_text("1/3")
    assert participants(cup, world.organisations[PLANNING]) == 1

    theirs.reload()
    expect(theirs.locator("#pending")).to_have_count(0)
    expect(theirs.get_by_text("支部参与")).to_be_visible()


def test_the_one_unsent_answer_goes_out_when_the_next_person_sits_at_the_phone(cup: Cup, context: ContextMaker) -> None:
    """Nothing is sent by itself while the net is down; the second one's paper is not touched by it."""
    page = cup.start(phone(context), ME)
    page.locator(".opt:has(input[value=A])").tap()
    expect(page.locator("#saved")).to_contain_text("已保存 1/8")
    back_to_net = refuse_answers(page)
    page.get_by_role("button", name="下一题").tap()
    page.locator(".opt:has(input[value=C])").tap()
    expect(page.locator("#saved")).to_contain_text("还有 1 题等网络")
    page.goto(f"{cup.door}/not-listed")
    expect(page.get_by_text(f"这部手机上现在是{ME}。")).to_be_visible()
    page.get_by_role("combobox", name="党支部").fill(PLANNING)
    page.get_by_label("姓名").fill("林测新")
    page.get_by_role("button", name="先答题").tap()
    page.get_by_role("button", name="开始答题").tap()
    cup.ready(page)
    assert cup.answers(ME) == {1: "A"}
    back_to_net()
    cup.expect_answers(ME, {1: "A", 2: "C"})
    page.wait_for_function(
        "Object.keys(localStorage).every(key => !Object.keys(JSON.parse(localStorage[key]).pending || {}).length)"
    )


@pytest.mark.parametrize("elder", [False, True], ids=["usual", "elder"])
def test_the_secretarys_page(cup: Cup, context: ContextMaker, elder: bool) -> None:
    mobile = phone(context, 360, 620)
    if elder:
        mobile.add_cookies([{"name": "cup_elder", "value": "1", "url": cup.door}])
    page = mobile.new_page()
    page.goto(cup.card(ME))
    page.get_by_role("link", name="我的支部").tap()
    expect(page.get_by_role("heading", name="还没参加 3 人")).to_be_visible()
    expect(page.get_by_text("仅用于提醒，不作考核依据")).to_be_visible()
    page.get_by_role("button", name="复制提醒").tap()
    expect(page.locator("[data-copied]")).to_be_visible()
    text = page.locator("#reminder").input_value()
    assert page.evaluate("getSelection().toString() || document.activeElement.value") == text
    assert OTHER not in text
    page.get_by_role("button", name="做一张图").tap()
    picture = page.locator("#picture img")
    expect(picture).to_have_attribute("src", re.compile("^data:image/png"))
    page.wait_for_function("document.querySelector('#picture img').naturalWidth === 900")
    look(page)
