"""Pure: what a paper is made of and how it is marked, in Chinese."""

from collections.abc import Sequence

from app.contests.rules import Rules, Section
from app.core.figures import marks

KIND = {"single": "单选", "multiple": "多选", "true_false": "判断", "blank": "填空"}
ORDINALS = "一二三四五六七八九十"


def questions(rules: Rules) -> str:
    if rules.whole_pool:
        said = f"题目：整个题库随机排好，{_sections(rules.sections)}，能答多少答多少；"
    else:
        parts = _parts(rules) if len(rules.banks) > 1 else _sections(rules.sections)
        full = marks(rules.total or 0)
        said = f"题目：每次从题库随机抽 {rules.items} 题，{parts}，满分 {full} 分；"
    kinds = {section.kind.value for section in rules.sections}
    if "multiple" in kinds:
        said += _multiple(rules)
    if "blank" in kinds:
        said += "填空须每空都填对才得分；"
    return said + _deducted(rules)


def _sections(sections: Sequence[Section]) -> str:
    return "，".join(_section(one) for one in sections)


def _section(one: Section) -> str:
    count = f" {one.count} 题、每题" if one.count is not None else "每题"
    return f"{KIND[one.kind]}{count} {marks(one.marks)} 分"


def _parts(rules: Rules) -> str:
    said = []
    for place, bank in enumerate(rules.banks):
        ours = [one for one in rules.sections if one.bank == bank]
        worth = marks(sum((one.count or 0) * one.marks for one in ours))
        numeral = ORDINALS[place] if place < len(ORDINALS) else str(place + 1)
        said.append(f"第{numeral}部分：{_sections(ours)}，共 {worth} 分")
    return "；".join(said)


def _multiple(rules: Rules) -> str:
    if rules.multiple_marking == "exact":
        return "多选须全部选对才得分，少选、多选、错选都是 0 分；"
    if rules.multiple_marking == "half":
        return "多选全部选对得满分，少选而没有错选的得一半（不是整分的进为整分，1 分以下的题不给），有错选的 0 分；"
    each_option = [one.option_marks for one in rules.sections if one.option_marks is not None]
    each = "、".join(marks(one) for one in dict.fromkeys(each_option))
    return f"多选全部选对得满分，少选而没有错选的每选对一项得 {each} 分，有错选的 0 分；"


def _deducted(rules: Rules) -> str:
    off = {KIND[one.kind]: one.deduct for one in rules.sections if one.deduct}
    if not off:
        return "不答 0 分，不倒扣。"
    said = "，".join(f"{kind}每题 {marks(one)} 分" for kind, one in off.items())
    return f"不答 0 分；答错倒扣：{said}；一份卷子最低 0 分。"
