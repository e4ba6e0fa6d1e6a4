"""The door: what is on, signing in, the branch list, the card's token, leaving."""

import re

import pytest

from app.core.clock import DAY, HOUR
from app.core.house import House
from tests.phone.conftest import SLUG, Phone, words
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, WORK_COMMITTEE, World


def test_the_front_page_leads_to_the_contest_that_is_open(phone: Phone) -> None:
    page = phone.get("/")
    assert page.status_code == 200
    assert "测试杯" in words(page)
    assert f'href="/c/{SLUG}"' in page.text


def test_a_contest_that_is_not_opened_yet_is_not_there(phone: Phone, house: House) -> None:
    from app.contests.creating import compose, new_contest

    now = house.clock.now()
    house.writer.run(new_contest, "drafted", compose("online-heat", {}, now=now), preset="online-heat", now=now)
    assert phone.get("/c/drafted").status_code == 404
    assert "drafted" not in phone.get("/").text


def test_the_door_says_when_and_how_long_and_how_often(phone: Phone) -> None:
    said = words(phone.get(f"/c/{SLUG}"))
    assert "进行中·" in said
    assert "8题" in said
    assert "25分钟" in said
    assert "3次机会" in said


def test_before_the_window_the_door_says_how_long_to_wait(phone: Phone, world: World) -> None:
    now = world.house.clock.now()
    wishes = {"opens": now + 2 * DAY + 3 * HOUR + 60_000, "closes": now + 5 * DAY}
    open_small_contest(world, slug="later", wishes=wishes)
    assert "开放，还有2天3小时" in words(phone.get("/c/later"))


def test_a_right_card_code_leads_to_the_start_page(phone: Phone) -> None:
    answer = phone.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/c/{SLUG}/start")
    assert "赵测一" in words(phone.get(f"/c/{SLUG}/start"))


def test_a_wrong_code_gets_one_sentence_and_keeps_what_was_typed_but_the_code(phone: Phone) -> None:
    page = phone.post(f"/c/{SLUG}", branch=PLANNING, name="赵测一", secret="11112222")
    assert page.status_code == 401
    assert "没有对上。请看参赛卡再试" in words(page)
    assert 'value="赵测一"' in page.text
    assert f'value="{PLANNING}"' in page.text
    assert "11112222" not in page.text


def test_the_third_wrong_try_says_in_large_letters_whom_to_ask(phone: Phone) -> None:
    fields = {"branch": PLANNING, "name": "赵测一", "secret": "11112222"}
    second = phone.post(f"/c/{SLUG}", **fields, tries="1")
    third = phone.post(f"/c/{SLUG}", **fields, tries="2")
    assert "note wait large" not in second.text
    assert "note wait large" in third.text
    assert "测试联系人" in words(third)


def test_a_branch_that_is_not_named_in_full_is_chosen_from_a_list(phone: Phone) -> None:
    page = phone.post(f"/c/{SLUG}", branch="规划", name="赵测一", secret=phone.code("赵测一"))
    assert page.status_code == 200
    assert "您的党支部是哪一个？" in words(page)
    key = re.findall(r'type="radio" name="branch" value="(\w+)"', page.text)
    assert len(key) == 1
    wrong = phone.post(f"/c/{SLUG}", branch=key[0], name="赵测一", secret="11112222")
    assert f'value="{PLANNING}"' in wrong.text
    assert f'value="{key[0]}"' not in wrong.text
    assert phone.post(f"/c/{SLUG}", branch=key[0], name="赵测一", secret=phone.code("赵测一")).status_code == 303


def test_a_branch_that_nobody_knows_is_said_and_costs_no_try(phone: Phone) -> None:
    page = phone.post(f"/c/{SLUG}", branch="没有的支部", name="赵测一", secret="11112222", tries="1")
    assert "没有找到这个党组织" in words(page)
    assert 'name="tries" value="1"' in page.text


@pytest.mark.parametrize("query", ["规划", PLANNING])
def test_the_branch_list_finds_by_part_and_by_full_name(phone: Phone, query: str) -> None:
    hits = phone.get(f"/c/{SLUG}/branches", params={"q": query}).json()
    assert [hit["name"] for hit in hits] == [PLANNING]
    assert WORK_COMMITTEE in hits[0]["path"]


def test_an_empty_query_lists_nothing(phone: Phone) -> None:
    assert phone.get(f"/c/{SLUG}/branches", params={"q": " "}).json() == []


def test_the_cards_token_signs_in(phone: Phone) -> None:
    assert phone.post(f"/c/{SLUG}", token=phone.token("钱测二")).status_code == 303
    assert "钱测二" in words(phone.get(f"/c/{SLUG}/start"))


def test_who_is_signed_in_is_greeted_by_full_name_and_may_go_on_or_leave(member: Phone) -> None:
    page = member.get(f"/c/{SLUG}")
    assert "赵测一，您好。" in words(page)
    assert f'href="/c/{SLUG}/start"' in page.text


def test_leaving_ends_the_session_and_asks_the_next_person_to_sign_in(member: Phone) -> None:
    assert member.post(f"/c/{SLUG}/leave").headers["location"] == f"/c/{SLUG}"
    assert member.get(f"/c/{SLUG}/start").headers["location"] == f"/c/{SLUG}"


def test_the_privacy_notice_names_office_contact_and_day_of_erasure(phone: Phone) -> None:
    said = words(phone.get(f"/c/{SLUG}/privacy"))
    for fact in ("测试办公室", "测试联系人", "000-0000", "2027年12月31日"):
        assert fact in said


def test_the_language_and_the_large_letters_are_kept(phone: Phone) -> None:
    assert 'lang="en"' in phone.get(f"/c/{SLUG}?lang=en").text
    assert 'class="elder"' in phone.get(f"/c/{SLUG}?elder=1").text
    again = phone.get(f"/c/{SLUG}").text
    assert '<html lang="en" class="elder">' in again


def test_pages_hold_no_inline_script_or_style_and_are_never_stored(member: Phone, contest: Opened) -> None:
    member.post(f"/c/{SLUG}/start")
    for path in ("", "/start", "/paper", "/paper?room=sheet", "/paper?room=hand-in", "/try", "/privacy"):
        page = member.get(f"/c/{SLUG}{path}")
        assert page.status_code == 200, path
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<style|\sstyle=|\son\w+=", page.text), path
        scripts = re.findall(r"<script([^>]*)>", page.text)
        assert all('type="application/json"' in one or "src=" in one for one in scripts), path
        assert not re.search(r'(src|href)="https?:', page.text), path
