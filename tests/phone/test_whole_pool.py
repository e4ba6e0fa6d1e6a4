"""Other kinds of papers on the phone: a whole pool, half marks, several banks, a make-up, rulings."""

import re

import pytest

from app.banks import editions, files
from app.contests.allowing import allow_time
from app.contests.make_up import add_sitting, prepare_sitting
from app.core.clock import DAY, HOUR, MINUTE
from app.papers.rulings import Annulling, annul
from tests.phone.conftest import BANKS, SLUG, Phone, load_sample, new_phone, words
from tests.small_contest import SECTIONS, Opened, load_generated_bank, open_small_contest
from tests.world import World


def begin(phone: Phone, slug: str) -> None:
    assert phone.post(f"/c/{slug}/start").status_code == 303


def hand_in(phone: Phone, slug: str) -> str:
    return phone.post(f"/c/{slug}/paper/hand-in").headers["location"]


@pytest.fixture
def sprint(member: Phone, world: World) -> Phone:
    """Signed in, in front of a paper of 140 questions."""
    kinds = ("single", "multiple", "true_false", "blank")
    sections = [{"bank": "generated", "kind": kind, "count": None, "marks": 100} for kind in kinds]
    open_small_contest(
        world, slug="sprint", wishes={"sections": sections, "total": None, "limit_s": 1800, "attempts": 1}
    )
    return member


@pytest.fixture
def contest(world: World) -> Opened:
    load_sample(world.house)
    load_generated_bank(world.house, each=35)
    return open_small_contest(world, slug=SLUG)


def test_the_start_page_says_how_long_the_paper_is(sprint: Phone) -> None:
    said = words(sprint.get("/c/sprint/start"))
    assert "整个题库140题，顺序随机，能答多少答多少，随时可以交卷；不答0分，不倒扣。" in said
    assert "整库题" in words(sprint.get("/c/sprint"))


def test_a_long_paper_has_a_figure_instead_of_ticks_and_a_sheet_in_pages(sprint: Phone) -> None:
    begin(sprint, "sprint")
    page = sprint.get("/c/sprint/paper")
    assert "已保存0/140" in words(page)
    assert '<progress max="140" value="0">' in page.text
    sheet = sprint.get("/c/sprint/paper?room=sheet")
    assert re.findall(r"room=sheet&amp;n=(\d+)", sheet.text) == ["1", "101"]
    assert sheet.text.count('class="button cell') == 100
    second = sprint.get("/c/sprint/paper?room=sheet&n=101")
    assert second.text.count('class="button cell') == 40
    assert "aria-current=true>101–140" in second.text
    last = re.search(r'name="kind" value="(\w+)"', sprint.get("/c/sprint/paper?n=140").text)
    assert last is not None
    kind = last[1]
    given = {"text": "五"} if kind == "blank" else {"choice": "T" if kind == "true_false" else "A"}
    answered = sprint.post("/c/sprint/paper", n="140", kind=kind, **given)
    assert answered.headers["location"] == "/c/sprint/paper?n=141"
    confirm = words(sprint.get("/c/sprint/paper?room=hand-in"))
    assert "还有139题没答。现在交卷，这139题按0分算。" in confirm


def test_its_page_and_paper_are_small(sprint: Phone) -> None:
    begin(sprint, "sprint")
    assert len(sprint.get("/c/sprint/paper").text) < 30_000


def test_half_marks_are_said_in_the_review(member: Phone, world: World) -> None:
    wishes = {"multiple_marking": "half", "review": {"score": "at_once", "answers": "at_once"}}
    cup = open_small_contest(world, slug="half", wishes=wishes)
    assert "多选少选得一半分，选错不得分。" in words(member.get("/c/half/start"))
    begin(member, "half")
    with cup.house.database.reading() as session:
        from sqlmodel import select

        from app.papers.closing import items_of
        from app.papers.models import Paper
        from app.papers.review import right_answer

        item = items_of(session.exec(select(Paper)).one())[3]
    first = right_answer(cup.book, item, "zh")["choice"][0]
    member.post("/c/half/paper", n="4", kind="multiple", choice=first)
    member.post("/c/half/paper", n="1", kind="single", choice="A")
    result = member.get(hand_in(member, "half"))
    review = re.search(r'href="(/c/half/review/\w+)"', result.text)
    assert review is not None
    page = member.get(review[1])
    assert "◐得10分（少选）" in words(page)
    assert 'class="card looked part"' in page.text


def test_wrong_answers_cost_marks_and_the_review_says_how_many(member: Phone, world: World) -> None:
    sections = [{**one, "deduct": 500} for one in SECTIONS]
    wishes = {"sections": sections, "review": {"score": "at_once", "answers": "at_once"}}
    open_small_contest(world, slug="dear", wishes=wishes)
    assert "答错倒扣分，不答不扣，总分不低于0分。" in words(member.get("/c/dear/start"))
    begin(member, "dear")
    member.post("/c/dear/paper", n="8", kind="blank", text="不知道")
    result = member.get(hand_in(member, "dear"))
    assert "0分" in words(result)
    review = re.search(r'href="(/c/dear/review/\w+)"', result.text)
    assert review is not None
    assert "✗错误，扣5分" in words(member.get(review[1]))


def test_every_bank_has_its_sub_score_on_the_result(member: Phone, world: World) -> None:
    editions.load(world.house, files.read_bank(BANKS / "party-constitution" / "bank.yaml"), world.house.clock.now())
    sections = [
        {"bank": "generated", "kind": "single", "count": 2, "marks": 1000},
        {"bank": "party-constitution", "kind": "single", "count": 2, "marks": 1000},
    ]
    open_small_contest(world, slug="banks", wishes={"sections": sections, "total": 4000})
    begin(member, "banks")
    said = words(member.get(hand_in(member, "banks")))
    assert "各题库得分合成题库0分" in said
    assert "党章" in said.split("各题库得分")[1]


def add_make_up(cup: Opened) -> int:
    opens = cup.view.closes + DAY
    with cup.house.database.reading() as session:
        new = prepare_sitting(cup.house, session, cup.again(), opens, opens + HOUR, cup.now)
    cup.house.writer.run(add_sitting, new, now=cup.now)
    return opens + MINUTE


def test_door_and_start_speak_of_the_make_up_to_who_may_sit_it(phone: Phone, world: World) -> None:
    wishes = {"make_up": {"days": 7}, "attempts": 1, "pass_mark": 6000}
    cup = open_small_contest(world, slug="exam", wishes=wishes)
    assert phone.sign_in().status_code == 303
    begin(phone, "exam")
    said = words(phone.get(hand_in(phone, "exam")))
    assert "还可能补考：补考结束后，或" in said
    moment = add_make_up(cup)
    cup.house.clock.follow(moment)
    phone.sign_in()
    assert "补考：" in words(phone.get("/c/exam"))
    start = words(phone.get("/c/exam/start"))
    assert "面向前面没有交过卷或没有及格的人，每人一次。您可以参加补考。" in start
    assert "1补考可答（次）" in start
    absent = new_phone(world)
    absent.sign_in("钱测二")
    assert "开始答题" in words(absent.get("/c/exam/start"))
    begin(absent, "exam")
    hand_in(absent, "exam")
    after = absent.get("/c/exam/start")
    assert "开始答题" not in words(after)


def test_who_has_passed_is_told_that_the_make_up_is_for_others(phone: Phone, world: World) -> None:
    wishes = {"make_up": {"days": 7}, "attempts": 1, "pass_mark": 1}
    sections = [{"bank": "generated", "kind": "true_false", "count": 10, "marks": 1000}]
    cup = open_small_contest(world, slug="exam", wishes={**wishes, "sections": sections})
    phone.sign_in()
    begin(phone, "exam")
    for n in range(1, 11):
        phone.post("/c/exam/paper", n=str(n), kind="true_false", choice="T")
    hand_in(phone, "exam")
    cup.house.clock.follow(add_make_up(cup))
    phone.sign_in()
    said = words(phone.get("/c/exam/start"))
    assert "补考只面向前面没有交过卷或没有及格的人，您已经有成绩。" in said
    assert "开始答题" not in said


def test_more_time_is_said_where_the_paper_begins(member: Phone, contest: Opened) -> None:
    contest.house.writer.run(allow_time, contest.view.id, member.world.keys["赵测一"], 200, now=contest.now)
    said = words(member.get(f"/c/{SLUG}/start"))
    assert "50分钟，到时自动交卷。您的时间按照顾延长。" in said
    assert "开始答题（50分钟）" in said


def test_an_annulled_paper_says_so(member: Phone, contest: Opened) -> None:
    begin(member, SLUG)
    where = hand_in(member, SLUG)
    paper = where.split("paper=")[1]
    contest.house.writer.run(annul, contest.view.id, paper, Annulling.MISTAKE, now=contest.now)
    assert "这份试卷已由主办方作废，不计入成绩。" in words(member.get(where))


def test_without_a_ranking_nobody_sees_a_place(member: Phone, world: World) -> None:
    open_small_contest(world, slug="quiet", wishes={"ranking": False})
    begin(member, "quiet")
    said = words(member.get(hand_in(member, "quiet")))
    assert "我和我的支部" not in said
    assert "名次" not in said
