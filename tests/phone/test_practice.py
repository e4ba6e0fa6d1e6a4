"""练习 on a phone without scripts: one question a page, right or wrong at once, the book of wrong ones, the locks."""

import re
from html import unescape

import pytest

from tests.phone.conftest import Phone, new_phone, words
from tests.phone.test_practice_door import sign_in_to_practice
from tests.small_contest import BANK, load_generated_bank, open_small_contest
from tests.world import World

QUESTION = "/practice/question"


@pytest.fixture
def learner(world: World) -> Phone:
    """赵测一, signed in at the practice door, with the generated bank and no contest."""
    load_generated_bank(world.house)
    phone = new_phone(world)
    assert sign_in_to_practice(phone, "赵测一").status_code == 303
    return phone


def fields_of(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)}


def answer(phone: Phone, page: str, **given: object) -> str:
    return words(phone.post(QUESTION, **fields_of(page), **given))


def test_a_question_is_asked_without_its_answer_and_marked_at_once(learner: Phone) -> None:
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "single"})
    assert "单选第" in words(page).replace("single", "单选")
    for silent in ("解析", "正确答案", "测试条例"):
        assert silent not in words(page)
    said = answer(learner, page.text, choice="A")
    assert "正确答案" in said
    assert "解析single" in said
    assert "依据：《测试条例》（2022年）第" in said


def test_one_of_the_four_letters_is_right(learner: Phone) -> None:
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "single"}).text
    said = [answer(learner, page, choice=letter) for letter in "ABCD"]
    assert sum("✓正确" in one for one in said) == 1


def test_blanks_are_written_and_true_or_false_is_chosen(learner: Phone) -> None:
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "blank"}).text
    assert page.count('name="text"') >= 1
    assert "正确答案：" in answer(learner, page, text=["五", "七"])
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "true_false"}).text
    both = [learner.post(QUESTION, **fields_of(page), choice=letter).text for letter in "TF"]
    assert sum("looked good" in one for one in both) == 1


def right_letter(page: str) -> str:
    """Of a single choice of the generated bank, whose answers follow from their numbers."""
    n = int(re.findall(r"single 第 (\d+) 题", page)[0])
    options = re.findall(r'value="([A-D])".*?<span class="x">选项([A-D])\d+</span>', page, re.DOTALL)
    return next(shown for shown, banks in options if banks == "ABCD"[n % 4])


def test_what_went_wrong_stands_in_the_book_until_it_went_right_twice(learner: Phone) -> None:
    assert "我的错题本" not in words(learner.get("/practice"))
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "single"}).text
    assert "在错题本里" in answer(learner, page)
    assert "1题。连着答对两次" in words(learner.get("/practice"))
    for said in ("再答对一次就去掉", "已从错题本里去掉"):
        asked = learner.get(QUESTION).text
        assert said in answer(learner, asked, choice=right_letter(asked))
    assert "错题都练会了" in words(learner.get(QUESTION))


def test_one_showing_counts_once(learner: Phone) -> None:
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "single"}).text
    for _ in range(2):
        assert "答对0次，答错1次" in answer(learner, page)
    assert "答对0次，答错1次" in answer(learner, page, choice=right_letter(page)), "the answer has been seen"


@pytest.mark.parametrize("shown", ["x", "eA==", "A" * 300, "题"])
def test_nobody_makes_up_a_question(learner: Phone, shown: str) -> None:
    assert learner.post(QUESTION, shown=shown, bank=BANK, choice="A").status_code == 404


def test_another_members_question_is_not_marked(learner: Phone, world: World) -> None:
    other = new_phone(world)
    sign_in_to_practice(other, "李测四")
    page = learner.get(QUESTION, params={"bank": BANK}).text
    assert other.post(QUESTION, **fields_of(page), choice="A").status_code == 404


def test_a_locked_bank_is_named_with_its_day_and_neither_shown_nor_marked(learner: Phone, world: World) -> None:
    page = learner.get(QUESTION, params={"bank": BANK, "kind": "single"}).text
    answer(learner, page)
    asked = learner.get(QUESTION, params={"bank": BANK, "kind": "single"}).text
    open_small_contest(world, slug="small-cup")
    home = words(learner.get("/practice"))
    assert "正用于《测试杯》" in home
    assert "答案公布了才能练" in home
    assert "另有1题的题库正用于竞赛" in home
    assert learner.get(QUESTION, params={"bank": BANK}).status_code == 409
    assert "错题都练会了" in words(learner.get(QUESTION))
    refused = learner.post(QUESTION, **fields_of(asked), choice="A")
    assert refused.status_code == 409
    assert "正确答案" not in words(refused)


def test_the_start_page_leads_to_practice_where_it_is_allowed(world: World) -> None:
    load_generated_bank(world.house)
    phone = new_phone(world)
    open_small_contest(world, slug="small-cup", wishes={"practice": "always"})
    phone.sign_in()
    assert 'class="button second" href="/practice"' in phone.get("/c/small-cup/start").text
    open_small_contest(world, slug="locked")
    page = phone.get("/c/locked/start")
    assert 'class="button second" href="/practice"' not in page.text
    assert "答案公布以后可以练" in words(page)
    assert 'href="/practice"' in phone.get("/").text


def test_strangers_are_led_to_the_door(world: World) -> None:
    phone = new_phone(world)
    assert phone.get(QUESTION).headers["location"] == "/practice"
    assert phone.post(QUESTION, shown="x").headers["location"] == "/practice"


def test_an_unknown_bank_is_not_found(learner: Phone) -> None:
    assert learner.get(QUESTION, params={"bank": "none"}).status_code == 404
    assert learner.get(QUESTION, params={"bank": BANK, "kind": "essay"}).status_code == 422
    assert "没有这样的题" in words(learner.get(QUESTION, params={"bank": BANK, "topic": "无"}))
