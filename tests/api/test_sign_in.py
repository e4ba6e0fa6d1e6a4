"""Signing in over the API: one answer for every kind of wrong, a cookie that scripts cannot read."""

import pytest

from tests.api.conftest import BRANCH, Api


def test_branch_name_and_code_give_the_member_and_a_cookie(api: Api) -> None:
    card = api.card()
    answer = api.post("/sign-in", {"branch": BRANCH, "name": card["name"], "secret": card["secret"]})
    assert answer.json() == {
        "member": {"name": card["name"], "organisation": BRANCH.removeprefix("测试县"), "category": "full"}
    }
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("cup_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_the_cards_token_does_the_same(api: Api) -> None:
    api.sign_in()
    assert api.post("/contests/small-cup/papers").status_code == 201


@pytest.mark.parametrize(
    "wrong", [{"branch": "没有的支部"}, {"name": "没有的人"}, {"secret": "00000000"}, {"secret": "x"}]
)
def test_every_kind_of_wrong_gets_the_same_answer(api: Api, wrong: dict[str, str]) -> None:
    card = api.card()
    answer = api.post("/sign-in", {"branch": BRANCH, "name": card["name"], "secret": card["secret"], **wrong})
    usual = api.post("/sign-in", {"token": "a" * 52})
    assert (answer.status_code, answer.json()) == (401, usual.json())
    assert answer.json()["key"] == "sign_in.refused"
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session_for_good(api: Api) -> None:
    api.sign_in()
    cookie = api.client.cookies["cup_session"]
    assert api.client.delete("/api/v1/sign-in").status_code == 204
    answer = api.post("/contests/small-cup/papers", headers={"Cookie": f"cup_session={cookie}"})
    assert answer.json()["key"] == "sign_in.needed"


def test_swapping_people_ends_the_first_ones_session(api: Api) -> None:
    api.sign_in()
    first = api.client.cookies["cup_session"]
    api.sign_in("钱测二")
    second = api.client.cookies["cup_session"]
    assert first != second
    api.client.cookies.clear()
    starting = {
        cookie: api.post("/contests/small-cup/papers", headers={"Cookie": f"cup_session={cookie}"})
        for cookie in (first, second)
    }
    assert [answer.status_code for answer in starting.values()] == [401, 201]


def test_a_request_from_another_site_is_refused(api: Api) -> None:
    answer = api.post("/sign-in", {"token": api.card()["token"]}, headers={"Origin": "http://elsewhere.test"})
    assert answer.status_code == 403


def test_what_was_sent_is_never_repeated(api: Api) -> None:
    answer = api.post("/sign-in", {"branch": "b", "name": "n", "secret": "my-secret-code", "more": 1})
    assert answer.status_code == 422
    assert answer.json()["key"] == "request.malformed"
    assert "my-secret-code" not in answer.text
