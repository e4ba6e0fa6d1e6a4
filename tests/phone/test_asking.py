"""What the door asks for: by the contest's secrets, by a branch in the address, by a list of masked names."""

import re

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from app.organisations.models import Member
from app.phone.asking import secret_facts
from tests.phone.conftest import SLUG, Phone, new_phone, words
from tests.small_contest import open_small_contest
from tests.world import ARCHIVE, MEMBERS, PLANNING, SCHOOLS, World

TAILED = "tailed"
LISTED = "listed"


@pytest.fixture
def tails(phone: Phone) -> Phone:
    """Beside the usual contest one that takes phone tails; 赵测一 ends in 0471."""
    open_small_contest(phone.world, slug=TAILED, wishes={"secrets": ["phone_tail"]})

    def store(session: Session) -> None:
        mac = phone.world.house.secret.mac("phone tail", "0471")
        session.execute(update(Member).where(col(Member.name) == "赵测一").values(tail_mac=mac))

    phone.world.house.writer.run(store)
    return phone


@pytest.mark.pure
@pytest.mark.parametrize(
    ("accepted", "label", "digits"),
    [
        (("card_code",), "密码", True),
        (("phone_tail",), "手机后四位", True),
        (("work_number",), "工号", False),
        (("phone_tail", "card_code"), "密码或手机后四位", True),
        (("work_number", "phone_tail", "card_code"), "密码、工号或手机后四位", False),
    ],
)
def test_the_one_field_is_named_for_what_counts(accepted: tuple[str, ...], label: str, digits: bool) -> None:
    facts = secret_facts(accepted, "zh")
    assert (facts["secret_label"], facts["digits_only"]) == (label, digits)
    assert len(facts["secret_hints"]) == len(accepted)


def test_the_door_asks_for_the_phones_tail_on_a_keypad_of_digits(tails: Phone) -> None:
    page = tails.get(f"/c/{TAILED}")
    assert '<label for="secret">手机后四位</label>' in page.text
    assert re.search(r'id="secret"[^>]*type="tel"', page.text)
    assert "参赛卡" not in words(page).split("规则")[0]


def test_a_tail_opens_its_contest_and_is_asked_for_the_card_at_another(tails: Phone) -> None:
    right = {"branch": PLANNING, "name": "赵测一", "secret": "0471"}
    assert tails.post(f"/c/{TAILED}", **right).headers["location"] == f"/c/{TAILED}/start"
    assert "赵测一" in words(tails.get(f"/c/{TAILED}/start"))
    for page in ("start", "paper", "result", "review/x"):
        assert tails.get(f"/c/{SLUG}/{page}").headers["location"] == f"/c/{SLUG}", page
    assert tails.post(f"/c/{SLUG}/start").headers["location"] == f"/c/{SLUG}"
    door = words(tails.get(f"/c/{SLUG}"))
    assert "请用参赛卡再登录一次" in door
    assert "赵测一" not in door
    assert tails.sign_in().status_code == 303
    assert tails.get(f"/c/{TAILED}/start").status_code == 200, "the card opens both"


def test_a_wrong_tail_is_answered_in_the_contests_own_words(tails: Phone) -> None:
    page = tails.post(f"/c/{TAILED}", branch=PLANNING, name="赵测一", secret="0472")
    assert page.status_code == 401
    assert "党支部、姓名、手机后四位三样要都一致" in words(page)


def test_a_posters_address_has_the_branch_filled_in(phone: Phone) -> None:
    key = branch_key(phone, "规划")
    page = phone.get(f"/c/{SLUG}?branch={key}")
    assert PLANNING in words(page)
    assert f'name="branch_key" value="{key}"' in page.text
    assert 'id="branch"' not in page.text
    answer = phone.post(f"/c/{SLUG}", branch_key=key, branch=PLANNING, name="赵测一", secret=phone.code("赵测一"))
    assert answer.status_code == 303


@pytest.mark.parametrize("branch", ["nothing", "规", "\ud83d"])
def test_a_branch_in_the_address_that_is_none_is_asked_for(phone: Phone, branch: str) -> None:
    page = phone.get(f"/c/{SLUG}", params={"branch": branch.encode("utf-8", "replace").decode()})
    assert page.status_code == 200
    assert 'name="branch"' in page.text


@pytest.fixture
def listed(world: World) -> Phone:
    open_small_contest(world, slug=LISTED, wishes={"name_picker": True})
    return new_phone(world)


def test_with_the_list_the_branch_is_asked_first_and_no_script_is_needed(listed: Phone) -> None:
    page = listed.get(f"/c/{LISTED}")
    assert '<form method="get"' in page.text
    assert 'name="secret"' not in page.text
    found = listed.get(f"/c/{LISTED}?branch={PLANNING}&branch_key=")
    assert re.findall(r'type="radio" name="name" value="([^"]+)"', found.text) == ["钱*二", "孙*三", "赵*一"]
    assert not any(row[0] in found.text for row in MEMBERS)


def test_a_chosen_name_and_the_code_lead_in(listed: Phone) -> None:
    key = branch_key(listed, "档案", LISTED)
    entry = {"branch_key": key, "branch": ARCHIVE, "name": "欧阳*九"}
    wrong = listed.post(f"/c/{LISTED}", **entry, secret="11112222")
    assert wrong.status_code == 401
    assert re.search(r'value="欧阳\*九" required checked', wrong.text), "what was chosen stays chosen"
    assert listed.post(f"/c/{LISTED}", **entry, secret=listed.code("欧阳测九")).status_code == 303


def test_who_is_not_on_the_list_may_write_the_name(listed: Phone) -> None:
    key = branch_key(listed, "档案", LISTED)
    page = listed.get(f"/c/{LISTED}?branch={key}&by_hand=1")
    assert '<input id="name" name="name"' in page.text


def test_a_long_branch_asks_for_the_surnames_letter_first(listed: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.phone.asking.AT_ONCE", 2)
    key = branch_key(listed, "学校", LISTED)
    first = listed.get(f"/c/{LISTED}?branch={key}")
    assert "您姓的拼音首字母" in words(first)
    assert 'type="radio"' not in first.text
    then = listed.get(f"/c/{LISTED}?branch={key}&letter=W")
    assert re.findall(r'name="name" value="([^"]+)"', then.text) == ["王*同", "吴*六"]
    assert SCHOOLS in words(then)


def test_where_no_list_is_wished_nobody_is_listed(phone: Phone) -> None:
    page = phone.get(f"/c/{SLUG}?branch={branch_key(phone, '规划')}&letter=Z")
    assert "赵*一" not in page.text


def branch_key(phone: Phone, query: str, slug: str = SLUG) -> str:
    return str(phone.get(f"/c/{slug}/branches", params={"q": query}).json()[0]["key"])
