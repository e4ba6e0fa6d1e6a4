"""The whole way without scripts: start, one question a page, answer sheet, handing in, result, review."""

import re

from sqlalchemy import select
from sqlmodel import col

from app.banks.law_text import Article, LawText
from app.banks.sources import load_source
from app.core.clock import MINUTE
from app.papers.models import Answer, Paper
from tests.phone.conftest import SLUG, Phone, new_phone, words
from tests.small_contest import Opened, open_small_contest
from tests.world import World

AT_ONCE = {"review": {"score": "at_once", "answers": "at_once"}}


def answers(contest: Opened) -> dict[int, str]:
    with contest.house.database.reading() as session:
        rows = session.execute(select(col(Answer.n), col(Answer.value)).order_by(col(Answer.n)))
        return {row[0]: row[1] for row in rows}


def begin(phone: Phone, slug: str = SLUG) -> None:
    started = phone.post(f"/c/{slug}/start")
    assert (started.status_code, started.headers["location"]) == (303, f"/c/{slug}/paper")


def test_the_start_page_says_what_is_left_and_how_the_clock_runs(member: Phone) -> None:
    said = words(member.get(f"/c/{SLUG}/start"))
    assert "赵测一" in said
    assert "3还可答（次）" in said
    assert "一开始就计时，退出或锁屏都不会停。" in said
    assert "开始答题（25分钟）" in said
    assert "先试3题" in said


def test_who_is_not_signed_in_is_sent_to_the_door(phone: Phone) -> None:
    for path in ("start", "paper", "result", "review/" + "a" * 26):
        assert phone.get(f"/c/{SLUG}/{path}").headers["location"] == f"/c/{SLUG}"
    assert phone.post(f"/c/{SLUG}/start").headers["location"] == f"/c/{SLUG}"


def test_the_question_page_without_a_paper_starts_none(member: Phone, contest: Opened) -> None:
    assert member.get(f"/c/{SLUG}/paper").headers["location"] == f"/c/{SLUG}/result"
    assert member.get(f"/c/{SLUG}/result").headers["location"] == f"/c/{SLUG}/start"
    with contest.house.database.reading() as session:
        assert session.execute(select(Paper)).first() is None


def test_one_question_a_page_is_saved_by_turning_it(member: Phone, contest: Opened) -> None:
    begin(member)
    first = member.get(f"/c/{SLUG}/paper")
    assert "第1题/共8题" in words(first)
    assert "已保存0/8" in words(first)
    turned = member.post(f"/c/{SLUG}/paper", n="1", kind="single", choice="B", go="next")
    assert turned.headers["location"] == f"/c/{SLUG}/paper?n=2"
    assert answers(contest) == {1: "B"}
    assert re.search(r'value="B" checked', member.get(f"/c/{SLUG}/paper?n=1").text)
    assert "已保存1/8" in words(member.get(f"/c/{SLUG}/paper?n=2"))


def test_several_options_a_cleared_answer_and_a_blank_are_saved(member: Phone, contest: Opened) -> None:
    begin(member)
    member.client.post(f"/c/{SLUG}/paper", data={"n": "4", "kind": "multiple", "choice": ["C", "A"]})
    member.post(f"/c/{SLUG}/paper", n="8", kind="blank", text="五")
    assert answers(contest)[4] == "AC"
    assert answers(contest)[8].startswith('["五"')
    member.post(f"/c/{SLUG}/paper", n="4", kind="multiple")
    assert answers(contest)[4] == ""


def test_an_answer_that_cannot_be_is_refused_as_a_page(member: Phone) -> None:
    begin(member)
    for fields in ({"n": "1", "choice": "Z"}, {"n": "1", "choice": "bad"}, {"n": "99", "choice": "A"}, {"n": "x"}):
        page = member.post(f"/c/{SLUG}/paper", kind="single", **fields)
        assert page.status_code == 422
        assert "request.malformed" in page.text


def test_the_sheet_and_the_confirmation_count_what_is_open(member: Phone) -> None:
    begin(member)
    member.post(f"/c/{SLUG}/paper", n="2", kind="single", choice="A")
    assert "7题未答" in words(member.get(f"/c/{SLUG}/paper?room=sheet"))
    confirm = words(member.get(f"/c/{SLUG}/paper?room=hand-in"))
    assert "还有7题没答：第1、3、4、5、6、7、8题。现在交卷，这7题按0分算。" in confirm
    assert "回去补答" in confirm


def test_handing_in_leads_to_the_result_with_a_receipt(member: Phone) -> None:
    begin(member)
    member.post(f"/c/{SLUG}/paper", n="1", kind="single", choice="A")
    handed_in = member.post(f"/c/{SLUG}/paper/hand-in")
    page = member.get(handed_in.headers["location"])
    said = words(page)
    assert page.status_code == 200
    assert "已交卷，成绩已登记" in said
    assert re.search(r"回执[A-Z2-7]{4}-[A-Z2-7]{4}", said)
    assert "我和我的支部" in said
    assert "1/3" in said
    assert "再答一次（还可答2次）" in said
    assert member.world.keys["赵测一"] in said
    assert "看解析" not in said
    assert "竞赛结束后公布" in said


def test_the_review_is_shown_when_the_rules_allow_it(member: Phone, world: World) -> None:
    open_small_contest(world, slug="frank", wishes=AT_ONCE)
    begin(member, "frank")
    member.post("/c/frank/paper", n="1", kind="single", choice="A")
    result = member.get(member.post("/c/frank/paper/hand-in").headers["location"])
    review = re.search(r'href="(/c/frank/review/\w+)"', result.text)
    assert review is not None
    said = words(member.get(review[1]))
    assert "解析single" in said
    assert "正确答案" in said
    assert "《测试条例》（2022年）第" in said


def test_the_review_shows_the_cited_article_once_its_text_is_loaded(member: Phone, world: World) -> None:
    contest = open_small_contest(world, slug="frank", wishes=AT_ONCE)
    begin(member, "frank")
    result = member.get(member.post("/c/frank/paper/hand-in").headers["location"])
    review = re.search(r'href="(/c/frank/review/\w+)"', result.text)
    assert review is not None
    assert "看条文" not in member.get(review[1]).text
    articles = {str(n): Article(str(n), "", (f"第 {n} 条的原文。",)) for n in range(1, 8)}
    contest.house.writer.run(load_source, LawText("测试条例", 2022, articles))
    said = words(member.get(review[1]))
    assert said.count("看条文") == 8
    assert "条的原文。" in said


def test_the_review_is_refused_before_its_time_and_to_others(member: Phone, world: World) -> None:
    begin(member)
    key = re.search(r'"paper": "(\w+)"', member.get(f"/c/{SLUG}/paper").text)
    assert key is not None
    member.post(f"/c/{SLUG}/paper/hand-in")
    early = member.get(f"/c/{SLUG}/review/{key[1]}")
    assert early.status_code == 409
    assert "result.not_yet" in early.text
    other = new_phone(world)
    other.sign_in("钱测二")
    assert other.get(f"/c/{SLUG}/review/{key[1]}").status_code == 404
    assert other.get(f"/c/{SLUG}/result?paper={key[1]}").status_code == 404


def test_a_paper_taken_to_another_phone_leaves_this_one(member: Phone, world: World, contest: Opened) -> None:
    begin(member)
    other = new_phone(world)
    other.sign_in()
    begin(other)
    assert other.post(f"/c/{SLUG}/paper", n="1", kind="single", choice="A").status_code == 303
    late = member.post(f"/c/{SLUG}/paper", n="1", kind="single", choice="B")
    assert late.headers["location"] == f"/c/{SLUG}/start"
    assert answers(contest) == {1: "A"}
    assert member.post(f"/c/{SLUG}/paper/hand-in").headers["location"] == f"/c/{SLUG}/start"
    assert "继续答题" in words(member.get(f"/c/{SLUG}/start"))


def test_all_attempts_used_is_said_on_the_start_page(member: Phone) -> None:
    for _ in range(3):
        begin(member)
        member.post(f"/c/{SLUG}/paper/hand-in")
    assert "3次都用完了" in words(member.get(f"/c/{SLUG}/start"))
    fourth = member.post(f"/c/{SLUG}/start")
    assert fourth.status_code == 409
    assert "attempts.used" in fourth.text


def test_an_expired_paper_waits_for_its_result(member: Phone, contest: Opened) -> None:
    begin(member)
    clock = contest.house.clock
    clock.follow(clock.now() + 26 * MINUTE)
    assert member.get(f"/c/{SLUG}/paper").headers["location"] == f"/c/{SLUG}/result"
    assert "正在登记成绩" in words(member.get(f"/c/{SLUG}/result"))
