"""Signing in over the API: one answer for every kind of wrong, a cookie that scripts cannot read."""

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.organisations.models import Member
from tests.api.conftest import BRANCH, Api
from tests.small_contest import open_small_contest
from tests.world import World


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


def test_which_secrets_count_is_a_rule_of_the_contest_and_the_session_remembers_by_which(api: Api) -> None:
    open_small_contest(api.world, slug="tailed", wishes={"secrets": ["phone_tail"]})
    give_tail(api.world, "赵测一", "0471")
    tried = {"branch": BRANCH, "name": "赵测一", "secret": "0471"}
    assert api.post("/sign-in", tried).status_code == 401, "without a contest the card code alone"
    assert api.post("/sign-in", {**tried, "contest": "small-cup"}).status_code == 401
    assert api.post("/sign-in", {**tried, "contest": "tailed"}).status_code == 200
    assert api.post("/contests/tailed/papers").status_code == 201
    refused = api.post("/contests/small-cup/papers")
    assert (refused.status_code, refused.json()["key"]) == (403, "sign_in.method")


def test_a_paper_of_a_contest_with_cards_is_not_read_by_a_tail(api: Api) -> None:
    open_small_contest(api.world, slug="tailed", wishes={"secrets": ["phone_tail"]})
    give_tail(api.world, "赵测一", "0471")
    api.sign_in()
    paper = api.post("/contests/small-cup/papers").json()["paper"]
    api.post("/sign-in", {"branch": BRANCH, "name": "赵测一", "secret": "0471", "contest": "tailed"})
    for path in (f"/papers/{paper}", f"/papers/{paper}/result"):
        assert api.get(path).json()["key"] == "sign_in.method"


def give_tail(world: World, name: str, tail: str) -> None:
    def store(session: Session) -> None:
        mac = world.house.secret.mac("phone tail", tail)
        session.execute(update(Member).where(col(Member.name) == name).values(tail_mac=mac))

    world.house.writer.run(store)
