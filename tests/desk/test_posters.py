"""Posters: the contest's own words, a code that carries contest and branch, one page a branch, two sizes."""

import re

import pytest
from fastapi.testclient import TestClient

from app.core.qr_codes import qr
from app.desk import posters
from app.desk.posters import Size
from tests.small_contest import open_small_contest
from tests.world import BRANCHES, SCHOOLS, World

POSTER = "/desk/posters?contest=small-cup"


@pytest.fixture
def opened(world: World) -> World:
    open_small_contest(world, wishes={"theme": "测试主题"})
    return world


def branch_key(client: TestClient, name: str) -> str:
    found = re.search(rf'<option value="(\w+)">{name}', client.get("/desk/cards").text)
    assert found
    return found[1]


def test_a_poster_says_what_when_how_and_whom_to_ask(client: TestClient, opened: World) -> None:
    page = client.get(POSTER).text
    for said in ("测试杯", "测试主题", "测试办公室", "测试联系人", "000-0000", "127.0.0.1:8000/c/small-cup"):
        assert said in page, said
    assert "<b>8</b>题" in page
    assert "<b>25</b>分钟" in page
    assert "<b>3</b>次机会" in page
    assert "填姓名，输入密码" in page
    assert qr("http://127.0.0.1:8000/c/small-cup", "扫码进入", border=0) in page


def test_a_branchs_poster_carries_its_key_in_the_code(client: TestClient, opened: World) -> None:
    key = branch_key(client, SCHOOLS)
    page = client.get(f"{POSTER}&branch={key}").text
    assert page.count('class="poster"') == 1
    assert SCHOOLS in page
    assert qr(f"http://127.0.0.1:8000/c/small-cup?branch={key}", "扫码进入", border=0) in page
    assert SCHOOLS in client.get(f"/c/small-cup?branch={key}").text, "and the door has it filled in"


def test_a_page_for_each_branch(client: TestClient, opened: World) -> None:
    page = client.get(f"{POSTER}&branch=every").text
    assert page.count('class="poster"') == len(BRANCHES)
    assert all(branch in page for branch in BRANCHES)
    assert client.get(f"{POSTER}&branch=nothing").status_code == 404
    assert client.get("/desk/posters?contest=nothing").status_code == 404


@pytest.mark.parametrize("size", Size)
def test_the_style_is_the_only_thing_its_policy_allows(client: TestClient, opened: World, size: Size) -> None:
    page = client.get(f"{POSTER}&size={size}")
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert "script" not in page.headers["content-security-policy"]
    assert f"size: {size.upper()} portrait" in page.text
    assert "<script" not in page.text


@pytest.mark.pure
def test_a3_is_a4_enlarged() -> None:
    assert "font-size: 1.0000mm" in posters.style(Size.A4)
    assert "font-size: 1.4143mm" in posters.style(Size.A3)


def test_what_the_contest_asks_for_stands_on_it(client: TestClient, world: World) -> None:
    open_small_contest(world, slug="listed", wishes={"secrets": ["phone_tail"], "name_picker": True})
    page = client.get("/desk/posters?contest=listed").text
    assert "选您的名字，输入手机后四位" in page
