"""The page of the machine's checks: what it says, the browser's clock, and a phone that gets through."""

import re

import pytest
from fastapi.testclient import TestClient

from app.core import reach
from app.core.clock import MINUTE, SECOND
from app.core.house import House
from app.main import create_app

PHONE = ("203.0.113.77", 50000)


@pytest.fixture
def phone(house: House) -> TestClient:
    """A phone on the LAN that nobody knows."""
    return TestClient(create_app(house), base_url="http://cup.test", client=PHONE, headers={"Accept": "text/html"})


def code_of(page: str) -> str:
    found = re.search(r'data-code="([a-z2-7]{32})"', page)
    assert found is not None
    return found[1]


def test_every_check_stands_on_the_page_with_its_word(client: TestClient) -> None:
    page = client.get("/desk/doctor").text
    for title in ("时钟", "休眠", "磁盘写入", "局域网地址", "备份", "流水保护", "写前日志"):
        assert title in page
    assert "正常" in page
    assert 'href="/desk/doctor"' in client.get("/desk").text


def test_the_page_is_for_organisers(stranger: TestClient) -> None:
    assert stranger.get("/desk/doctor").headers["location"] == "/desk/sign-in"
    assert stranger.post("/desk/doctor/clock", data={"browser": "0"}).status_code == 401


@pytest.mark.parametrize(
    ("ahead", "light", "says"),
    [(0, "green", "不到 2 秒"), (-30 * SECOND, "amber", "慢 30 秒"), (5 * MINUTE, "red", "快 300 秒")],
)
def test_the_browsers_clock_is_compared(
    client: TestClient, house: House, monkeypatch: pytest.MonkeyPatch, ahead: int, light: str, says: str
) -> None:
    now = house.clock.now()
    monkeypatch.setattr(house.clock, "now", lambda: now)
    found = client.post("/desk/doctor/clock", data={"browser": str(now - ahead)}).json()
    assert found["light"] == light
    assert says in found["says"]


def test_a_phone_gets_through_and_the_desk_is_told_from_where(client: TestClient, phone: TestClient) -> None:
    code = code_of(client.get("/desk/doctor").text)
    assert client.get(f"/reach/{code}/seen").json()["reached"] is False
    opened = phone.get(f"/reach/{code}")
    assert (opened.status_code, "通了" in opened.text) == (200, True)
    told = phone.get(f"/reach/{code}/seen").json()
    assert (told["reached"], told["own"], told["address"]) == (True, False, PHONE[0])
    assert PHONE[0] in client.get(f"/desk/doctor?code={code}").text, "also without scripts"


def test_this_machines_own_browser_proves_nothing(house: House, phone: TestClient) -> None:
    own = TestClient(create_app(house), base_url="http://cup.test", client=("127.0.0.1", 50000))
    code = reach.new_code(house.secret, house.clock.now())
    own.get(f"/reach/{code}")
    assert own.get(f"/reach/{code}/seen").json()["own"] is True
    phone.get(f"/reach/{code}")
    own.get(f"/reach/{code}")
    assert own.get(f"/reach/{code}/seen").json()["address"] == PHONE[0], "a phone is not forgotten for it"


def test_a_code_that_is_old_or_made_up_is_not_there(house: House, phone: TestClient) -> None:
    old = reach.new_code(house.secret, house.clock.now() - reach.VALID - 1)
    for code in (old, "a" * 32, "x", "通了"):
        assert phone.get(f"/reach/{code}").status_code == 404
        assert phone.get(f"/reach/{code}/seen").status_code == 404
    assert house.kept.get("reached", {}) == {}


def test_codes_cannot_be_guessed_and_the_last_few_are_kept(house: House) -> None:
    now = house.clock.now()
    codes = [reach.new_code(house.secret, now) for _ in range(reach.MOST_KEPT + 5)]
    assert len(set(codes)) == len(codes)
    changed = ("b" if codes[0][-1] != "b" else "c").join((codes[0][:-1], ""))
    assert not reach.is_good(house.secret, changed, now)
    for code in codes:
        reach.came(house, code, PHONE[0], now)
    assert len(house.kept["reached"]) == reach.MOST_KEPT
