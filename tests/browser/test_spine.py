"""From a QR code on a phone to the branch board on the screen: the main job, on both engines, on two phones."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ContextMaker, phone
from tests.serving import Server

SIZES = {"usual": (390, 844), "small": (360, 620)}


@pytest.mark.parametrize("size", SIZES)
def test_a_member_answers_offline_and_online_and_the_branch_moves_on_the_screen(
    demo_server: Server, context: ContextMaker, size: str
) -> None:
    card = _cards(demo_server)[size]
    screen = context(1920, 1080).new_page()
    screen.goto(f"{demo_server.named_url}/screen/xincheng-cup/organisations")
    row = screen.locator(".row", has_text=card["organisation"])
    expect(row).to_have_count(0)

    mobile = phone(context, *SIZES[size])
    page = mobile.new_page()
    _sign_in(page, demo_server, card)
    page.get_by_role("button", name=re.compile("^开始答题")).tap()
    expect(page.get_by_text("已保存 0/30")).to_be_visible()
    expect(page.locator("#list")).to_be_visible()  # the module has taken over from the plain form
    _answer(page, 3)
    expect(page.get_by_text("已保存 3/30")).to_be_visible()

    mobile.set_offline(True)
    _answer(page, 4)
    expect(page.locator("b", has_text="网断了")).to_be_visible()
    mobile.set_offline(False)
    expect(page.get_by_text("网通了，7 题都已送达。").first).to_be_visible()

    _hand_in(page)
    expect(page.get_by_text(re.compile("已交卷"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"[A-Z2-7]{4}-[A-Z2-7]{4}"))).to_be_visible()
    expect(row).to_have_count(1)


def _cards(server: Server) -> dict[str, dict[str, str]]:
    """One member for each phone, of branches where nobody has taken part."""
    cards = {one["organisation"]: one for one in server.cards()}
    return dict(zip(SIZES, [card for name, card in cards.items() if "党支部" in name][:20:10], strict=True))


def _sign_in(page: Page, server: Server, card: dict[str, str]) -> None:
    page.goto(f"{server.named_url}/c/xincheng-cup")
    page.get_by_role("combobox", name="党支部").fill(card["organisation"])
    page.get_by_label("姓名").fill(card["name"])
    page.get_by_label("密码").fill(card["secret"])
    page.get_by_role("button", name="进入").tap()
    expect(page.get_by_text(card["name"], exact=True)).to_be_visible()


def _answer(page: Page, count: int) -> None:
    """Tap the first option of the next questions."""
    for _ in range(count):
        page.locator(".opt").first.tap()
        page.get_by_role("button", name="下一题").tap()


def _hand_in(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^答题卡")).tap()
    page.get_by_role("button", name="交卷", exact=True).tap()
    page.get_by_role("button", name=re.compile("现在交卷|确认交卷")).tap()
