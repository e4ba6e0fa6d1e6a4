"""Pure: what is wrong with a rule set, where, in sentences of either language."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from app.contests.rules import Rules
from app.contests.rules_sums import KIND_NAMES
from app.contests.words import Words
from app.core.figures import marks
from app.core.i18n import translate
from app.core.refusal import N_, Refusal, declare

bad_rules = declare("contest.bad_rules", 422, N_("规则有 %(count)s 处不对，没有保存：%(said)s"))

MARKS = {"there", "total", "pass_mark"}


class RulesFault(NamedTuple):
    """``at`` is a path in the rules, sections counted from 1: ``sections.2.count``."""

    at: str
    sentence: str
    facts: dict[str, Any]

    def said(self, language: str) -> str:
        facts = {name: _fact(name, value, language) for name, value in self.facts.items()}
        return translate(language, self.sentence, **facts)


class BadRules(Exception):
    """The rules cannot stand; ``faults`` says why. Doors answer with :meth:`refusal`."""

    def __init__(self, faults: list[RulesFault]) -> None:
        super().__init__("; ".join(f"{fault.at}: {fault.said('zh')}" for fault in faults))
        self.faults = faults

    def said(self, language: str) -> list[str]:
        return [f"{fault.at}: {fault.said(language)}" for fault in self.faults]

    def refusal(self) -> Refusal:
        errors = [{"at": fault.at, "why": fault.said("zh")} for fault in self.faults]
        return bad_rules(
            count=len(errors), said=Words(" ".join(self.said("zh")), " ".join(self.said("en"))), errors=errors
        )


def rules_from(facts: Mapping[str, Any]) -> Rules:
    """Rules from plain values (ints, strings, lists); raise :class:`BadRules` with every fault."""
    try:
        return Rules.model_validate(facts)
    except ValidationError as error:
        raise BadRules(_faults(error)) from None


def _faults(error: ValidationError) -> list[RulesFault]:
    found: list[RulesFault] = []
    for one in error.errors(include_url=False, include_input=False):
        context = one.get("ctx", {})
        if one["type"] == "rules_disagree":
            found.extend(RulesFault(*fault) for fault in context["faults"])
        else:
            found.append(RulesFault(_path(one["loc"]), *_plain(one["type"], context)))
    return found


def _path(steps: tuple[int | str, ...]) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


_NUMBER = N_("要写整数。")

_SENTENCES = {
    "missing": N_("没有写。请补上。"),
    "extra_forbidden": N_("没有这一项。请核对拼写，或删去。"),
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing": _NUMBER,
    "bool_type": N_("要写 true 或 false。"),
    "string_type": N_("要写文字。"),
    "greater_than_equal": N_("太小，最小是 %(ge)s。"),
    "less_than_equal": N_("太大，最大是 %(le)s。"),
    "enum": N_("只能是 %(expected)s。"),
    "literal_error": N_("只能是 %(expected)s。"),
    "string_too_long": N_("太长，最多 %(max_length)s 个字。"),
    "string_too_short": N_("太短，最少 %(min_length)s 个字。"),
    "too_short": N_("至少要有 %(min_length)s 项。"),
    "too_long": N_("最多 %(max_length)s 项。"),
    "string_pattern_mismatch": N_("写法不对。代号用小写字母、数字和短横线，日期用 2026-12-31。"),
}
_OTHERWISE = N_("写法不对。请对照说明改正。")


def _plain(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    sentence = _SENTENCES.get(kind, _OTHERWISE)
    facts = {name: context[name] for name in ("ge", "le", "max_length", "min_length", "expected") if name in context}
    if "expected" in facts:
        facts["expected"] = str(facts["expected"]).replace(" or ", ", ")
    return sentence, facts


def _fact(name: str, value: Any, language: str) -> Any:
    if name == "sections":
        return " + ".join(_section(kind, count, worth, language) for kind, count, worth in value)
    return marks(value) if name in MARKS else value


def _section(kind: str, count: int, worth: int, language: str) -> str:
    name = translate(language, KIND_NAMES[kind])
    return translate(
        language,
        N_("%(kind)s %(count)s 题 × %(marks)s 分"),
        kind=name,
        count=count,
        marks=marks(worth),
    )
