"""Contests that run for days or weeks: everybody takes part from a phone when it suits."""

from app.contests.presets.preset import PARTICIPATION_AND_MEAN, Preset, section
from app.core.clock import DAY
from app.core.refusal import N_

CONSTITUTION = "party-constitution"
THEME = {"theme": "党章", "theme_en": "Party Constitution"}

ANSWER_SHEET = Preset(
    name="answer-sheet",
    title=N_("党章百题答卷"),
    title_en="A hundred questions on the Party Constitution",
    sentence=N_("100 题，不限时，可以分几次答完，只交一次；全对的人抽奖，党组织评组织奖。"),
    suited=N_("适合人人参与的答题活动：像报纸上的百题答卷，一个月之内慢慢做。"),
    length=30 * DAY,
    facts={
        **THEME,
        "sections": (
            section(CONSTITUTION, "single", 50, 100),
            section(CONSTITUTION, "multiple", 30, 100),
            section(CONSTITUTION, "true_false", 20, 100),
        ),
        "total": 10_000,
        "limit_s": None,
        "attempts": 1,
        "counts": "first",
        "ties": (),
        "organisation_scoring": PARTICIPATION_AND_MEAN,
        "organisation_ties": ("participation", "full_marks", "mean"),
        "awards": (
            {
                "board": "members",
                "by": "lot",
                "tiers": (
                    {"name": "一等奖", "name_en": "First prize", "places": 1},
                    {"name": "二等奖", "name_en": "Second prize", "places": 3},
                    {"name": "三等奖", "name_en": "Third prize", "places": 5},
                    {"name": "优胜奖", "name_en": "Merit prize", "places": 20},
                ),
            },
            {
                "board": "organisations",
                "tiers": ({"name": "组织奖", "name_en": "Organisation award", "places": 5},),
            },
        ),
        "published": {"organisations": 30, "members": 0},
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

ONLINE_HEAT = Preset(
    name="online-heat",
    title=N_("党章线上初赛"),
    title_en="Party Constitution online heat",
    sentence=N_("30 题 25 分钟，三次机会取最高分，前 100 名进决赛；党组织看参与率和平均分。"),
    suited=N_("适合全县、全系统的线上初赛：时间长，人数多，人人都能参加。"),
    length=30 * DAY,
    facts={
        **THEME,
        "sections": (
            section(CONSTITUTION, "single", 20, 300),
            section(CONSTITUTION, "multiple", 10, 400),
        ),
        "total": 10_000,
        "limit_s": 25 * 60,
        "attempts": 3,
        "counts": "best",
        "ties": ("duration",),
        "qualifiers": 100,
        "published": {"organisations": 30, "members": 100},
        "organisation_scoring": PARTICIPATION_AND_MEAN,
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

DAILY_LADDER = Preset(
    name="daily-ladder",
    title=N_("党章每日答题赛"),
    title_en="Party Constitution daily ladder",
    sentence=N_("每次 30 题 15 分钟，每天最多五次取当天最好的一次，35 天相加；用时短的在前。"),
    suited=N_("适合一个多月的日常学习：每天练几次，一天的失手不影响总分。"),
    length=35 * DAY,
    facts={
        **THEME,
        "sections": (
            section(CONSTITUTION, "single", 15, 100),
            section(CONSTITUTION, "multiple", 10, 100),
            section(CONSTITUTION, "blank", 5, 100),
        ),
        "total": 3_000,
        "limit_s": 15 * 60,
        "attempts": None,
        "attempts_per_day": 5,
        "counts": "daily_best",
        "ties": ("duration",),
        "published": {"organisations": 30, "members": 100},
        "organisation_scoring": {"kind": "mean_of_roll"},
        "organisation_ties": ("participation", "mean", "duration"),
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

MICRO_QUIZ = Preset(
    name="micro-quiz",
    title=N_("机关微竞答"),
    title_en="Office micro-quiz",
    sentence=N_("每次 10 题 10 分钟，每天最多三次，一个月里每天最好的一次相加；前六成的党组织有奖。"),
    suited=N_("适合看党组织的活动：题少，天天有，奖励覆盖面大，分数相同的一并入围。"),
    length=31 * DAY,
    facts={
        **THEME,
        "sections": (
            section(CONSTITUTION, "single", 6, 100),
            section(CONSTITUTION, "multiple", 2, 100),
            section(CONSTITUTION, "true_false", 2, 100),
        ),
        "total": 1_000,
        "limit_s": 10 * 60,
        "attempts": None,
        "attempts_per_day": 3,
        "counts": "daily_best",
        "ties": ("duration",),
        "published": {"organisations": None, "members": 100},
        "organisation_scoring": {"kind": "mean_of_roll"},
        "organisation_ties": ("participation", "full_marks", "attempts"),
        "awards": (
            {
                "board": "organisations",
                "within_percent": 60,
                "tiers": (
                    {"name": "最佳组织奖", "name_en": "Best organisation", "places": 8},
                    {"name": "优秀组织奖", "name_en": "Excellent organisation", "percent": 40},
                    {"name": "优秀参与奖", "name_en": "Excellent participation"},
                ),
            },
        ),
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

SINGLE_PAPER = Preset(
    name="single-paper",
    title=N_("党员考学"),
    title_en="Members' study paper",
    sentence=N_("50 道单选，不限时，只有一次，交卷就出分；党组织看参考率、平均分和满分率。"),
    suited=N_("适合学完一本书、一部法规之后的摸底：规则最少，人人看得懂。"),
    length=30 * DAY,
    facts={
        **THEME,
        "sections": (section(CONSTITUTION, "single", 50, 200),),
        "total": 10_000,
        "limit_s": None,
        "attempts": 1,
        "counts": "first",
        "ties": (),
        "published": {"organisations": None, "members": 100},
        "organisation_scoring": {"kind": "mean"},
        "organisation_ties": ("participation", "full_marks"),
        "review": {"score": "at_once", "answers": "after_close"},
    },
)
