"""Pure: how organisations are ranked and what they win, in Chinese."""

from collections.abc import Iterator

from app.contests.rules import Awards, Rules, Tier
from app.contests.wording_names import CATEGORY_ZH
from app.core.figures import marks

TIE = {
    "participation": "参与率",
    "full_marks": "满分率",
    "mean": "平均分",
    "attempts": "人均答题次数",
    "duration": "平均用时",
}
BOARD = {"organisations": "党组织", "members": "个人"}


def sentences(rules: Rules) -> Iterator[str]:
    if rules.ranking:
        yield organisations(rules)
        yield _divisions(rules)
        yield published(rules)
        yield _awards(rules)
    else:
        yield "名次：本场不排名次，不公布榜单。"


def organisations(rules: Rules) -> str:
    """The rule that is printed on the board of organisations."""
    said = f"党组织成绩：{_figure(rules)}{_who(rules)}{_gate(rules)}"
    chain = [TIE[tie] for tie in rules.organisation_ties]
    if not chain:
        return f"{said}；分数相同的名次并列。"
    short = "，用时短的在前" if "duration" in rules.organisation_ties else ""
    return f"{said}；分数相同的，依次比{'、'.join(chain)}{short}；还相同的名次并列。"


def _figure(rules: Rules) -> str:
    scoring = rules.organisation_scoring
    match scoring.kind:
        case "sum":
            return "各人成绩之和"
        case "mean":
            return "参加的人的平均分"
        case "mean_of_roll":
            return "应参加人员的平均分，缺考按 0 分"
        case "best":
            return f"成绩最好的 {scoring.best_n} 人的平均分，应参加不足 {scoring.best_n} 人的按实有人数，缺考按 0 分"
    parts = []
    if scoring.participation_weight:
        parts.append(f"{scoring.participation_weight} × 参与率")
    if scoring.mean_weight_percent:
        parts.append(f"{marks(scoring.mean_weight_percent)} × 平均分（只算参加的人）")
    if scoring.full_marks_weight:
        parts.append(f"{scoring.full_marks_weight} × 满分率")
    return f"综合分 = {' + '.join(parts)}"


def _who(rules: Rules) -> str:
    if rules.counted == rules.eligible:
        return ""
    return f"；只计{'、'.join(CATEGORY_ZH[category] for category in rules.counted)}"


def _gate(rules: Rules) -> str:
    scoring = rules.organisation_scoring
    gates = []
    if scoring.gate_percent is not None:
        gates.append(f"参与率达到 {scoring.gate_percent}% ")
    if scoring.min_participants is not None:
        gates.append(f"参加满 {scoring.min_participants} 人")
    said = "、".join(gates).replace("% 、", "%、")
    return f"；{said}的排在前面，没有达到的排在后面" if gates else ""


def _divisions(rules: Rules) -> str:
    if not rules.divisions:
        return ""
    classes, least = [], 1
    for edge in rules.divisions:
        classes.append(f"{least} 至 {edge} 人" if least < edge else f"{edge} 人")
        least = edge + 1
    return f"分组：党组织按应参加人数分组排名：{'、'.join(classes)}、{least} 人及以上。"


def published(rules: Rules) -> str:
    top = rules.published.organisations
    said = "上榜：公布全部党组织" if top is None else f"上榜：公布前 {top} 个党组织"
    if rules.published.members:
        return f"{said}和前 {rules.published.members} 名个人，个人不显示全名。"
    return f"{said}，不公布个人名次。"


def _awards(rules: Rules) -> str:
    if not rules.awards:
        return ""
    said = "；".join(_lot(one) if one.by == "lot" else _ranked(one) for one in rules.awards)
    shared = "；名次并列的一并按较高的奖项" if any(one.by == "rank" for one in rules.awards) else ""
    return f"奖项：{said}{shared}。"


def _lot(awards: Awards) -> str:
    return f"在满分的人中抽{'、'.join(f'{tier.name} {tier.places} 名' for tier in awards.tiers)}"


def _ranked(awards: Awards) -> str:
    share = f"，名额为全部的 {awards.within_percent}%" if awards.within_percent is not None else ""
    return f"{BOARD[awards.board]}按名次授奖{share}：{'，'.join(_tier(tier) for tier in awards.tiers)}"


def _tier(tier: Tier) -> str:
    if tier.places is not None:
        return f"{tier.name} {tier.places} 名"
    return f"{tier.name}占余下名额的 {tier.percent}%" if tier.percent is not None else f"余下为{tier.name}"
