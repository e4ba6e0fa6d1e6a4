"""The hall's board in a real browser: it moves, it is readable, and it keeps what it has when the line is down."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from app.halls import arranging
from app.halls.showing import Message, Showing, State
from app.live.watchers import watchers
from tests.boards.ground import Ground, run_contest
from tests.browser.conftest import ContextMaker, phone
from tests.live.served import Served, served
from tests.world import BRANCHES, PLANNING, PRICES, SCHOOLS, World

BOARD = "/screen/cup/organisations"
HALL, PHONE = (1920, 1080), (390, 844)
STREAM = "**/boards/organisations/stream*"


@pytest.fixture
def ground(world: World) -> Ground:
    ground = run_contest(world, organisation_scoring={"kind": "mean_of_roll"}, published={"members": 100})
    ground.hand_in_all([("赵测一", 90, 600), ("钱测二", 80, 600), ("孙测三", 70, 600), ("李测四", 60, 700)])
    ground.hand_in_all([("吴测六", 100, 500), ("欧阳测九", 60, 500), ("卫测末", 20, 500)])
    return ground


@pytest.fixture
def server(ground: Ground) -> Iterator[Served]:
    with served(ground.house) as running:
        yield running


@pytest.fixture
def hall(context: ContextMaker) -> Page:
    return context(1920, 1080, locale="zh-CN").new_page()


def live(page: Page) -> None:
    """The first frame of the stream has been drawn: what follows is a change. Needs a board that has rows."""
    expect(page.locator("#page")).not_to_be_empty()


def names(page: Page) -> list[str]:
    return page.locator("#rows .row .nm").all_inner_texts()


GLIDES = "one.style.transition.includes('transform 700ms')"
WATCH = """(wanted) => {
  const is = eval(wanted);
  window.seen = [];
  new MutationObserver((changes) => changes.forEach(({ target }) => is(target) && window.seen.push(target.textContent)))
    .observe(document.getElementById("rows"), { subtree: true, attributes: true });
}"""
"""Writes down every row that was seen in a state, however short."""


def test_a_climber_passes_over_the_others_and_keeps_its_mark(ground: Ground, server: Served, hall: Page) -> None:
    hall.goto(server.named_url + BOARD)
    live(hall)
    assert names(hall)[:2] == [PLANNING, PRICES]
    hall.evaluate(WATCH, f"one => one.classList.contains('hot') && {GLIDES}")
    ground.hand_in("李测四", 95, 300)
    expect(hall.locator("#rows .row").first).to_contain_text(PRICES)
    assert names(hall)[:2] == [PRICES, PLANNING]
    assert PRICES in "".join(hall.evaluate("window.seen"))
    expect(hall.locator("#rows .row").first.locator(".mv .up")).to_have_text("▲ 1")
    expect(hall.locator("#rows .row").nth(1).locator(".mv .dn")).to_have_text("▽ 1")
    expect(hall.locator("#rows .hot")).to_have_count(0)
    expect(hall.locator("#rows .row").first.locator(".sc")).to_have_text("95.00")


def test_it_says_when_the_line_is_down_and_comes_back_by_itself(ground: Ground, hall: Page) -> None:
    with served(ground.house) as running:
        port = running.port
        hall.goto(running.named_url + BOARD)
        live(hall)
        expect(hall.locator("#time")).to_contain_text("更新")
        before = names(hall)
    expect(hall.locator("#time")).to_have_text("重新连接中")
    assert names(hall) == before
    with served(ground.house, port):
        ground.hand_in("李测四", 95, 300)
        expect(hall.locator("#rows .row").first).to_contain_text(PRICES, timeout=20_000)
        expect(hall.locator("#time")).to_contain_text("更新")


def frame(server: Served, entry: int, epoch: int, first: str) -> str:
    row = {"rank": 1, "shared": False, "id": first, "name": first, "score": 1, "participants": 1, "roll": 1}
    data: dict[str, Any] = {"entry": entry, "epoch": epoch, "as_of": "2026-06-01T00:00:00.000Z", "hash": "0" * 64}
    data |= {"frozen": False, "final": False, "participants": 1, "roll": 1, "participation": 1}
    data["rows"] = [{**row, "participation": 1, "mean": 1}]
    return f"event: board\nid: {entry}.{epoch}\ndata: {json.dumps(data)}\n\n"


def test_an_older_frame_of_the_same_epoch_is_not_shown(server: Served, hall: Page) -> None:
    def answer(route: Route) -> None:
        body = frame(server, 9, 1, "新榜") + frame(server, 8, 1, "旧榜")
        route.fulfill(body=body, content_type="text/event-stream")

    hall.route(STREAM, answer)
    hall.clock.install()
    hall.goto(server.named_url + BOARD)
    expect(hall.locator("#rows .row .nm")).to_have_text(["新榜"])
    hall.clock.run_for(3_000)
    assert names(hall) == ["新榜"]


def test_pages_turn_and_come_round(server: Served, hall: Page) -> None:
    hall.clock.install()
    hall.goto(server.named_url + BOARD + "?rows=4")
    expect(hall.locator("#page")).to_have_text("第 1–4 名 / 上榜 5 名")
    hall.clock.run_for(15_500)
    hall.clock.run_for(1_000)
    expect(hall.locator("#page")).to_have_text("第 5 名 / 上榜 5 名")
    expect(hall.locator("#rows .row")).to_have_count(1)
    hall.clock.run_for(15_500)
    expect(hall.locator("#page")).to_have_text("第 1–4 名 / 上榜 5 名")


def test_districts_take_turns_and_one_without_anybody_is_passed_over(world: World, server: Served, hall: Page) -> None:
    early = run_contest(world, "early")
    early.hand_in("李测四", 90, 600)
    hall.clock.install()
    hall.goto(server.named_url + "/screen/early/organisations?turn=districts")
    expect(hall.locator("#part")).to_have_text("第一片")
    hall.clock.run_for(16_000)
    hall.wait_for_timeout(300)
    expect(hall.locator("#rows .row .nm")).to_have_text([PRICES])
    early.hand_in("吴测六", 80, 600)
    hall.clock.run_for(16_000)
    expect(hall.locator("#part")).to_have_text("第二片")
    hall.clock.run_for(500)
    expect(hall.locator("#rows .row .nm")).to_have_text([SCHOOLS])


def test_with_reduced_motion_nothing_glides(ground: Ground, server: Served, context: ContextMaker) -> None:
    page = context(1920, 1080, locale="zh-CN", reduced_motion="reduce").new_page()
    page.goto(server.named_url + BOARD)
    live(page)
    page.evaluate(WATCH, f"one => {GLIDES}")
    ground.hand_in("李测四", 95, 300)
    # Without gliding the mark is kept for some seconds only: it is looked for first.
    expect(page.locator("#rows .row").first.locator(".mv .up")).to_have_text("▲ 1")
    expect(page.locator("#rows .row").first).to_contain_text(PRICES)
    assert page.evaluate("window.seen") == []


MEASURE = """() => {
  const small = [], outside = [];
  const walk = document.createTreeWalker(document.querySelector('.stage'), NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (!node.textContent.trim()) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    if (parseFloat(getComputedStyle(node.parentElement).fontSize) < 33.9) small.push(node.textContent);
    if (box.left < 63.5 || box.right > 1856.5 || box.top < 0 || box.bottom > 1080) outside.push(node.textContent);
  }
  const cut = [...document.querySelectorAll('.row .nm, footer .rule')].filter(n => n.scrollWidth > n.clientWidth + 1);
  const heads = [...document.querySelectorAll('.cols > *')].filter(n => getComputedStyle(n).display !== 'none');
  heads.forEach((n, i) => {
    const range = document.createRange(); range.selectNodeContents(n);
    const next = heads[i + 1] && document.createRange();
    if (next) next.selectNodeContents(heads[i + 1]);
    if (next && range.getBoundingClientRect().right + 8 > next.getBoundingClientRect().left) cut.push(n);
  });
  return { small, outside, cut: cut.map(n => n.textContent) };
}"""


class Led:
    """A screen and its desk."""

    def __init__(self, ground: Ground, **wishes: Any) -> None:
        self.house = ground.house
        self.key: str = ground.run(arranging.add_screen, "大厅左", Showing().changed(**wishes))
        self.path = f"/screen/cup/s/{self.key}"

    def show(self, **changes: Any) -> None:
        self.house.writer.run(arranging.show, self.key, changes)
        watchers(self.house).nudge()


def test_a_screen_follows_the_desk_and_keeps_its_picture_where_it_can(
    ground: Ground, server: Served, hall: Page
) -> None:
    led = Led(ground)
    hall.goto(server.named_url + led.path)
    expect(hall.locator(".cover-page h1")).to_be_visible()
    led.show(state=State.BOARD, kind="branch")
    expect(hall.locator("#page")).to_have_text("第 1–5 名 / 上榜 5 名")
    hall.evaluate("document.querySelector('#rows .row').kept = true")
    led.show(line="请就座", distance=300, still=True)
    expect(hall.locator("#announcement")).to_have_text("请就座")
    expect(hall.locator("#page")).to_have_text("第 1–4 名 / 上榜 5 名")
    assert hall.evaluate("document.querySelector('#rows .row').kept")
    hall.evaluate(WATCH, f"one => {GLIDES}")
    ground.hand_in("李测四", 95, 300)
    expect(hall.locator("#rows .row").first).to_contain_text(PRICES)
    assert hall.evaluate("window.seen") == []
    led.show(state=State.MESSAGE, message=Message.BREAK)
    expect(hall.locator(".say h1")).to_have_text("休息")


def test_the_joining_code_counts_as_papers_come_in(ground: Ground, server: Served, hall: Page) -> None:
    hall.goto(server.named_url + "/screen/cup/join")
    expect(hall.locator("#took")).to_have_text("7")
    ground.hand_in("陈测十", 50, 300)
    expect(hall.locator("#took")).to_have_text("8")
    code = hall.locator(".plate svg path").evaluate("one => one.getBoundingClientRect().width")
    assert code >= 800


@pytest.mark.parametrize(
    "wishes",
    [
        {"state": State.COVER, "line": "请各代表队就座"},
        {"state": State.JOIN, "wifi": "ChengGuan-Hall", "wifi_password": "dangzhang2026"},
        {"state": State.MESSAGE, "message": Message.RULES},
        {"state": State.BOARD, "line": "请各代表队就座", "distance": 300},
    ],
    ids=["cover", "join", "rules", "lined board"],
)
def test_every_state_keeps_the_sizes_and_the_margins_and_axe_finds_nothing(
    ground: Ground, server: Served, hall: Page, wishes: dict[str, Any]
) -> None:
    hall.goto(server.named_url + Led(ground, **wishes).path)
    if wishes["state"] is State.BOARD:
        live(hall)
    assert hall.evaluate(MEASURE) == {"small": [], "outside": [], "cut": []}
    found = Axe().run(hall).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_ones_own_branch_is_found_on_a_phone(server: Served, context: ContextMaker) -> None:
    page = phone(context, 360, 620).new_page()
    page.goto(server.named_url + BOARD)
    page.get_by_role("link", name="找我的党支部").click()
    page.get_by_label("党支部").fill("教育局")
    page.get_by_role("button", name="查名次").click()
    expect(page.locator(".own .rank b")).to_have_text("4")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize(
    "path", [BOARD, "/screen/cup/members", BOARD + "?rows=6", BOARD + "?rows=4", BOARD + "?lang=en"]
)
def test_nothing_is_small_cut_off_or_outside_the_safe_margin(server: Served, hall: Page, path: str) -> None:
    hall.goto(server.named_url + path)
    live(hall)
    assert hall.evaluate(MEASURE) == {"small": [], "outside": [], "cut": []}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_heat_with_its_gate_fits_in_both_languages(world: World, server: Served, hall: Page, language: str) -> None:
    heat = run_contest(world, "heat", title_en="“The Party in my heart” Party Constitution contest")
    heat.hand_in_all([("李测四", 95, 600), ("吴测六", 80, 600)])
    hall.goto(f"{server.named_url}/screen/heat/organisations?lang={language}")
    live(hall)
    assert hall.evaluate(MEASURE) == {"small": [], "outside": [], "cut": []}


def boxes(page: Page) -> list[list[float]]:
    found: list[list[float]] = page.eval_on_selector_all(
        ".row > *, header *, footer *, .join-page *",
        "all => all.map(one => one.getBoundingClientRect()).map(b => [b.left, b.top, b.width, b.height])",
    )
    return found


@pytest.mark.parametrize("path", [BOARD, pytest.param("/screen/cup/join", marks=pytest.mark.long)])
def test_4k_is_the_same_picture(server: Served, context: ContextMaker, path: str) -> None:
    pages = [context(width, height, locale="zh-CN").new_page() for width, height in ((1920, 1080), (3840, 2160))]
    for page in pages:
        page.goto(server.named_url + path)
        expect(page.locator("#took")).to_have_text("7")
        if path == BOARD:
            live(page)
    small, large = map(boxes, pages)
    assert len(small) == len(large)
    assert all(abs(2 * a - b) < 4 for one, two in zip(small, large, strict=True) for a, b in zip(one, two, strict=True))


def test_a_viewers_phone_has_every_row_and_no_sideways_scrolling(server: Served, context: ContextMaker) -> None:
    page = phone(context).new_page()
    page.goto(server.named_url + BOARD)
    expect(page.locator("#rows .row")).to_have_count(len(BRANCHES))
    expect(page.get_by_text(SCHOOLS)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    sizes = page.eval_on_selector_all(".row *", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))")
    assert min(sizes) >= 14


@pytest.mark.parametrize(
    ("path", "size"),
    [
        (BOARD, HALL),
        (BOARD, PHONE),
        ("/screen/cup/members", HALL),
        ("/screen/empty/organisations", HALL),
        pytest.param("/screen/cup/members", PHONE, marks=pytest.mark.long),
        pytest.param("/screen/empty/organisations", PHONE, marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing(
    server: Served, world: World, context: ContextMaker, path: str, size: tuple[int, int]
) -> None:
    run_contest(world, "empty")
    page = context(*size, locale="zh-CN").new_page()
    page.goto(server.named_url + path)
    expect(page.locator("#time")).to_contain_text("更新")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_the_page_asks_for_nothing_but_itself(server: Served, hall: Page) -> None:
    asked: list[str] = []
    hall.on("request", lambda request: asked.append(request.url))
    hall.goto(server.named_url + BOARD)
    live(hall)
    assert all(re.match(rf"{re.escape(server.named_url)}/|data:", url) for url in asked)
