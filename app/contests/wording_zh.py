"""Pure: the rules in Chinese, one entry a rule, each with its heading."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.contests import wording_questions_zh as questions
from app.contests import wording_scoring_zh as scoring
from app.contests.rules import Rules
from app.contests.wording_names import CATEGORY_ZH
from app.core.clock import local
from app.core.figures import marks

COUNTS = {"best": "取最高分", "first": "以第一次为准", "last": "以最后一次为准"}
TIE = {
    "duration": "这一次的用时，短的在前",
    "handed_in": "交卷时间，早的在前",
    "wrong": "答错的题数，少的在前",
}
DAILY_TIE = {
    "duration": "计分各次的用时合计，短的在前",
    "handed_in": "最后一次计分的交卷时间，早的在前",
    "wrong": "计分各次答错的题数，少的在前",
}
ANSWERS = {"at_once": "交卷后就能看", "after_close": "在结束后公布", "never": "不公布"}


def sentences(rules: Rules, commitment: str | None, zone: ZoneInfo) -> list[str]:
    parts = (
        _hosts(rules),
        f"时间：{window(rules, zone)}。",
        f"谁能参加：名册上的{'、'.join(CATEGORY_ZH[category] for category in rules.eligible)}。",
        questions.questions(rules),
        _limit(rules),
        _attempts(rules),
        _make_up(rules),
        members(rules) if rules.ranking and (rules.published.members or rules.qualifiers) else "",
        _goal(rules),
        *scoring.sentences(rules),
        _exempt(rules),
        _freeze(rules, zone),
        _review(rules),
        _draw(commitment),
    )
    return [part for part in parts if part]


def moment(instant: int, zone: ZoneInfo, *, ends: bool = False, year: bool = False) -> str:
    """6月1日 8:00. Seconds are left out: windows begin and end on the minute."""
    at = local(instant, zone)
    clock = f"{at.hour}:{at.minute:02d}"
    if ends and at.hour == at.minute == 0:
        at, clock = at - timedelta(days=1), "24:00"
    return f"{f'{at.year}年' if year else ''}{at.month}月{at.day}日 {clock}"


def window(rules: Rules, zone: ZoneInfo) -> str:
    year = local(rules.opens, zone).year != local(rules.closes - 1, zone).year
    said = f"{moment(rules.opens, zone, year=year)} 至 {moment(rules.closes, zone, ends=True, year=year)}"
    return said if zone.key == "Asia/Shanghai" else f"{said}（{zone.key} 时间）"


def eligible(rules: Rules) -> str:
    names = [CATEGORY_ZH[category] for category in rules.eligible]
    return names[0] if len(names) == 1 else f"{'、'.join(names[:-1])}和{names[-1]}"


def span(seconds: int) -> str:
    """25 分钟; 1 分钟 30 秒."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(filter(None, (f"{minutes} 分钟" if minutes else "", f"{rest} 秒" if rest else "")))


def _hosts(rules: Rules) -> str:
    said = [f"主办：{rules.hosts}" if rules.hosts else "", f"承办、协办：{rules.co_hosts}" if rules.co_hosts else ""]
    return "；".join(filter(None, said)) + "。" if any(said) else ""


def _limit(rules: Rules) -> str:
    late = f"因网络晚到 {rules.grace_s} 秒以内的照算，全体一样。" if rules.grace_s else "晚到的不算，全体一样。"
    if rules.limit_s is None:
        said = f"时长：不限；本场一结束就自动交卷；{late}"
    else:
        said = f"时长：{span(rules.limit_s)}，从点“开始”算起，退出不停表，到时自动交卷；{late}"
    return said + ("闭卷作答：不翻书，不查手机，不互相讨论。" if rules.closed_book else "")


def _attempts(rules: Rules) -> str:
    if rules.attempts == 1:
        return "次数：只有 1 次。"
    limits = []
    if rules.attempts is not None:
        limits.append(f"最多 {rules.attempts} 次")
    if rules.attempts_per_day is not None:
        limits.append(f"每天最多 {rules.attempts_per_day} 次")
    return f"次数：{'，'.join(limits) or '不限'}，{_counts(rules)}。"


def _counts(rules: Rules) -> str:
    if rules.counts == "daily_best":
        return "每天取最好的一次，各天相加"
    if rules.counts == "daily_first":
        return f"每天的前 {rules.counted_a_day} 次计分，各天相加，其余算练习"
    return COUNTS[rules.counts]


def _make_up(rules: Rules) -> str:
    if rules.make_up is None:
        return ""
    who = "缺考的" if rules.make_up.who == "absent" else "缺考或不及格的"
    return f"补考：{who}，结束后 {rules.make_up.days} 天内补考一次，题目另抽。"


def members(rules: Rules) -> str:
    """How members are ranked."""
    if not rules.ties:
        return "名次：比分数，分数相同的名次并列。"
    names = DAILY_TIE if rules.counts.startswith("daily") else TIE
    return f"名次：先比分数，再比{'；再比'.join(names[tie] for tie in rules.ties)}；还相同的名次并列。"


def _goal(rules: Rules) -> str:
    said = []
    if rules.pass_mark is not None:
        said.append(f"及格：{marks(rules.pass_mark)} 分及格。")
    if rules.qualifiers is not None and rules.ranking:
        said.append(f"前 {rules.qualifiers} 名进入决赛；第 {rules.qualifiers} 名并列的一并入围。")
    return "".join(said)


def _exempt(rules: Rules) -> str:
    named = "、上个人榜" if rules.ranking and rules.published.members else ""
    return f"免考：名册上注明免考的人也可以答题{named}，但不计入党组织的参与率和平均分。"


def _freeze(rules: Rules, zone: ZoneInfo) -> str:
    if rules.freeze_at is None:
        return ""
    return f"封榜：{moment(rules.freeze_at, zone, ends=True)} 起，榜上的名次不再变动，揭榜时公布结果。"


def _review(rules: Rules) -> str:
    if rules.review.score == "at_once":
        return f"交卷后看到分数，答案和解析{ANSWERS[rules.review.answers]}。"
    if rules.review.answers == "after_close":
        return "分数、答案和解析都在结束后公布。"
    return "分数在结束后公布，答案和解析不公布。"


def _draw(commitment: str | None) -> str:
    code = f"（校验码 {commitment[:4]}…）" if commitment else ""
    return f"抽题办法开赛时封存{code}，结束后公布，任何人可以复算。"
