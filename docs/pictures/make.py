"""Makes the README's pictures with the project itself: a demonstration, simulated members, Chromium.

``make pictures``, or ``python -m docs.pictures.make``.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.serving import Server

HERE = Path(__file__).parent
MEMBERS = 80
SECONDS = 25


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder)).start()
        try:
            let_members_sit(server)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
                phone(browser, server)
                board(browser, server)
                browser.close()
        finally:
            server.stop()


def let_members_sit(server: Server) -> None:
    done = server.command("show", "--members", str(MEMBERS), "--seconds", str(SECONDS), "--json")
    assert done.returncode == 0, done.stdout + done.stderr


def phone(browser: Browser, server: Server) -> None:
    """A question half-way through the paper, as on a phone of 390 × 844."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True, locale="zh-CN"
    )
    page = context.new_page()
    demo = server.demonstration()
    page.goto(f"{server.named_url}/c/{demo['contest']}#t={demo['member']['token']}")
    page.get_by_role("button", name="开始答题").tap()
    for _ in range(6):
        answer(page)
        page.get_by_role("button", name="下一题").tap()
    answer(page)
    page.wait_for_timeout(800)
    page.screenshot(path=HERE / "phone.png")
    context.close()


def answer(page: Page) -> None:
    """Tap the first option, or what a blank may hold."""
    page.locator("#room label, #room input[type=text]").first.wait_for()
    option = page.locator("#room label").first
    if option.count():
        option.tap()
    else:
        page.locator("#room input[type=text]").first.fill("为人民服务")


def board(browser: Browser, server: Server) -> None:
    """The branches' board as a projector shows it, 1920 × 1080."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{server.named_url}/screen/{server.demonstration()['contest']}/organisations")
    page.wait_for_timeout(2500)
    page.screenshot(path=HERE / "board.png")
    context.close()


if __name__ == "__main__":
    main()
