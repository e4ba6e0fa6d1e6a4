"""The rules are said in words that a member understands, whole and in both languages."""

import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from app.contests.presets import PRESETS
from app.contests.rules import Rules
from app.contests.rules_faults import rules_from
from app.contests.wording import eligible, scoring_sentence, sentences, text
from tests.contests.rule_sets import AWARDS, CLOSES, OPENS, made, rule_sets

pytestmark = pytest.mark.pure

HEAT = rules_from(PRESETS["online-heat"].compose(OPENS, {"closes": CLOSES}))
TEST = rules_from(PRESETS["monthly-test"].compose(OPENS, {}))
PER_OPTION = [{"bank": "made", "kind": "multiple", "count": 5, "marks": 200, "option_marks": 50}]
DEDUCTING = [{"bank": "made", "kind": "single", "count": 5, "marks": 200, "deduct": 100}]
WHOLE = [
    {"bank": "made", "kind": "single", "count": None, "marks": 100},
    {"bank": "made", "kind": "multiple", "count": None, "marks": 200},
]
PARTS = [
    {"bank": "made", "kind": "single", "count": 3, "marks": 200},
    {"bank": "other", "kind": "multiple", "count": 1, "marks": 400},
]
COMMITMENT = "9f3a" + "0" * 60


def test_the_online_heat_in_chinese() -> None:
    assert sentences(HEAT, "zh", COMMITMENT) == [
        "时间：6月1日 8:00 至 6月30日 24:00。",
        "谁能参加：名册上的正式党员、预备党员。",
        (
            "题目：每次从题库随机抽 30 题，单选 20 题、每题 3 分，多选 10 题、每题 4 分，满分 100 分；"
            "多选须全部选对才得分，少选、多选、错选都是 0 分；不答 0 分，不倒扣。"
        ),
        "时长：25 分钟，从点“开始”算起，退出不停表，到时自动交卷；因网络晚到 10 秒以内的照算，全体一样。",
        "次数：最多 3 次，取最高分。",
        "名次：先比分数，再比这一次的用时，短的在前；还相同的名次并列。",
        "前 100 名进入决赛；第 100 名并列的一并入围。",
        (
            "党组织成绩：综合分 = 50 × 参与率 + 0.5 × 平均分（只算参加的人）；"
            "参与率达到 80% 的排在前面，没有达到的排在后面；"
            "分数相同的，依次比参与率、满分率、平均分、平均用时，用时短的在前；还相同的名次并列。"
        ),
        "上榜：公布前 30 个党组织和前 100 名个人，个人不显示全名。",
        "免考：名册上注明免考的人也可以答题、上个人榜，但不计入党组织的参与率和平均分。",
        "交卷后看到分数，答案和解析在结束后公布。",
        "抽题办法开赛时封存（校验码 9f3a…），结束后公布，任何人可以复算。",
    ]


def test_the_online_heat_in_english() -> None:
    said = text(HEAT, "en", COMMITMENT)
    for sentence in (
        "Open 1 June 08:00 to 30 June 24:00 (China time) to full and probationary members on the roll.",
        (
            "Each attempt draws 30 questions: 20 single-choice at 3 marks and 10 multiple-choice at 4, 100 in all. "
            "A multiple-choice answer scores only if every option is right; missing, extra or wrong options, and "
            "blanks, score 0; nothing is deducted."
        ),
        (
            "You have 25 minutes from “Start”; leaving does not stop the clock and the paper is handed in for you "
            "when time is up; answers that arrive up to 10 seconds late count, for everyone alike."
        ),
        "Up to 3 attempts; the best counts.",
        "Ranking: score, then the shorter time of that attempt; still equal shares the rank.",
        "The top 100 go to the final, with all who tie for 100th.",
        "An organisation's score is 50 × participation + 0.5 × the mean of those who took part;",
        "You see your score at once, answers and explanations after closing.",
        ("The draw is sealed at opening (check code 9f3a…), published at the end, and anyone can recompute it."),
    ):
        assert sentence in said


def test_the_monthly_test_says_closed_book_one_attempt_and_absent_zero() -> None:
    zh = text(TEST, "zh")
    for part in ("抽 20 题，单选 20 题、每题 5 分，满分 100 分", "20 分钟", "闭卷作答", "只有 1 次"):
        assert part in zh
    assert "应参加人员的平均分，缺考按 0 分" in zh
    en = text(TEST, "en")
    for part in ("20 single-choice at 5 marks, 100 in all", "Closed book", "One attempt.", "the absent count 0"):
        assert part in en


def test_chinese_is_numbered_and_without_a_commitment_nothing_is_promised() -> None:
    zh = text(HEAT, "zh")
    assert zh.startswith("一、时间：")
    assert "二、谁能参加：" in zh
    assert "十一、" in zh
    assert "十二、抽题办法开赛时封存，结束后公布" in zh


@settings(max_examples=300)
@given(rule_sets())
def test_every_rule_set_can_be_said_and_every_number_of_it_stands_in_both_languages(rules: Rules) -> None:
    zh, en = text(rules, "zh", COMMITMENT), text(rules, "en", COMMITMENT)
    assert not re.search(r"[一-鿿]", en), en
    assert "None" not in zh + en
    assert "  " not in en
    for said in (zh, en):
        for section in rules.sections:
            assert str(section.count) in said
        scoring = rules.organisation_scoring
        ranked = (rules.qualifiers, scoring.gate_percent, scoring.min_participants, scoring.best_n, *rules.divisions)
        make_up = rules.make_up.days if rules.make_up else None
        for number in (rules.attempts_per_day, make_up, *(ranked if rules.ranking else ())):
            assert number is None or str(number) in said
    assert all(sentence.endswith("。") for sentence in sentences(rules, "zh"))
    assert all(sentence.endswith(".") for sentence in sentences(rules, "en"))


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"limit_s": None}, "时长：不限；本场一结束就自动交卷", "There is no time limit"),
        ({"limit_s": 90}, "1 分钟 30 秒", "1 minute and 30 seconds"),
        ({"grace_s": 0}, "晚到的不算", "answers that arrive late do not count"),
        ({"attempts": None}, "次数：不限，取最高分。", "As many attempts as you like; the best counts."),
        ({"attempts": None, "attempts_per_day": 3, "counts": "last"}, "每天最多 3 次，以最后一次为准", "Up to 3 a day"),
        ({"ties": []}, "名次：比分数，分数相同的名次并列。", "Ranking: score; equal scores share the rank."),
        ({"ties": ["duration", "handed_in"]}, "短的在前；再比交卷时间，早的在前", "then the earlier hand-in"),
        ({"pass_mark": 800}, "及格：8 分及格。", "The pass mark is 8."),
        ({"qualifiers": 3}, "前 3 名进入决赛；第 3 名并列的一并入围。", "with all who tie for 3rd."),
        ({"freeze_at": CLOSES}, "封榜：6月30日 24:00 起", "stand still from 30 June 24:00"),
        ({"review": {"answers": "never"}}, "答案和解析不公布", "are not published"),
        ({"review": {"answers": "at_once"}}, "答案和解析交卷后就能看", "at once with answers and explanations"),
        ({"review": {"score": "after_close"}}, "分数、答案和解析都在结束后公布", "explanations after closing"),
        ({"multiple_marking": "half"}, "少选而没有错选的得一半", "scores half, rounded up to a whole mark"),
        (
            {"multiple_marking": "per_option", "sections": PER_OPTION},
            "每选对一项得 0.5 分",
            "scores 0.5 for each right",
        ),
        (
            {"sections": DEDUCTING},
            "答错倒扣：单选每题 1 分；一份卷子最低 0 分",
            "a wrong answer costs 1 for single-choice",
        ),
        (
            {"sections": WHOLE, "total": None},
            "整个题库随机排好，单选每题 1 分，多选每题 2 分",
            "the whole bank in random",
        ),
        (
            {"sections": PARTS},
            "第一部分：单选 3 题、每题 2 分，共 6 分；第二部分",
            "part 1: 3 single-choice at 2 marks (6); part 2",
        ),
        ({"attempts": None, "counts": "daily_best"}, "每天取最好的一次，各天相加", "the best of each day counts"),
        (
            {"attempts": None, "counts": "daily_first", "counted_a_day": 2},
            "每天的前 2 次计分，各天相加，其余算练习",
            "first 2 attempts of each day count",
        ),
        (
            {"make_up": {"days": 60}, "pass_mark": 800},
            "补考：缺考或不及格的，结束后 60 天内补考一次，题目另抽。",
            "one make-up test with other questions within 60 days",
        ),
        ({"ties": ["wrong"]}, "再比答错的题数，少的在前", "then fewer wrong answers"),
        ({"organisation_scoring": {"kind": "sum"}}, "党组织成绩：各人成绩之和；", "the sum of its members' scores"),
        ({"organisation_scoring": {"kind": "mean"}}, "参加的人的平均分；", "the mean of those who took part"),
        (
            {"organisation_scoring": {"kind": "best", "best_n": 5}},
            "成绩最好的 5 人的平均分，应参加不足 5 人的按实有人数，缺考按 0 分",
            "the mean of its best 5, or of all where fewer than 5 should take part",
        ),
        (
            {"organisation_scoring": {"kind": "composite", "full_marks_weight": 20}},
            "50 × 参与率 + 0.5 × 平均分（只算参加的人） + 20 × 满分率",
            "+ 20 × their share of full marks",
        ),
        (
            {"organisation_scoring": {"kind": "mean", "gate_percent": 80, "min_participants": 3}},
            "参与率达到 80%、参加满 3 人的排在前面",
            "at least 80% participation and at least 3 taking part come before",
        ),
        (
            {"eligible": ["full", "activist"], "organisation_scoring": {"kind": "mean", "categories": ["full"]}},
            "只计正式党员",
            "only full members count",
        ),
        ({"divisions": [10, 30]}, "1 至 10 人、11 至 30 人、31 人及以上", "1 to 10, 11 to 30 and 31 and more"),
        (
            {"awards": AWARDS[:1]},
            "党组织按名次授奖，名额为全部的 60%：一等奖 3 名，二等奖占余下名额的 40%，余下为三等奖；",
            "Awards for organisations by rank, 60% of all: First for 3, Second for 40% of the places left",
        ),
        (
            {"awards": AWARDS[1:2]},
            "奖项：在满分的人中抽一等奖 3 名。",
            "Drawn by lot among those with full marks: First (3).",
        ),
        ({"ranking": False}, "本场不排名次，不公布榜单", "Nobody is ranked"),
        ({"ranking": False}, "免考的人也可以答题，但不计入", "exempt may take part; they count neither"),
        ({"published": {"members": 0}}, "免考的人也可以答题，但不计入", "exempt may take part; they count neither"),
        (
            {"hosts": "县直机关工委", "co_hosts": "县税务局"},
            "主办：县直机关工委；承办、协办：县税务局。",
            "Open 1 June",
        ),
        ({"organisation_ties": []}, "缺考按 0 分；分数相同的名次并列。", "equal scores share the rank."),
        ({"published": {"members": 0}}, "不公布个人名次", "members are not"),
    ],
)
def test_each_choice_has_its_words(changes: dict[str, object], zh: str, en: str) -> None:
    rules = made(**changes)
    assert zh in text(rules, "zh")
    assert en in text(rules, "en")


def test_who_may_take_part() -> None:
    assert eligible(HEAT, "zh") == "正式党员和预备党员"
    assert eligible(made(eligible=["full"]), "en") == "full members"
    everybody = made(eligible=["full", "probationary", "applicant", "activist", "non_party"])
    assert eligible(everybody, "zh") == "正式党员、预备党员、入党申请人、入党积极分子和非党员"
    assert eligible(everybody, "en") == (
        "full members, probationary members, applicants, activists and non-Party participants"
    )


def test_several_candidates_are_candidates_for_membership() -> None:
    assert eligible(made(eligible=["candidate", "activist"]), "en") == "candidates for membership and activists"


def test_another_zone_is_named_and_two_years_are_told_apart() -> None:
    assert "Europe/Berlin 时间" in text(HEAT, "zh", zone=ZoneInfo("Europe/Berlin"))
    assert "(Europe/Berlin time)" in text(HEAT, "en", zone=ZoneInfo("Europe/Berlin"))
    long = made(closes=OPENS + 300 * 86_400_000)
    assert "2026年6月1日 8:00 至 2027年3月28日 8:00" in text(long, "zh")
    assert "1 June 2026 08:00 to 28 March 2027 08:00" in text(long, "en")


def test_the_boards_rule_is_the_sentence_of_the_rules() -> None:
    for language in ("zh", "en"):
        said = sentences(HEAT, language)
        assert scoring_sentence(HEAT, language) in said
        assert scoring_sentence(HEAT, language, "members") in said
