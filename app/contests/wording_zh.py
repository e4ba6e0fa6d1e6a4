"""Pure: the rules in Chinese, one entry a rule, each with its heading."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.contests.rules import Rules
from app.contests.rules_faults import marks_said
from app.core.clock import local
from app.organisations.models import Category

CATEGORY = {
    Category.FULL: "正式党员",
    Category.PROBATIONARY: "预备党员",
    Category.CANDIDATE: "发展对象",
    Category.APPLICANT: "入党申请人",
    Category.ACTIVIST: "入党积极分子",
    Category.NON_PARTY: "非党员",
}
KIND = {"single": "单选", "multiple": "多选", "true_false": "判断", "blank": "填空"}
COUNTS = {"best": "取最高分", "first": "以第一次为准", "last": "以最后一次为准"}
TIE = {"duration": "这一次的用时，短的在前", "handed_in": "交卷时间，早的在前"}
ORGANISATION_TIE = {"participation": "参与率", "full_marks": "满分率", "mean": "平均分", "duration": "平均用时"}
ANSWERS = {"at_once": "交卷后就能看", "after_close": "在结束后公布", "never": "不公布"}


def sentences(rules: Rules, commitment: str | None, zone: ZoneInfo) -> list[str]:
    parts = (
        f"时间：{window(rules, zone)}。",
        f"谁能参加：名册上的{'、'.join(CATEGORY[category] for category in rules.eligible)}。",
        _questions(rules),
        _limit(rules),
        _attempts(rules),
        _ties(rules),
        _goal(rules),
        _organisations(rules),
        _published(rules),
        "免考：名册上注明免考的人也可以答题、上个人榜，但不计入党组织的参与率和平均分。",
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
    names = [CATEGORY[category] for category in rules.eligible]
    return names[0] if len(names) == 1 else f"{'、'.join(names[:-1])}和{names[-1]}"


def span(seconds: int) -> str:
    """25 分钟; 1 分钟 30 秒."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(filter(None, (f"{minutes} 分钟" if minutes else "", f"{rest} 秒" if rest else "")))


def _questions(rules: Rules) -> str:
    sections = "，".join(f"{KIND[one.kind]} {one.count} 题、每题 {marks_said(one.marks)} 分" for one in rules.sections)
    said = f"题目：每次从题库随机抽 {rules.items} 题，{sections}，满分 {marks_said(rules.total)} 分；"
    kinds = {section.kind.value for section in rules.sections}
    if "multiple" in kinds:
        said += "多选须全部选对才得分，少选、多选、错选都是 0 分；"
    if "blank" in kinds:
        said += "填空须每空都填对才得分；"
    return said + "不答 0 分，不倒扣。"


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
    return f"次数：{'，'.join(limits) or '不限'}，{COUNTS[rules.counts]}。"


def _ties(rules: Rules) -> str:
    if not rules.ties:
        return "名次：比分数，分数相同的名次并列。"
    return f"名次：先比分数，再比{'；再比'.join(TIE[tie] for tie in rules.ties)}；还相同的名次并列。"


def _goal(rules: Rules) -> str:
    said = []
    if rules.pass_mark is not None:
        said.append(f"及格：{marks_said(rules.pass_mark)} 分及格。")
    if rules.qualifiers is not None:
        said.append(f"前 {rules.qualifiers} 名进入决赛；第 {rules.qualifiers} 名并列的一并入围。")
    return "".join(said)


def _organisations(rules: Rules) -> str:
    scoring = rules.organisation_scoring
    if scoring.kind == "mean_of_roll":
        said = "党组织成绩：应参加人员的平均分，缺考按 0 分"
    else:
        share = marks_said(scoring.mean_weight_percent)
        said = f"党组织成绩：综合分 = {scoring.participation_weight} × 参与率 + {share} × 平均分（只算参加的人）"
    if scoring.gate_percent is not None:
        said += f"；参与率达到 {scoring.gate_percent}% 的排在前面，没有达到的排在后面"
    chain = [ORGANISATION_TIE[tie] for tie in rules.organisation_ties]
    if not chain:
        return f"{said}；分数相同的名次并列。"
    short = "，用时短的在前" if "duration" in rules.organisation_ties else ""
    return f"{said}；分数相同的，依次比{'、'.join(chain)}{short}；还相同的名次并列。"


def _published(rules: Rules) -> str:
    top = rules.published.organisations
    said = "上榜：公布全部党组织" if top is None else f"上榜：公布前 {top} 个党组织"
    if rules.published.members:
        return f"{said}和前 {rules.published.members} 名个人，个人不显示全名。"
    return f"{said}，不公布个人名次。"


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
