"""我的支部: the secretary's own page; nobody else's."""

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.boards import closing
from app.contests.models import Request
from app.organisations import secretaries
from app.organisations.models import Member, Organisation
from tests.phone.conftest import SLUG, Phone, new_phone, words
from tests.small_contest import Opened
from tests.world import PLANNING, PRICES, World

HERE = f"/c/{SLUG}/branch"
SECRETARY, OTHER, THIRD = "赵测一", "钱测二", "孙测三"


def keys(world: World, name: str, branch: str) -> tuple[str, str]:
    with world.house.database.reading() as session:
        organisation = session.get_one(Organisation, world.organisations[branch])
        return world.keys[name], organisation.key


@pytest.fixture
def secretary(member: Phone, world: World) -> Phone:
    """赵测一, who sees to the planning branch."""
    world.house.writer.run(secretaries.appoint, *keys(world, SECRETARY, PLANNING))
    return member


def sit(phone: Phone) -> None:
    assert phone.post(f"/c/{SLUG}/start").status_code == 303
    assert phone.post(f"/c/{SLUG}/paper/hand-in").status_code == 303


def newcomer(world: World, name: str = THIRD) -> tuple[Phone, str]:
    """A phone of somebody who is not found, with a paper handed in; and the request's key."""
    phone = new_phone(world)
    assert phone.post(f"/c/{SLUG}/not-listed", branch=PLANNING, name=name).status_code == 303
    sit(phone)
    with world.house.database.reading() as session:
        key = session.execute(select(col(Request.key)).order_by(col(Request.id).desc())).scalars().first()
    assert key is not None
    return phone, key


def test_only_a_secretary_has_this_page(phone: Phone, world: World, contest: Opened) -> None:
    assert phone.get(HERE).status_code == 404
    phone.sign_in()
    assert phone.get(HERE).status_code == 404
    assert phone.post(HERE, kind="paper", who=world.keys[OTHER]).status_code == 404
    assert "/branch" not in phone.get(f"/c/{SLUG}/start").text
    world.house.writer.run(secretaries.appoint, *keys(world, OTHER, PLANNING))
    assert phone.get(HERE).status_code == 404


def test_who_has_taken_part_and_who_has_not(secretary: Phone) -> None:
    assert HERE in secretary.get(f"/c/{SLUG}/start").text
    page = words(secretary.get(HERE))
    assert "0/3" in page
    assert "还没参加3人" in page
    assert "仅用于提醒，不作考核依据" in page
    sit(secretary)
    page = words(secretary.get(HERE))
    assert "1/3" in page
    assert "33.33%" in page
    assert "还没参加2人" in page
    absent = re.findall(r"<li>([^<]*)</li>", secretary.get(HERE).text)
    assert absent == [OTHER, THIRD], "in the order of the alphabet"


def test_when_all_have_taken_part(secretary: Phone, world: World) -> None:
    sit(secretary)
    for name in (OTHER, THIRD):
        phone = new_phone(world)
        phone.sign_in(name)
        sit(phone)
    page = words(secretary.get(HERE))
    assert "全部参加✓" in page
    assert "还没参加" not in page
    assert "复制提醒" not in page


def test_the_reminder_names_nobody(secretary: Phone) -> None:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", secretary.get(HERE).text, re.DOTALL)
    assert found is not None
    said = unescape(found[1])
    assert "本支部应参加 3 人，已参加 0 人" in said
    assert "约 25 分钟" in said
    assert not any(name in said for name in (SECRETARY, OTHER, THIRD))


def test_while_frozen_it_stands_where_the_public_stands(secretary: Phone, world: World, contest: Opened) -> None:
    world.house.writer.run(closing.freeze, contest.view.id, world.house.clock.now())
    sit(secretary)
    page = words(secretary.get(HERE))
    assert "0/3" in page
    assert "还没参加3人" in page
    assert "封榜那一刻" in page


def test_the_exempt_are_on_neither_side(secretary: Phone, world: World) -> None:
    world.house.writer.run(secretaries.appoint, *keys(world, SECRETARY, PRICES))
    page = secretary.get(HERE, params={"of": keys(world, SECRETARY, PRICES)[1]})
    assert "0/1" in words(page)
    assert "周测五" not in page.text
    assert secretary.get(HERE, params={"of": "x" * 26}).status_code == 404


def test_a_request_is_confirmed_and_counts(secretary: Phone, world: World) -> None:
    phone, key = newcomer(world)
    page = words(secretary.get(HERE))
    assert "找不到我" in page
    assert "已交卷1次，等您核对" in page
    asked = secretary.get(f"{HERE}/requests/{key}")
    first = re.search(r'name="who" value="([a-z0-9]+)"', asked.text)
    assert first is not None
    assert first[1] == world.keys[THIRD], "the same name comes first"
    answer = secretary.post(f"{HERE}/requests/{key}", outcome="confirm", who=first[1])
    assert answer.status_code == 303
    page = words(secretary.get(HERE))
    assert "1/3" in page
    assert THIRD in words(phone.get(f"/c/{SLUG}/result"))
    assert secretary.get(f"{HERE}/requests/{key}").status_code == 404
    assert secretary.post(f"{HERE}/requests/{key}", outcome="confirm", who=first[1]).status_code in (404, 409)


def test_a_request_is_declined_with_a_reason_of_the_list(secretary: Phone, world: World) -> None:
    phone, key = newcomer(world, "林测新")
    assert secretary.post(f"{HERE}/requests/{key}", outcome="decline", reason="瞎写").status_code == 422
    assert secretary.post(f"{HERE}/requests/{key}", outcome="decline", reason="not_ours").status_code == 303
    assert "本支部没有这位同志" in words(phone.get(f"/c/{SLUG}/start"))
    assert "林测新" not in secretary.get(HERE).text


def test_nobody_of_another_branch_is_confirmed_or_answered(secretary: Phone, world: World) -> None:
    _, key = newcomer(world)
    chosen = secretary.post(f"{HERE}/requests/{key}", outcome="confirm", who=world.keys["李测四"])
    assert chosen.status_code == 422
    assert "请先选这是哪一位" in words(chosen)
    elsewhere = new_phone(world)
    elsewhere.sign_in("李测四", PRICES)
    world.house.writer.run(secretaries.appoint, *keys(world, "李测四", PRICES))
    assert elsewhere.get(HERE).status_code == 200
    assert elsewhere.get(f"{HERE}/requests/{key}").status_code == 404
    for outcome in ("confirm", "decline"):
        sent = elsewhere.post(f"{HERE}/requests/{key}", outcome=outcome, who=world.keys["李测四"], reason="not_ours")
        assert sent.status_code == 404


def test_an_exemption_and_a_paper_are_asked_for_once(secretary: Phone, world: World) -> None:
    who = world.keys[OTHER]
    assert secretary.post(HERE, kind="exemption", who=who, reason="illness").status_code == 303
    page = words(secretary.get(HERE))
    assert "申请免考" in page
    assert "等主办方处理" in page
    again = secretary.post(HERE, kind="exemption", who=who, reason="abroad")
    assert again.status_code == 409
    assert "已经提过了" in words(again)
    assert secretary.post(HERE, kind="paper", who=who).status_code == 303
    assert secretary.post(HERE, kind="exemption", who=who, reason="他病了").status_code == 422
    assert secretary.post(HERE, kind="gift", who=who).status_code == 404
    assert secretary.post(HERE, kind="paper", who=world.keys["李测四"]).status_code == 404, "another branch's"


def test_who_left_is_secretary_no_more(secretary: Phone, world: World) -> None:
    def go(session: Session) -> None:
        session.get_one(Member, world.members[SECRETARY]).state = "gone"

    world.house.writer.run(go)
    assert secretary.get(HERE).status_code == 404
    with world.house.database.reading() as session:
        assert secretaries.appointed(session) == []
