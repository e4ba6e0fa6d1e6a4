"""The board's page before any script runs: the same data as the stream, usable by itself."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.boards import closing
from app.main import create_app
from tests.boards.ground import Ground, run_contest
from tests.world import PRICES, World


@pytest.fixture
def ground(world: World) -> Ground:
    return run_contest(world)


@pytest.fixture
def client(ground: Ground) -> Iterator[TestClient]:
    with TestClient(create_app(ground.house), headers={"Accept": "text/html"}) as client:
        yield client


def test_rows_and_totals_are_in_the_first_paint(client: TestClient, ground: Ground) -> None:
    ground.hand_in_all([("赵测一", 90, 600), ("李测四", 95.5, 700)])
    page = client.get("/screen/cup/organisations").text
    assert PRICES in page
    assert "97.75" in page
    assert "18.18%" in page
    assert 'data-stream="/api/v1/contests/cup/boards/organisations/stream"' in page


def test_branches_without_anybody_are_not_shown_in_the_hall(client: TestClient, ground: Ground) -> None:
    ground.hand_in("李测四", 95.5, 700)
    page = client.get("/screen/cup/organisations").text
    assert page.count('class="row ') == 1 + 1  # the row, and the one in the template
    assert "气象局" not in page


def test_an_empty_board_waits_for_the_first_paper(client: TestClient) -> None:
    page = client.get("/screen/cup/organisations").text
    assert "等待第一份答卷" in page
    assert "nobody" in page


def test_members_are_masked(client: TestClient, ground: Ground) -> None:
    ground.hand_in("李测四", 95.5, 700)
    page = client.get("/screen/cup/members").text
    assert "李*四" in page
    assert "李测四" not in page


def test_frozen_and_final_are_said(client: TestClient, ground: Ground) -> None:
    assert "rows-8 board-organisations scoring-composite nobody" in client.get("/screen/cup/organisations").text
    ground.run(closing.freeze, 5)
    assert " frozen" in client.get("/screen/cup/organisations").text
    now = ground.house.clock.now()
    ground.run(closing.close, now)
    ground.run(closing.finalise, now)
    assert " final" in client.get("/screen/cup/organisations").text


def test_nothing_inline_and_no_other_address(client: TestClient) -> None:
    page = client.get("/screen/cup/organisations").text
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')
    assert "https://" not in page


@pytest.mark.parametrize("path", ["/screen/none/organisations", "/screen/cup/people"])
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_wishes_reach_the_stream(client: TestClient) -> None:
    page = client.get("/screen/cup/organisations?kind=branch&rows=6").text
    assert "stream?kind=branch" in page
    assert "党支部榜" in page
    assert "rows-6" in page
    assert client.get("/screen/cup/organisations?rows=77").status_code == 200
