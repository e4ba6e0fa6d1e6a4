"""Pure: what must agree inside one rule set. Each disagreement is a sentence with its numbers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from app.core.clock import DAY, MINUTE
from app.core.refusal import N_

if TYPE_CHECKING:
    from app.contests.rules import Rules

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
    if rules.review.score == "after_close" and rules.review.answers == "at_once":
        yield (
            "review",
            N_("成绩要结束后才看，答案就不能交卷后马上看。请把 answers 改成 after_close。"),
            {},
        )
    scoring = rules.organisation_scoring
    if scoring.kind == "composite" and scoring.participation_weight + scoring.mean_weight_percent == 0:
        yield (
            "organisation_scoring",
            N_("参与率和平均分的权重都是 0，组织没有分数。请至少给一项权重。"),
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
    there = sum(section.count * section.marks for section in rules.sections)
    if there != rules.total:
        facts = {"sections": [(one.kind.value, one.count, one.marks) for one in rules.sections]}
        sentence = N_("%(sections)s = %(there)s 分，和总分 %(total)s 分不一致。请改题数、分值或总分。")
        yield "total", sentence, {**facts, "there": there, "total": rules.total}
    if rules.pass_mark is not None and rules.pass_mark > rules.total:
        sentence = N_("及格线 %(pass_mark)s 分高于总分 %(total)s 分。")
        yield (
            "pass_mark",
            sentence,
            {"pass_mark": rules.pass_mark, "total": rules.total},
        )
    if rules.items > 300:
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
    }
    for number, section in enumerate(rules.sections, 1):
        lists[f"sections.{number}.statuses"] = section.statuses
    for at, values in lists.items():
        if len(set(values)) != len(values):
            yield at, N_("同一项写了两遍。请删去一个。"), {}
