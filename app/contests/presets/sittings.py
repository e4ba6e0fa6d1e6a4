"""Tests and finals: everybody at the same time, one attempt, against the clock."""

from app.contests.presets.preset import PARTICIPATION_AND_MEAN, Preset, section
from app.contests.presets.windows import CONSTITUTION, THEME
from app.core.clock import DAY, HOUR
from app.core.refusal import N_

SUPERVISION, DISCIPLINE, TAX = "supervision-regulation", "discipline-regulation", "tax-law"

SPRINT = Preset(
    name="sprint",
    title=N_("党章限时冲刺决赛"),
    title_en="Party Constitution sprint final",
    sentence=N_("30 分钟，整个题库随机排好，答对一题得一分，看谁答对得多；只有一次。"),
    suited=N_("适合初赛之后的线上决赛：水平接近的人也能分出先后。"),
    length=2 * HOUR,
    facts={
        **THEME,
        "sections": (
            section(CONSTITUTION, "single", None, 100),
            section(CONSTITUTION, "multiple", None, 100),
            section(CONSTITUTION, "true_false", None, 100),
        ),
        "total": None,
        "limit_s": 30 * 60,
        "attempts": 1,
        "counts": "first",
        "ties": ("wrong", "handed_in"),
        "published": {"organisations": 30, "members": 100},
        "organisation_scoring": {"kind": "mean"},
        "organisation_ties": ("participation",),
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

CLOSED_BOOK = Preset(
    name="closed-book",
    title=N_("党纪闭卷机考"),
    title_en="Closed-book test on Party discipline",
    sentence=N_("80 题 50 分钟，80 分及格，只有一次；没考或没及格的，两个月内补考一次。"),
    suited=N_("适合任前、任期的党纪法规考试：考前可以练习，考完统一公布成绩。"),
    length=2 * HOUR,
    facts={
        "theme": "纪律处分条例",
        "theme_en": "Regulations on disciplinary punishment",
        "sections": (
            section(DISCIPLINE, "single", 30, 100),
            section(DISCIPLINE, "true_false", 30, 100),
            section(DISCIPLINE, "multiple", 20, 200),
        ),
        "total": 10_000,
        "limit_s": 50 * 60,
        "attempts": 1,
        "counts": "best",
        "closed_book": True,
        "pass_mark": 8_000,
        "make_up": {"days": 60, "who": "absent_or_failed"},
        "practice": "before",
        "published": {"organisations": None, "members": 0},
        "organisation_scoring": {"kind": "mean_of_roll"},
        "organisation_ties": ("participation", "full_marks"),
        "review": {"score": "after_close", "answers": "after_close"},
    },
)

HUNDRED_QUESTIONS = CLOSED_BOOK.named(
    "hundred-questions",
    title=N_("干部百题闭卷考试"),
    title_en="Hundred-question closed-book test",
    sentence=N_("100 道单选 60 分钟，70 分及格，只有一次；党组织参考率不到八成的排在后面。"),
    suited=N_("适合考试中心一年一两次的干部统考。"),
    facts={
        "sections": (section(DISCIPLINE, "single", 100, 100),),
        "limit_s": 60 * 60,
        "pass_mark": 7_000,
        "make_up": None,
        "counts": "first",
        "organisation_scoring": {"kind": "mean_of_roll", "gate_percent": 80},
    },
)

MONTHLY_TEST = Preset(
    name="monthly-test",
    title=N_("学习型机关月考"),
    title_en="Monthly study test for offices",
    sentence=N_("20 道单选 20 分钟，闭卷，只有一次；党组织看应参加人员的平均分，缺考按 0 分。"),
    suited=N_("适合每月一次的集中测试：同一时间，人人应考。"),
    length=1 * DAY,
    facts={
        **THEME,
        "sections": (section(CONSTITUTION, "single", 20, 500),),
        "total": 10_000,
        "limit_s": 20 * 60,
        "attempts": 1,
        "counts": "first",
        "closed_book": True,
        "ties": ("duration",),
        "published": {"organisations": None, "members": 100},
        "organisation_scoring": {"kind": "mean_of_roll"},
        "organisation_ties": ("participation", "full_marks", "duration"),
        "review": {"score": "at_once", "answers": "after_close"},
    },
)

THREE_BANKS = Preset(
    name="three-banks",
    title=N_("两个《条例》暨税法知识竞赛"),
    title_en="Contest on the two Regulations and tax law",
    sentence=N_("60 题 30 分钟，监督条例、处分条例各 33 分，税法 34 分，三部分各有小分；只有一次。"),
    suited=N_("适合几部法规一起考、几家单位合办的竞赛。"),
    length=30 * DAY,
    facts={
        "theme": "两个《条例》和税法",
        "theme_en": "Two Regulations and tax law",
        "sections": (
            section(SUPERVISION, "true_false", 7, 100),
            section(SUPERVISION, "single", 7, 200),
            section(SUPERVISION, "multiple", 6, 200),
            section(DISCIPLINE, "true_false", 7, 100),
            section(DISCIPLINE, "single", 7, 200),
            section(DISCIPLINE, "multiple", 6, 200),
            section(TAX, "true_false", 6, 100),
            section(TAX, "single", 7, 200),
            section(TAX, "multiple", 7, 200),
        ),
        "total": 10_000,
        "limit_s": 30 * 60,
        "attempts": 1,
        "counts": "first",
        "ties": ("duration",),
        "published": {"organisations": 30, "members": 100},
        "organisation_scoring": PARTICIPATION_AND_MEAN,
        "review": {"score": "at_once", "answers": "after_close"},
    },
)
