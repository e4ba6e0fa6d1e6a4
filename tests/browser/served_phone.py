"""A small open contest behind a real server, and what a member's phone does in front of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.core.clock import SECOND
from app.main import create_app
from app.papers.models import Answer, Paper, PaperState
from app.signin import cards
from tests.ports import free_port
from tests.small_contest import Opened
from tests.world import PLANNING


@dataclass
class Cup:
    """The contest's pages at a LAN name over plain HTTP, and its database behind them."""

    contest: Opened
    keys: dict[str, str]
    port: int

    @property
    def door(self) -> str:
        return f"http://cup.test:{self.port}/c/{self.contest.view.slug}"

    def card(self, name: str) -> str:
        """What the QR code of this member's card says."""
        return f"{self.door}#t={cards.token(self.contest.house.secret, self.keys[name], 1)}"

    def start(self, context: BrowserContext, name: str) -> Page:
        """Card, start page, question page with the first question."""
        page = context.new_page()
        page.goto(self.card(name))
        page.get_by_role("button", name="开始答题").tap()
        return self.ready(page)

    def ready(self, page: Page) -> Page:
        expect(page.locator("#list")).to_be_visible()
        return page

    def paper(self, name: str) -> Paper | None:
        with self.contest.house.database.reading() as session:
            papers = select(Paper).where(col(Paper.member_key) == self.keys[name]).order_by(col(Paper.id).desc())
            return session.execute(papers).scalars().first()

    def answers(self, name: str) -> dict[int, str]:
        paper = self.paper(name)
        if paper is None:
            return {}
        with self.contest.house.database.reading() as session:
            rows = session.execute(
                select(col(Answer.n), col(Answer.value)).where(col(Answer.paper_id) == paper.id).order_by(col(Answer.n))
            )
            return {row[0]: row[1] for row in rows}

    def expect_answers(self, name: str, wanted: dict[int, str]) -> None:
        """Wait until the server holds exactly these."""
        for _ in range(300):
            if self.answers(name) == wanted:
                return
            time.sleep(0.1)
        assert self.answers(name) == wanted

    def expect_collected(self, name: str) -> None:
        """Wait until the server has handed in for the phone."""
        for _ in range(300):
            paper = self.paper(name)
            if paper is not None and paper.state == PaperState.CLOSED:
                return
            time.sleep(0.1)
        raise AssertionError("the paper was not collected")

    def end_in(self, name: str, seconds: float, *, grace: float) -> None:
        """Move the deadline of the open paper, as an organiser would who ends a contest."""
        deadline = self.contest.house.clock.now() + int(seconds * SECOND)
        paper = self.paper(name)
        assert paper is not None
        self.contest.house.writer.run(_move, paper.id, deadline, deadline + int(grace * SECOND))


def _move(session: Session, paper: int, deadline: int, due: int) -> None:
    session.execute(update(Paper).where(col(Paper.id) == paper).values(deadline=deadline, due=due))


@contextmanager
def serving(contest: Opened, keys: dict[str, str]) -> Iterator[Cup]:
    """The whole app in a thread of its own, with its sweep and ticker."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(create_app(contest.house), host="127.0.0.1", port=port, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Cup(contest, keys, port)
    server.should_exit = True
    thread.join(10)


def sign_in(page: Page, cup: Cup, name: str) -> None:
    """By hand: branch from the list, name, code."""
    page.goto(cup.door)
    page.get_by_role("combobox", name="党支部").fill("规划")
    page.get_by_role("option", name=PLANNING).tap()
    page.get_by_label("姓名").fill(name)
    page.get_by_label("密码").fill(cards.code(cup.contest.house.secret, cup.keys[name], 1))
    page.get_by_role("button", name="进入").tap()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def refuse_answers(page: Page) -> Any:
    """Saving fails as on a dead network, everything else works; gives the way back. A beacon of the page that is left
    would slip past the interception, so it is taken away."""
    page.evaluate("Navigator.prototype.sendBeacon = undefined")
    pattern = "**/api/v1/papers/*/*"
    page.context.route(pattern, lambda route: route.abort())
    return lambda: page.context.unroute(pattern)
