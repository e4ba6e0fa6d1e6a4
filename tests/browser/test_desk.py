"""An organiser's whole way at the desk, in a real browser: first sign-in to the final board, every page by axe."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import ContextMaker, follow
from tests.ports import free_port
from tests.serving import ROOT, Server

NAME = "测试组织者"
OWN = "一句只有自己记得的话2026"
BANK = ROOT / "question_banks" / "party-constitution" / "bank.yaml"
DESK = {"width": 1440, "height": 900}
WRONG_ROLL = """\
所属党组织,姓名,人员类别,手机号,身份证号
测试工委/甲支部,赵测一,正式党员,13900000001,0
测试工委/乙支部,钱测二,不知道,13900000002,0
"""
RIGHT_ROLL = WRONG_ROLL.replace("不知道", "预备党员")


def _part_of_the_bank(folder: Path) -> Path:
    """Enough for one paper: axe looks at every question of the preview, and two hundred take it a minute."""
    bank = yaml.safe_load(BANK.read_text(encoding="utf-8"))
    of = {kind: [one for one in bank["questions"] if one["kind"] == kind] for kind in ("single", "multiple")}
    bank["questions"] = [*of["single"][:24], *of["multiple"][:12]]
    part = folder / "bank.yaml"
    part.write_text(yaml.safe_dump(bank, allow_unicode=True), encoding="utf-8")
    return part


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An installation of its own, without demonstration data."""
    port = free_port()
    made = Server(
        tmp_path / "data",
        demo=False,
        port=port,
        settings={
            "CUP_PUBLIC_URL": f"http://cup.test:{port}",
            "CUP_OFFICE": "测试办公室",
            "CUP_CONTACT": "测试联系人",
            "CUP_CONTACT_PHONE": "000-0000",
            "CUP_ERASE_ON": "2099-12-31",
        },
    ).start()
    yield made
    made.stop()


def accessible(page: Page) -> None:
    """No violation, and nothing wider than the window. axe looks once, at the desk's own width."""
    page.wait_for_function("document.documentElement && document.readyState === 'complete'")
    if page.viewport_size == DESK:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True).click)


def confirmed(page: Page, verb: str, button: str, *, typed: bool) -> None:
    """The second page: what it does, the slug typed, the deed."""
    page.goto(f"{page.url.split('/desk')[0]}/desk/contests/test-heat/{verb}")
    accessible(page)
    if typed:
        page.get_by_label("确认请输入代号").fill("test-heat")
    press(page, button)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_an_organiser_from_the_first_sign_in_to_the_final_board(
    server: Server, context: ContextMaker, tmp_path: Path, width: int, height: int
) -> None:
    password = json.loads(server.command("make-organiser", NAME, "--json").stdout)["password"]
    page = context(width, height, locale="zh-CN").new_page()
    page.goto(f"{server.named_url}/desk")
    expect(page).to_have_url(f"{server.named_url}/desk/sign-in")
    accessible(page)
    sign_in(page, password)
    load_roll(page, tmp_path)
    load_bank(page, server)
    make_contest(page)
    confirmed(page, "open", "开赛", typed=True)
    expect(page.locator(".said.done")).to_contain_text("已开赛")
    accessible(page)
    look_at_cards(page)
    page.goto(f"{server.named_url}/desk/screens")
    page.get_by_text("不用工作台控制的网址").click()
    expect(page.get_by_role("link", name=f"{server.named_url}/screen/test-heat/organisations")).to_be_visible()
    accessible(page)
    confirmed(page, "freeze", "封榜", typed=False)
    expect(page.locator(".chip.frozen")).to_be_visible()
    confirmed(page, "close", "结束竞赛", typed=True)
    expect(page.locator(".said.done")).to_contain_text("已结束")
    wait_until_closed(page)
    accessible(page)
    confirmed(page, "finalise", "定榜", typed=True)
    expect(page.locator("main")).to_contain_text("已经定榜")
    page.goto(f"{server.named_url}/desk?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    accessible(page)


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("姓名或账号").fill(NAME)
    page.get_by_label("密码").fill("wrong-password")
    press(page, "登录")
    expect(page.get_by_role("alert")).to_contain_text("没有对上")
    page.get_by_label("密码").fill(password)
    press(page, "登录")
    expect(page.get_by_role("heading", level=1)).to_contain_text("设置自己的密码")
    accessible(page)
    page.get_by_label("新密码").fill(OWN)
    page.get_by_label("再输一遍").fill(OWN)
    press(page, "保存并进入")
    expect(page.get_by_role("status")).to_contain_text("密码已换好")
    accessible(page)


def load_roll(page: Page, folder: Path) -> None:
    follow(page, page.get_by_role("link", name="名册", exact=True).first.click)
    accessible(page)
    for name, content in (("wrong.csv", WRONG_ROLL), ("right.csv", RIGHT_ROLL)):
        (folder / name).write_text(content, encoding="utf-8")
        follow(page, page.get_by_role("link", name="名册", exact=True).first.click)
        page.locator("input[type=file]").set_input_files(folder / name)
        press(page, "上传，先看看")
        accessible(page)
        expect(page.locator("main")).to_contain_text("身份证号")
        if name == "wrong.csv":
            expect(page.get_by_role("alert")).to_contain_text("1 处不对")
            expect(page.locator(".ask")).to_contain_text("第 3 行 C 列（人员类别）")
    press(page, "载入名册")
    expect(page.get_by_role("status")).to_contain_text("名册已载入")
    accessible(page)


def load_bank(page: Page, server: Server) -> None:
    follow(page, page.get_by_role("link", name="题库", exact=True).first.click)
    accessible(page)
    page.locator("input[type=file]").set_input_files(_part_of_the_bank(server.data))
    press(page, "上传，先看看")
    expect(page.locator("article.question").first).to_be_visible()
    accessible(page)
    press(page, "载入为新版本")
    expect(page.get_by_role("status")).to_contain_text("题库已载入")
    follow(page, page.get_by_role("link", name="中国共产党章程").click)
    accessible(page)


def make_contest(page: Page) -> None:
    follow(page, page.get_by_role("link", name="竞赛", exact=True).first.click)
    accessible(page)
    follow(page, page.get_by_role("link", name="选一个预设").click)
    accessible(page)
    follow(page, page.get_by_role("link", name="用“党章线上初赛”").click)
    accessible(page)
    page.get_by_label("代号").fill("Not A Slug")
    press(page, "建这个竞赛")
    expect(page.get_by_role("alert")).to_contain_text("代号要用")
    accessible(page)
    page.get_by_label("代号").fill("test-heat")
    page.get_by_label("开始", exact=True).fill("2026-01-01T08:00")
    page.get_by_label("结束", exact=True).fill("2026-01-01T08:00")
    press(page, "看看规则")
    expect(page.locator("main")).to_contain_text("结束时间不在开始时间之后")
    opens = page.evaluate("new Date(Date.now() - 3600000 + 8 * 3600000).toISOString().slice(0, 16)")
    closes = page.evaluate("new Date(Date.now() + 86400000 + 8 * 3600000).toISOString().slice(0, 16)")
    page.get_by_label("开始", exact=True).fill(opens)
    page.get_by_label("结束", exact=True).fill(closes)
    press(page, "看看规则")
    expect(page.locator(".rules").first).to_contain_text("每次从题库随机抽 30 题")
    press(page, "建这个竞赛")
    expect(page.get_by_role("status")).to_contain_text("竞赛已建好")
    accessible(page)


def look_at_cards(page: Page) -> None:
    follow(page, page.get_by_role("link", name="印刷品", exact=True).first.click)
    accessible(page)
    press(page, "打开可打印的页面")
    expect(page.locator(".card")).to_have_count(2)
    box = page.locator(".card").first.bounding_box()
    assert box is not None
    assert box["width"] > 300, "the page has its own style"
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 CSV（给印刷厂）").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "organisation,name,secret,token"
    assert len(lines) == 3


def wait_until_closed(page: Page) -> None:
    """The sweep closes the contest some seconds after the window's end."""
    for _ in range(90):
        if "已结束，待定榜" in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the contest was not closed")
