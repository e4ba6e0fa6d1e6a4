"""One Chromium for the browser lane. Pages are opened at a LAN name over plain HTTP, as phones do: on 127.0.0.1 a
browser would allow things that no phone in a hall has."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.conftest import Postgres
from tests.serving import Server

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP cup.test 127.0.0.1",
]

# A check that is met costs nothing by waiting longer for a busy machine.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

PHONE = {"device_scale_factor": 2, "is_mobile": True, "has_touch": True, "locale": "zh-CN"}

ContextMaker = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[ContextMaker]:
    """Makes browser contexts (a phone, a screen, …) and closes them; a page that throws fails the test."""
    made: list[BrowserContext] = []
    errors: list[str] = []

    def make(width: int, height: int, **options: Any) -> BrowserContext:
        one = browser.new_context(viewport={"width": width, "height": height}, timezone_id="Asia/Shanghai", **options)
        one.on("weberror", lambda error: errors.append(str(error.error)))
        one.set_default_timeout(PATIENCE)
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()
    assert not errors, errors


def phone(make: ContextMaker, width: int = 390, height: int = 844, **options: Any) -> BrowserContext:
    return make(width, height, **PHONE, **options)


def follow(page: Page, step: Callable[[], object]) -> None:
    """Do what leads to another page, and be there: until then the old one would still be looked at."""
    with page.expect_navigation():
        step()


ENGINES = [
    pytest.param("sqlite", marks=pytest.mark.xdist_group("demo on sqlite")),
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("demo on postgres")]),
]
"""Each demonstration is started once, whichever process of the run has its tests."""


@pytest.fixture(scope="session", params=ENGINES)
def demo_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration, as ``make run`` starts it, once on each engine."""
    data: Path = tmp_path_factory.mktemp(f"demo-{request.param}")
    if request.param == "sqlite":
        server = Server(data).start()
        yield server
        server.stop()
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        with postgres.fresh_database() as url:
            server = Server(data, database_url=url).start()
            yield server
            server.stop()
