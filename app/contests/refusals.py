"""What a contest refuses, each reason once. Facts in words are made by the functions below."""

from zoneinfo import ZoneInfo

from app.contests.rules import Rules
from app.contests.wording import eligible_words, moment_words
from app.contests.words import Words
from app.core.clock import rfc3339
from app.core.refusal import N_, Refusal, declare

not_open = declare("contest.not_open", 409, N_("本场 %(opens_said)s 开放，请到时再来。"))
closed = declare("contest.closed", 409, N_("本场 %(closes_said)s 已结束，没有再收卷。"))
not_yours = declare("contest.not_yours", 403, N_("这一场只面向%(eligible_said)s；您可以做练习。"))
not_on_roll = declare("contest.not_on_roll", 403, N_("这一场的参赛名册上没有您。名册以开赛时为准，请联系主办单位。"))

slug_taken = declare("contest.slug_taken", 409, N_("代号 %(slug)s 已经用过。请换一个。"))
bad_slug = declare("contest.bad_slug", 422, N_("代号要用 2–40 个小写字母、数字或短横线。"))
no_preset = declare("contest.no_preset", 422, N_("没有名为 %(preset)s 的预设。可以用：%(presets)s。"))
not_draft = declare("contest.not_draft", 409, N_("竞赛 %(slug)s 已经开赛，规则不能再改，也不能再开一次。"))
opened_elsewhere = declare("contest.opened_elsewhere", 409, N_("另一处正在开赛，或规则刚刚改过。请稍后查看。"))
window_past = declare("contest.window_past", 409, N_("结束时间 %(closes_said)s 已经过了。请先改时间再开赛。"))
no_bank = declare("contest.no_bank", 409, N_("题库 %(bank)s 还没有装入。请先装入题库再开赛。"))
too_few_questions = declare("contest.too_few_questions", 409, N_("题目不够，不能开赛。%(said)s"))
too_many_questions = declare(
    "contest.too_many_questions", 409, N_("一份卷子有 %(there)s 题，最多 %(most)s 题。请少抽一些，或换一个题库。")
)
no_privacy_notice = declare("contest.no_privacy_notice", 409, N_("隐私告知还缺：%(said)s。补上以后才能开赛。"))
no_roll = declare("contest.no_roll", 409, N_("名册上没有这一场可以参加的人。请先导入名册。"))
no_make_up = declare("contest.no_make_up", 409, N_("这一场的规则里没有补考，不能加场。"))
make_up_window = declare(
    "contest.make_up_window",
    422,
    N_("补考要在前一场结束之后开始、在 %(latest_said)s 之前结束，至少一分钟，并且还没有过去。"),
)
make_up_settled = declare("contest.make_up_settled", 409, N_("竞赛 %(slug)s 没有开赛，或已经定榜，不能再加补考。"))
not_make_up = declare("contest.not_make_up", 403, N_("补考只面向%(who_said)s，您已经有成绩。"))
not_running = declare("contest.not_running", 409, N_("竞赛 %(slug)s 没有开赛，或已经定榜，不能再照顾个人。"))
untimed = declare("contest.untimed", 409, N_("这一场不限时，不用延时。"))
unlimited = declare("contest.unlimited", 409, N_("这一场不限总次数，不用加次数。"))
no_member = declare("contest.no_member", 404, N_("这一场的名册上没有这个人。请核对党组织和姓名。"))
two_members = declare("contest.two_members", 409, N_("有 %(n)s 个人叫这个名字。请写明党组织，或用编号：%(keys)s。"))
no_circle = declare("contest.no_circle", 409, N_("没有代号为 %(circle)s 的人员圈。请先建好，再开赛。"))
seed_sealed = declare("contest.seed_sealed", 409, N_("本场还没有收完卷，抽题种子还不能公布。"))


def not_open_until(opens: int, zone: ZoneInfo) -> Refusal:
    return not_open(opens=rfc3339(opens), opens_said=moment_words(opens, zone))


def closed_since(closes: int, zone: ZoneInfo) -> Refusal:
    return closed(closes=rfc3339(closes), closes_said=moment_words(closes, zone, ends=True))


WHO_MAKES_UP = {
    "absent": Words("前面没有交过卷的人", "those who have not handed in before"),
    "absent_or_failed": Words("前面没有交过卷或没有及格的人", "those who have not handed in before or have not passed"),
}


def only_make_up(rules: Rules) -> Refusal:
    assert rules.make_up is not None
    return not_make_up(who=rules.make_up.who, who_said=WHO_MAKES_UP[rules.make_up.who])


def only_for(rules: Rules) -> Refusal:
    return not_yours(eligible=[category.value for category in rules.eligible], eligible_said=eligible_words(rules))
