"""The organiser's way in: one-time password, own password, out again; nobody else gets a page."""

import pytest
from fastapi.testclient import TestClient

from app.core.house import House
from app.core.web import cookie_name
from app.signin import organisers
from tests.desk.conftest import NAME, TOKEN

PAGES = ["", "/contests", "/new", "/new/online-heat", "/roll", "/banks", "/cards", "/screens"]
OWN = "一句只有自己记得的话2026"


@pytest.mark.parametrize("page", [*PAGES, "/password"])
def test_a_stranger_is_led_to_the_sign_in(stranger: TestClient, page: str) -> None:
    response = stranger.get(f"/desk{page}")
    assert response.status_code == 303
    assert response.headers["location"] == "/desk/sign-in"


@pytest.mark.parametrize(
    "page", ["/roll", "/banks", "/new/online-heat", "/contests/small-cup/open", "/roll/" + "a" * 26, "/password"]
)
def test_a_stranger_cannot_send_anything(stranger: TestClient, page: str) -> None:
    response = stranger.post(f"/desk{page}", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.json()["key"] == "sign_in.needed"


def test_the_one_time_password_opens_nothing_but_the_choice_of_an_own_one(stranger: TestClient, house: House) -> None:
    password = organisers.make(house, NAME)
    entered = stranger.post("/desk/sign-in", data={"name": NAME, "password": password})
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk/password")
    assert stranger.get("/desk").headers["location"] == "/desk/password"
    refused = stranger.post("/desk/new/online-heat", headers={"Accept": "application/json"})
    assert refused.status_code == 401

    short = stranger.post("/desk/password", data={"password": "short", "again": "short"})
    assert short.status_code == 422
    assert "至少 10 个字符" in short.text
    unlike = stranger.post("/desk/password", data={"password": OWN, "again": OWN + "x"})
    assert unlike.status_code == 422
    assert "两次输入的密码不一样" in unlike.text

    chosen = stranger.post("/desk/password", data={"password": OWN, "again": OWN})
    assert chosen.headers["location"] == "/desk?done=password"
    assert "密码已换好" in stranger.get("/desk?done=password").text

    stranger.post("/desk/sign-out")
    assert stranger.get("/desk").headers["location"] == "/desk/sign-in"
    assert stranger.post("/desk/sign-in", data={"name": NAME, "password": password}).status_code == 401
    again = stranger.post("/desk/sign-in", data={"name": NAME, "password": OWN})
    assert again.headers["location"] == "/desk"


def test_a_wrong_password_says_what_to_check_and_keeps_the_name(stranger: TestClient, house: House) -> None:
    organisers.make(house, NAME)
    response = stranger.post("/desk/sign-in", data={"name": NAME, "password": "nothing like it"})
    assert response.status_code == 401
    assert "没有对上" in response.text
    assert f'value="{NAME}"' in response.text
    assert "nothing like it" not in response.text
    unknown = stranger.post("/desk/sign-in", data={"name": "没有这个人", "password": "nothing like it"})
    assert unknown.text.replace("没有这个人", NAME) == response.text


def test_signing_out_ends_the_session_on_the_server(client: TestClient, house: House) -> None:
    assert client.get("/desk").status_code == 200
    client.post("/desk/sign-out")
    client.cookies.set(cookie_name(house), TOKEN, domain="cup.test")
    assert client.get("/desk").status_code == 303


def test_an_own_password_is_not_replaced_from_a_desk_left_open(client: TestClient) -> None:
    assert client.get("/desk/password").headers["location"] == "/desk"
    assert client.post("/desk/password", data={"password": OWN, "again": OWN}).status_code == 404


def test_a_form_of_another_site_changes_nothing(client: TestClient) -> None:
    response = client.post(
        "/desk/sign-out", headers={"Origin": "http://elsewhere.test", "Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_never_kept_and_has_both_languages(client: TestClient, page: str) -> None:
    chinese = client.get(f"/desk{page}")
    english = client.get(f"/desk{page}?lang=en")
    assert (chinese.status_code, english.status_code) == (200, 200)
    assert 'lang="zh-CN"' in chinese.text
    assert '<html lang="en">' in english.text
    assert chinese.headers["cache-control"] == "no-store"
    assert "<script" not in chinese.text
    assert 'style="' not in chinese.text
