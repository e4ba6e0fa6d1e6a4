"""What start and result say of a member's standing: what counts so far, who may not sit, days, pass mark, make-up."""

from zoneinfo import ZoneInfo

import pytest

from app.boards.naming import division_said
from app.core.clock import DAY
from app.papers.sitting import day_of
from app.phone.shown import remaining
from tests.phone.conftest import SLUG, Phone, load_sample, new_phone, words
from tests.phone.test_whole_pool import add_make_up, begin, hand_in
from tests.small_contest import Opened, load_generated_bank, open_small_contest
from tests.world import World

SECTIONS = [{"bank": "generated", "kind": "true_false", "count": 10, "marks": 1000}]


@pytest.fixture
def contest(world: World) -> Opened:
    load_sample(world.house)
    load_generated_bank(world.house, each=10)
    return open_small_contest(world, slug=SLUG)


def answer(phone: Phone, slug: str, many: int) -> str:
    """One attempt with the first ``many`` questions answered 正确; the result page's words."""
    begin(phone, slug)
    for n in range(1, many + 1):
        phone.post(f"/c/{slug}/paper", n=str(n), kind="true_false", choice="T")
    return words(phone.get(hand_in(phone, slug)))


def test_daily_sums_say_what_counts_of_the_day_and_of_all_days(member: Phone, world: World) -> None:
    wishes = {"sections": SECTIONS, "counts": "daily_best", "attempts": None, "attempts_per_day": 2}
    cup = open_small_contest(world, slug="days", wishes={**wishes, "closes": world.house.clock.now() + 3 * DAY})
    assert "–各天累计（分）" in words(member.get("/c/days/start"))
    first = answer(member, "days", 10)
    score = first.split("✓已交卷，成绩已登记")[1].split("分")[0]
    assert f"这一天计入{score}分各天累计（1天）{score}分" in first
    assert "第1次每天2次" in first
    assert "再答一次（今天还可答1次）" in first
    second = answer(member, "days", 0)
    assert "成绩已登记0分每天取最高一次" in second
    assert f"这一天计入{score}分各天累计（1天）{score}分" in second
    assert "今天的次数用完了，请明天再来。" in words(member.get("/c/days/start"))
    cup.house.clock.follow(cup.now + DAY)
    assert member.sign_in().status_code == 303
    third = answer(member, "days", 0)
    assert f"这一天计入0分各天累计（2天）{score}分" in third


def test_on_the_last_day_nobody_is_sent_to_tomorrow(member: Phone, world: World) -> None:
    midnight = day_of(world.house.clock.now(), ZoneInfo("Asia/Shanghai"))[1]
    wishes = {"attempts": None, "attempts_per_day": 1, "closes": midnight, "limit_s": 60}
    open_small_contest(world, slug="last", wishes=wishes)
    begin(member, "last")
    hand_in(member, "last")
    assert "今天的次数用完了，今天也是最后一天。" in words(member.get("/c/last/start"))


def test_who_may_not_sit_is_told_before_the_button(world: World) -> None:
    open_small_contest(world, slug="full", wishes={"eligible": ["full"]})
    phone = new_phone(world)
    open_small_contest(world)
    phone.sign_in("孙测三")
    said = words(phone.get("/c/full/start"))
    assert "这一场只面向正式党员" in said
    assert "开始答题" not in said
    assert "还可答" not in said


def test_of_many_attempts_the_newest_are_listed(member: Phone, world: World) -> None:
    open_small_contest(world, slug="many", wishes={"attempts": None})
    for _ in range(8):
        begin(member, "many")
        last = hand_in(member, "many")
    page = words(member.get(last))
    assert "各次成绩：第3次第4次" in page
    assert "更早的2次第1次第2次" in page


def test_where_wrong_answers_decide_they_are_counted_on_the_result(member: Phone, world: World) -> None:
    open_small_contest(world, slug="ties", wishes={"sections": SECTIONS, "ties": ["wrong"]})
    assert "0/10答对，答错0" in answer(member, "ties", 0)
    open_small_contest(world, slug="plain", wishes={"sections": SECTIONS})
    assert "答错" not in answer(member, "plain", 0)


def test_pass_mark_and_make_up_on_the_result(phone: Phone, world: World) -> None:
    wishes = {"sections": SECTIONS, "make_up": {"days": 7}, "attempts": 1, "pass_mark": 10_000}
    late = {"review": {"score": "after_close", "answers": "after_close"}}
    cup = open_small_contest(world, slug="exam", wishes={**wishes, **late})
    phone.sign_in()
    assert "及格" not in answer(phone, "exam", 0)
    assert "您已经交卷。这一场每人一次。" in words(phone.get("/c/exam/start"))
    cup.house.clock.follow(add_make_up(cup))
    phone.sign_in()
    failed = words(phone.get("/c/exam/result"))
    assert "没有及格（100分及格）" in failed, "the make-up hides nobody's score of the main sitting"
    assert "参加补考" in failed
    assert "0最好成绩（分）" in words(phone.get("/c/exam/start"))
    second = answer(phone, "exam", 0)
    assert "第2次补考" in second
    assert "补考每人一次，您已经交卷。" in words(phone.get("/c/exam/start"))
    assert "公布成绩" in second


@pytest.mark.parametrize(("ms", "said"), [(2 * DAY - 1, "47:59:59"), (2 * DAY, "2 天"), (30 * DAY - 1, "29 天")])
def test_what_is_left_of_a_long_window_is_said_in_days(ms: int, said: str) -> None:
    assert remaining(ms, "zh") == said


def test_a_size_class_is_said_in_words() -> None:
    assert division_said("11-30", 96, "zh") == "11–30 人组，共 96 个"
    assert division_said("31-", 4, "zh") == "31 人及以上组，共 4 个"
