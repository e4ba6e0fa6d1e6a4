"""A page that is open while the server is restored from a backup sends again what the backup lacked."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col

from app.papers.models import Answer, Paper
from tests.browser.conftest import ContextMaker, phone
from tests.browser.served_phone import Cup, serving
from tests.browser.test_phone import ME, option, saved
from tests.phone.conftest import load_sample
from tests.small_contest import open_small_contest
from tests.world import World


@pytest.fixture
def cup(world: World) -> Iterator[Cup]:
    load_sample(world.house)
    with serving(open_small_contest(world, slug="cup"), world.keys) as made:
        yield made


def lose(cup: Cup, *, answer: int | None = None, at: int) -> None:
    """What a restore leaves: one answer, or the whole paper, is not there, and every reply says when it was."""
    paper = cup.paper(ME)
    assert paper is not None
    cup.contest.house.writer.run(_lose, paper.id, answer)
    cup.contest.house.kept["restored"] = at


def _lose(session: Session, paper: int, answer: int | None) -> None:
    given = delete(Answer).where(col(Answer.paper_id) == paper)
    session.execute(given if answer is None else given.where(col(Answer.n) == answer))
    if answer is None:
        session.execute(delete(Paper).where(col(Paper.id) == paper))


def test_an_open_page_sends_again_what_a_backup_lacked(cup: Cup, context: ContextMaker) -> None:
    page = cup.start(phone(context), ME)
    option(page, "A")
    page.get_by_role("button", name="下一题").tap()
    option(page, "C")
    saved(page, "已保存 2/8")
    lose(cup, answer=1, at=1)
    page.get_by_role("button", name="下一题").tap()
    option(page, "B")
    cup.expect_answers(ME, {1: "A", 2: "C", 3: "B"})

    lose(cup, at=2)
    option(page, "D")
    page.get_by_role("button", name="开始答题").tap()
    cup.ready(page)
    cup.expect_answers(ME, {1: "A", 2: "C", 3: "D"})

    lose(cup, answer=2, at=3)
    page.locator("#list").tap()
    page.get_by_role("button", name="交卷", exact=True).tap()
    page.get_by_role("button", name="现在交卷").tap()
    page.wait_for_url("**/result**")
    assert cup.answers(ME) == {1: "A", 2: "C", 3: "D"}
