"""Pure: what must agree inside one rule set. Each disagreement is a sentence with its numbers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic_core import PydanticCustomError

from app.core.clock import DAY, MINUTE
from app.core.refusal import N_

if TYPE_CHECKING:
    from app.contests.rules import Awards, Rules

KIND_NAMES = {
    "single": N_("单选"),
    "multiple": N_("多选"),
    "true_false": N_("判断"),
    "blank": N_("填空"),
}

Fault = tuple[str, str, dict[str, Any]]


def check(rules: "Rules") -> None:
    """Raise a validation error whose context carries every disagreement as ``(at, sentence, facts)``."""
    faults = list(_faults(rules))
    if faults:
        raise PydanticCustomError("rules_disagree", "rules disagree", {"faults": faults})


def _faults(rules: "Rules") -> Iterator[Fault]:
    yield from _window(rules)
    yield from _marks(rules)
    yield from _attempts(rules)
    yield from _lists(rules)
    yield from _marking(rules)
    yield from _organisations(rules)
    if rules.review.score == "after_close" and rules.review.answers == "at_once":
        yield (
            "review",
            N_("成绩要结束后才看，答案就不能交卷后马上看。请把 answers 改成 after_close。"),
            {},
        )


def _window(rules: "Rules") -> Iterator[Fault]:
    if rules.closes <= rules.opens:
        yield "closes", N_("结束时间不在开始时间之后。请核对开始和结束时间。"), {}
    elif rules.closes - rules.opens < MINUTE:
        yield "closes", N_("开放时间不到一分钟。请核对开始和结束时间。"), {}
    elif rules.closes - rules.opens > 400 * DAY:
        yield "closes", N_("开放时间超过 400 天。请核对开始和结束时间。"), {}
    if rules.freeze_at is not None and not rules.opens < rules.freeze_at <= rules.closes:
        yield (
            "freeze_at",
            N_("封榜时间不在开放时间之内。请改到开始之后、结束之前。"),
            {},
        )


def _marks(rules: "Rules") -> Iterator[Fault]:
    there = sum((section.count or 0) * section.marks for section in rules.sections)
    if rules.whole_pool != (rules.total is None):
        yield "total", N_("整库抽题的卷子没有固定总分，total 要空着；别的卷子要写总分。"), {}
    elif rules.total is not None and there != rules.total:
        facts = {"sections": [(one.kind.value, one.count, one.marks) for one in rules.sections]}
        sentence = N_("%(sections)s = %(there)s 分，和总分 %(total)s 分不一致。请改题数、分值或总分。")
        yield "total", sentence, {**facts, "there": there, "total": rules.total}
    if rules.pass_mark is not None and rules.total is not None and rules.pass_mark > rules.total:
        sentence = N_("及格线 %(pass_mark)s 分高于总分 %(total)s 分。")
        yield (
            "pass_mark",
            sentence,
            {"pass_mark": rules.pass_mark, "total": rules.total},
        )
    if rules.items is not None and rules.items > 300:
        yield (
            "sections",
            N_("一份卷子 %(items)s 题，超过 300 题。请减少题数。"),
            {"items": rules.items},
        )


def _attempts(rules: "Rules") -> Iterator[Fault]:
    if rules.attempts is not None and rules.attempts_per_day is not None and rules.attempts_per_day > rules.attempts:
        sentence = N_("每天最多 %(a_day)s 次，比总次数 %(attempts)s 次还多。")
        yield (
            "attempts_per_day",
            sentence,
            {"a_day": rules.attempts_per_day, "attempts": rules.attempts},
        )


def _lists(rules: "Rules") -> Iterator[Fault]:
    lists: dict[str, tuple[Any, ...]] = {
        "ties": rules.ties,
        "eligible": rules.eligible,
        "organisation_ties": rules.organisation_ties,
        "secrets": rules.secrets,
        "organisation_scoring.categories": rules.organisation_scoring.categories,
    }
    for number, section in enumerate(rules.sections, 1):
        lists[f"sections.{number}.statuses"] = section.statuses
    for at, values in lists.items():
        if len(set(values)) != len(values):
            yield at, N_("同一项写了两遍。请删去一个。"), {}


def _marking(rules: "Rules") -> Iterator[Fault]:
    for number, section in enumerate(rules.sections, 1):
        at, multiple = f"sections.{number}.option_marks", section.kind == "multiple"
        if multiple and rules.multiple_marking == "per_option":
            if section.option_marks is None:
                yield at, N_("按选项给分，要写每选对一项得几分。"), {}
            elif section.option_marks >= section.marks:
                yield at, N_("选对一项的得分要小于全题的分值。"), {}
        elif section.option_marks is not None:
            yield at, N_("只有按选项给分的多选题才写每项得分。请删去。"), {}
    if rules.counts != "daily_first" and rules.counted_a_day != 1:
        yield "counted_a_day", N_("只有“每天前几次相加”才写每天计几次。请删去。"), {}
    if rules.day_zone and not _zone_known(rules.day_zone):
        yield "day_zone", N_("没有这个时区。请写 Asia/Shanghai 这样的名称。"), {}


def _zone_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _organisations(rules: "Rules") -> Iterator[Fault]:
    scoring, at = rules.organisation_scoring, "organisation_scoring"
    weights = scoring.participation_weight + scoring.mean_weight_percent + scoring.full_marks_weight
    if scoring.kind == "composite" and weights == 0:
        yield at, N_("各项权重都是 0，组织没有分数。请至少给一项权重。"), {}
    if (scoring.kind == "best") != (scoring.best_n is not None):
        yield f"{at}.best_n", N_("“前几名平均”要写取前几名；别的办法不写。"), {}
    if scoring.categories and not set(scoring.categories) <= set(rules.eligible):
        yield f"{at}.categories", N_("计入党组织成绩的人员类别要在能参加的类别之内。"), {}
    if list(rules.divisions) != sorted(set(rules.divisions)):
        yield "divisions", N_("分组的人数界线要从小到大，不能重复。"), {}
    if rules.make_up and rules.make_up.who == "absent_or_failed" and rules.pass_mark is None:
        yield "make_up.who", N_("没有及格线，就没有不及格的人。请写及格线，或只让缺考的人补考。"), {}
    for number, awards in enumerate(rules.awards, 1):
        yield from _awards(awards, f"awards.{number}")


def _awards(awards: "Awards", at: str) -> Iterator[Fault]:
    for number, tier in enumerate(awards.tiers, 1):
        place = f"{at}.tiers.{number}"
        if tier.places is not None and tier.percent is not None:
            yield place, N_("一个奖项只能写名额或比例中的一样。"), {}
        if tier.places is None and (awards.by == "lot" or awards.within_percent is None):
            yield place, N_("这个奖项要写名额。"), {}
    if awards.by == "lot" and (awards.board != "members" or awards.within_percent is not None):
        yield at, N_("抽奖只在满分的个人中进行，不写比例。"), {}
