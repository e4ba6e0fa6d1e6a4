"""The question page on a real phone-sized browser: saving, losing the net, other devices, other people, the end."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import ContextMaker, follow, phone
from tests.browser.served_phone import Cup, refuse_answers, serving, sign_in
from tests.phone.conftest import load_sample
from tests.small_contest import open_small_contest
from tests.world import World

ME, OTHER = "赵测一", "钱测二"
KIB = 1024


@pytest.fixture
def cup(world: World) -> Iterator[Cup]:
    load_sample(world.house)
    frank = {"review": {"score": "at_once", "answers": "at_once"}}
    with serving(open_small_contest(world, slug="cup", wishes=frank), world.keys) as made:
        yield made


def option(page: Page, letter: str) -> None:
    page.locator(f".opt:has(input[value={letter}])").tap()


def room(page: Page) -> str:
    return page.get_attribute("body", "data-room") or ""


def saved(page: Page, words: str) -> None:
    expect(page.locator("#saved")).to_contain_text(words)


def test_every_tap_is_saved_and_a_reload_finds_the_same_question(cup: Cup, context: ContextMaker) -> None:
    page = phone(context).new_page()
    sign_in(page, cup, ME)
    page.get_by_role("button", name="开始答题").tap()
    cup.ready(page)
    option(page, "B")
    page.get_by_role("button", name="下一题").tap()
    option(page, "C")
    saved(page, "已保存 2/8")
    assert cup.answers(ME) == {1: "B", 2: "C"}
    page.reload()
    cup.ready(page)
    expect(page.get_by_text("第 2 题 / 共 8 题")).to_be_visible()
    expect(page.locator("input[value=C]")).to_be_checked()


def test_blanks_and_several_options_are_saved_and_can_be_cleared(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    page.locator("#list").tap()
    page.get_by_role("button", name=re.compile("^第 4 题，")).tap()
    for letter in ("A", "C", "A"):
        option(page, letter)
    page.locator("#list").tap()
    page.get_by_role("button", name=re.compile("^第 8 题，")).tap()
    page.get_by_label("第 1 空").fill("五")
    saved(page, "已保存 2/8")
    assert cup.answers(ME)[4] == "C"
    assert cup.answers(ME)[8].startswith('["五"')
    page.get_by_label("第 1 空").fill("")
    saved(page, "已保存 1/8")


def test_offline_answers_wait_and_go_out_when_the_net_is_back(cup: Cup, context: ContextMaker) -> None:
    mobile = phone(context)
    page = cup.start(mobile, ME)
    mobile.set_offline(True)
    option(page, "A")
    saved(page, "网断了，请接着答")
    saved(page, "还有 1 题等网络")
    expect(page.locator("#ticks .w")).to_have_count(1)
    page.get_by_role("button", name="下一题").tap()
    option(page, "D")
    saved(page, "还有 2 题等网络")
    assert cup.answers(ME) == {}
    mobile.set_offline(False)
    saved(page, "网通了，2 题都已送达。")
    assert cup.answers(ME) == {1: "A", 2: "D"}


def test_what_was_kept_is_sent_after_the_page_was_opened_again(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    option(page, "A")
    saved(page, "已保存 1/8")
    back_to_net = refuse_answers(page)
    option(page, "B")
    saved(page, "还有 1 题等网络")
    page.reload()
    cup.ready(page)
    expect(page.locator("input[value=B]")).to_be_checked()
    saved(page, "还有 1 题等网络")
    back_to_net()
    cup.expect_answers(ME, {1: "B"})


def test_androids_back_key_shows_the_sheet_then_asks(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    option(page, "A")
    page.go_back()
    expect(page.get_by_role("heading", name="答题卡")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="要离开答题吗？")).to_be_visible()
    page.get_by_role("button", name="接着答").tap()
    assert room(page) == "question"
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="离开").tap()
    expect(page.get_by_role("link", name=re.compile("^继续答题"))).to_be_visible()


def test_a_second_phone_takes_the_paper_and_the_first_can_take_it_back(cup: Cup, context: ContextMaker) -> None:
    first = cup.start(phone(context), ME)
    option(first, "A")
    saved(first, "已保存 1/8")
    second = phone(context).new_page()
    second.goto(cup.card(ME))
    second.get_by_role("link", name=re.compile("^换到这台")).tap()
    cup.ready(second)
    second.get_by_role("button", name="上一题").tap()
    expect(second.locator("input[value=A]")).to_be_checked()
    option(second, "B")
    saved(second, "已保存 1/8")
    option(first, "C")
    expect(first.get_by_role("heading", name="已在另一设备作答")).to_be_visible()
    first.get_by_role("button", name="换到这台").tap()
    cup.ready(first)
    first.get_by_role("button", name="上一题").tap()
    expect(first.locator("input[value=B]")).to_be_checked()
    assert cup.answers(ME) == {1: "B"}


def test_one_persons_answers_go_out_while_another_is_signed_in(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    back_to_net = refuse_answers(page)
    option(page, "D")
    saved(page, "还有 1 题等网络")
    with page.expect_request("**/answers"):  # the page's script is there: it tries what is left
        page.goto(f"{cup.door}/start")
    page.get_by_role("button", name="不是我？").tap()
    expect(page.get_by_text(f"{ME}还有 1 题没送出，请等绿色对勾再换人。")).to_be_visible()
    page.get_by_role("button", name="不是我？").tap()
    expect(page.get_by_label("密码")).to_be_visible()
    sign_in(page, cup, OTHER)
    page.get_by_role("button", name="开始答题").tap()
    back_to_net()
    cup.expect_answers(ME, {1: "D"})
    assert cup.answers(OTHER) == {}


def test_a_clock_that_is_wrong_by_a_day_changes_nothing(cup: Cup, context: ContextMaker) -> None:
    mobile = phone(context)
    mobile.add_init_script("const now = Date.now; Date.now = () => now() + 86400000")
    page = cup.start(mobile, ME)
    expect(page.locator("#clock")).to_have_text(re.compile("^24:([0-4].|5[0-7])$"))
    option(page, "A")
    saved(page, "已保存 1/8")


def test_at_the_limit_the_phone_hands_in_with_the_last_answer(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    cup.end_in(ME, 6, grace=30)
    option(page, "A")
    saved(page, "已保存 1/8")  # the reply brought the new end
    back_to_net = refuse_answers(page)
    option(page, "B")
    saved(page, "还有 1 题等网络")
    expect(page.get_by_role("heading", name="时间到")).to_be_visible()
    back_to_net()
    expect(page.get_by_text(re.compile("成绩已登记"))).to_be_visible()
    assert cup.answers(ME) == {1: "B"}


def test_what_comes_too_late_is_named_and_kept_as_evidence(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    cup.end_in(ME, 6, grace=1)
    option(page, "A")
    saved(page, "已保存 1/8")  # the reply brought the new end
    back_to_net = refuse_answers(page)
    page.get_by_role("button", name="下一题").tap()
    option(page, "C")
    saved(page, "还有 1 题等网络")
    cup.expect_collected(ME)
    back_to_net()
    sentence = "时间到，已替您交卷：1 题有效；第 2 题到得晚，没有计分，已留底备查。"
    expect(page.get_by_text(sentence)).to_be_visible(timeout=40_000)
    page.get_by_role("link", name="看成绩").tap()
    expect(page.get_by_text("第 2 题到得晚")).to_be_visible()
    assert cup.answers(ME) == {1: "A"}


def test_handing_in_while_offline_is_done_when_the_net_is_back(cup: Cup, context: ContextMaker) -> None:
    mobile = phone(context)
    page = cup.start(mobile, ME)
    option(page, "A")
    mobile.set_offline(True)
    page.locator("#list").tap()
    page.get_by_role("button", name="交卷", exact=True).tap()
    page.get_by_role("button", name="现在交卷").tap()
    expect(page.get_by_text("联网后自动交")).to_be_visible()
    mobile.set_offline(False)
    expect(page.get_by_text(re.compile("已交卷，成绩已登记"))).to_be_visible(timeout=20_000)
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_card_leaves_no_token_in_the_address_and_another_persons_card_asks(cup: Cup, context: ContextMaker) -> None:
    page = phone(context).new_page()
    page.goto(cup.card(ME))
    expect(page.get_by_role("heading", name=ME)).to_be_visible()
    assert "#t=" not in page.url
    page.goto("about:blank")
    page.goto(cup.card(OTHER))
    expect(page.get_by_text(f"这部手机上现在是{ME}。要换成这张卡的人吗？")).to_be_visible()
    assert "#t=" not in page.url
    page.get_by_role("button", name="换人", exact=True).tap()
    expect(page.get_by_role("heading", name=OTHER)).to_be_visible()


@pytest.mark.parametrize("elder", [False, True], ids=["usual", "elder"])
def test_every_page_passes_axe_and_fits_a_small_phone(cup: Cup, context: ContextMaker, elder: bool) -> None:
    mobile = phone(context, 360, 620)
    if elder:
        mobile.add_cookies([{"name": "cup_elder", "value": "1", "url": cup.door}])
    page = mobile.new_page()
    for path in ("", "/privacy", "/try"):
        page.goto(cup.door + path)
        _look(page)
    follow(page, page.get_by_role("button", name="看对错").tap)
    expect(page.get_by_text("正确答案：").first).to_be_visible()
    _look(page)
    page.goto(cup.card(ME))
    expect(page.get_by_role("heading", name=ME)).to_be_visible()
    _look(page)
    page.get_by_role("button", name="开始答题").tap()
    cup.ready(page)
    option(page, "A")
    _look(page)
    page.locator("#list").tap()
    expect(page.get_by_role("heading", name="答题卡")).to_be_visible()
    _look(page)
    page.get_by_role("button", name="交卷", exact=True).tap()
    expect(page.get_by_role("button", name="现在交卷")).to_be_visible()
    _look(page)
    page.get_by_role("button", name="现在交卷").tap()
    expect(page.get_by_text(re.compile("成绩已登记"))).to_be_visible()
    _look(page)
    page.get_by_role("link", name="看解析").tap()
    expect(page.get_by_role("heading", name="解析")).to_be_visible()
    _look(page)


def test_enlarged_text_hides_nothing(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context, 360, 560), ME)
    page.evaluate("document.documentElement.style.fontSize = '22.4px'; window.dispatchEvent(new Event('resize'))")
    assert _overflow(page) <= 0
    expect(page.get_by_role("button", name="下一题")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="下面还有选项 ↓")).to_be_visible()


def test_a_first_visit_is_small(cup: Cup, context: ContextMaker) -> None:
    page = phone(context).new_page()
    seen: list[int] = []
    page.on("requestfinished", lambda one: seen.append(sum(one.sizes()[part] for part in ("responseBodySize",))))
    page.goto(cup.door)
    page.wait_for_load_state("networkidle")
    assert len(seen) <= 6
    assert 0 < sum(seen) <= 60 * KIB


def _look(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert _overflow(page) <= 0, page.url


def _overflow(page: Page) -> int:
    """Pixels by which the page is wider than the phone."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
