"""先试 3 题: sample questions only, marked at once, stored nowhere."""

import re

from sqlalchemy import func, select

from app.papers.models import Answer, Paper
from tests.phone.conftest import SLUG, Phone, words
from tests.small_contest import Opened, open_small_contest
from tests.world import World


def test_three_sample_questions_are_asked_without_their_answers(phone: Phone) -> None:
    page = phone.get(f"/c/{SLUG}/try")
    assert page.text.count("<fieldset") == 3
    assert "正确答案" not in words(page)
    assert 'class="why"' not in page.text


def test_they_are_marked_at_once_and_stored_nowhere(phone: Phone, contest: Opened) -> None:
    page = phone.get(f"/c/{SLUG}/try")
    turn = re.search(r'name="turn" value="(\d+)"', page.text)
    assert turn is not None
    tried = [words(phone.post(f"/c/{SLUG}/try", turn=turn[1], choice1=letter)) for letter in "ABCD"]
    assert [said.count("正确答案：") for said in tried] == [3] * 4
    assert sum("第1题✗错误" in said for said in tried) == 3
    assert sum("第1题✓正确" in said for said in tried) == 1
    with contest.house.database.reading() as session:
        for table in (Paper, Answer):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_contest_that_draws_from_the_sample_bank_offers_no_trial(member: Phone, world: World) -> None:
    sections = [{"bank": "sample", "kind": "single", "count": 4, "marks": 2500}]
    open_small_contest(world, slug="samples", wishes={"sections": sections, "total": 10000})
    assert member.get("/c/samples/try").status_code == 404
    assert "先试" not in words(member.get("/c/samples/start"))


def test_nonsense_counts_as_no_answer(phone: Phone) -> None:
    assert "–未答" in words(phone.post(f"/c/{SLUG}/try", turn="1", choice1="<b>"))
    assert phone.post(f"/c/{SLUG}/try", turn="-1").status_code == 422
