"""找不到我: offered on the door, sat at once, marked 待核对 everywhere until it is confirmed."""

import re

import pytest

from app.papers import provisional
from tests.phone.conftest import SLUG, Phone, words
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, World

HERE = f"/c/{SLUG}/not-listed"
PENDING = "待核对"


def ask(phone: Phone, name: str = "林测新", branch: str = PLANNING, tail: str = "") -> None:
    assert phone.post(HERE, branch=branch, name=name, tail=tail).status_code == 303


def request_key(world: World) -> str:
    from sqlalchemy import select
    from sqlmodel import col

    from app.contests.models import Request

    with world.house.database.reading() as session:
        return session.execute(select(col(Request.key)).order_by(col(Request.id).desc())).scalars().first() or ""


def sit(phone: Phone) -> str:
    """Start, answer nothing, hand in; gives the result page's address."""
    assert phone.post(f"/c/{SLUG}/start").status_code == 303
    assert PENDING in words(phone.get(f"/c/{SLUG}/paper"))
    address: str = phone.post(f"/c/{SLUG}/paper/hand-in").headers["location"]
    return address


def test_the_door_offers_it_small_and_after_three_wrong_tries_large(phone: Phone) -> None:
    door = phone.get(f"/c/{SLUG}").text
    assert f'class="link" href="{HERE}"' in door
    third = phone.post(f"/c/{SLUG}", branch=PLANNING, name="赵测一", secret="0000-0000", tries="2")
    assert third.status_code == 401
    assert "点“找不到我”，可以先答题、后核对" in words(third)
    assert re.search(rf'class="button second large" href="{HERE}', third.text)
    assert third.text.count(HERE) == 1, "once, in large letters"


def test_where_the_rules_do_not_allow_it_there_is_no_way_in(phone: Phone, world: World) -> None:
    open_small_contest(world, slug="strict", wishes={"provisional": False})
    assert "not-listed" not in phone.get("/c/strict").text
    assert phone.get("/c/strict/not-listed").status_code == 409
    assert phone.post("/c/strict/not-listed", branch=PLANNING, name="林测新").status_code == 409


def test_branch_and_name_and_on_to_the_start_page(phone: Phone) -> None:
    assert "先答题，后核对" in words(phone.get(HERE))
    ask(phone, tail="0001")
    start = phone.get(f"/c/{SLUG}/start")
    assert "林测新" in words(start)
    assert PENDING in words(start)
    assert phone.get(HERE).headers["location"] == f"/c/{SLUG}/start", "one phone asks once at a time"
    assert phone.post(HERE, branch=PLANNING, name="另一位").headers["location"] == f"/c/{SLUG}/start"


@pytest.mark.parametrize(
    ("branch", "name", "tail", "said"),
    [
        ("没有这个支部", "林测新", "", "没有找到这个党支部"),
        (PLANNING, "3", "", "请填写真实姓名"),
        (PLANNING, "林测新", "12", "最后4位数字"),
    ],
)
def test_what_is_missing_is_said_on_the_form_itself(phone: Phone, branch: str, name: str, tail: str, said: str) -> None:
    answer = phone.post(HERE, branch=branch, name=name, tail=tail)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "aria-invalid" in answer.text


def test_a_branch_that_may_mean_several_is_chosen_from_a_list(phone: Phone) -> None:
    answer = phone.post(HERE, branch="发展改革局", name="林测新")
    assert answer.status_code == 422
    keys = re.findall(r'name="branch" value="([a-z0-9]{26})"', answer.text)
    assert len(keys) == 2
    ask(phone, branch=keys[0])


def test_every_page_says_that_it_is_not_confirmed_and_shows_no_place(phone: Phone) -> None:
    ask(phone)
    result = words(phone.get(sit(phone)))
    assert PENDING in result
    assert "回执" in result
    assert "支部参与" not in result
    assert PENDING in words(phone.get(f"/c/{SLUG}"))


def test_confirmed_the_same_phone_goes_on_as_the_member(phone: Phone, contest: Opened, world: World) -> None:
    ask(phone)
    result = sit(phone)
    now = world.house.clock.now()
    facts = (contest.view, request_key(world), world.members["赵测一"], "organiser:1")
    world.house.writer.run(provisional.confirm, *facts, now=now, own=None)
    page = words(phone.get(result))
    assert "赵测一" in page
    assert PENDING not in page
    assert "支部参与1/3" in page


def test_declined_it_says_why_and_starts_no_other(phone: Phone, contest: Opened, world: World) -> None:
    ask(phone)
    sit(phone)
    now = world.house.clock.now()
    facts = (contest.view, request_key(world), "not_ours", "organiser:1")
    world.house.writer.run(provisional.decline, *facts, now=now, own=None)
    start = words(phone.get(f"/c/{SLUG}/start"))
    assert "本支部没有这位同志" in start
    assert "开始答题" not in start
    assert "换用参赛卡登录" in start
    assert phone.post(f"/c/{SLUG}/start").status_code == 409
    assert phone.get(HERE).status_code == 200, "and may ask again with what is right"
    ask(phone, "林测新")


def test_a_phone_that_somebody_is_signed_in_on_says_whose_it_is(member: Phone) -> None:
    assert "这部手机上现在是赵测一" in words(member.get(HERE))
    ask(member)
    assert "林测新" in words(member.get(f"/c/{SLUG}/start"))


def test_too_many_are_refused_in_words(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.contests import asking

    monkeypatch.setattr(asking, "OPEN_A_BRANCH", 0)
    answer = phone.post(HERE, branch=PLANNING, name="林测新")
    assert answer.status_code == 429
    assert "现在“找不到我”的人太多" in words(answer)
