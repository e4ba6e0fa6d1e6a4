"""One's own branch on a phone, found by its name."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests.boards.ground import Ground, run_contest
from tests.world import PLANNING, PRICES, World

PAGE = "/c/cup/board"


@pytest.fixture
def ground(world: World) -> Ground:
    made = run_contest(world, organisation_scoring={"kind": "mean_of_roll"}, published={"organisations": 1})
    made.hand_in_all([("李测四", 90, 600), ("赵测一", 60, 500)])
    return made


@pytest.fixture
def client(ground: Ground) -> Iterator[TestClient]:
    with TestClient(create_app(ground.house), headers={"Accept": "text/html"}) as client:
        yield client


def test_one_hit_is_shown_at_once_with_its_place(client: TestClient) -> None:
    page = client.get(PAGE, params={"q": PRICES}).text
    assert "第 <b>1</b> 名" in page
    assert "100.00%" in page


def test_outside_the_published_number_it_says_how_far_it_is(client: TestClient) -> None:
    page = client.get(PAGE, params={"q": PLANNING}).text
    assert "距上榜还差 70 分" in page
    assert "33.33%" in page
    assert "第 <b>" not in page


def test_several_are_offered_and_one_is_chosen(client: TestClient) -> None:
    page = client.get(PAGE, params={"q": "党支部"}).text
    assert page.count("branch=") >= 4
    key = page.split("branch=")[1][:26]
    assert 'class="card own"' in client.get(PAGE, params={"q": "党支部", "branch": key}).text


def test_what_is_not_found_says_what_to_do(client: TestClient) -> None:
    page = client.get(PAGE, params={"q": "没有这个"}).text
    assert "没有找到这个党组织" in page
    assert 'name="q"' in page


def test_large_type_stays_for_the_next_page(client: TestClient) -> None:
    assert 'class="elder"' in client.get(PAGE, params={"elder": "1"}).text
    assert 'class="elder"' in client.get(PAGE).text
