"""The part of the contest form that says who sits, how often, and how people and organisations are counted."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from app.core.figures import marks
from app.core.refusal import N_

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
MARKS = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?")

NUMBERS = ("attempts", "attempts_per_day", "qualifiers")
SCORING = ("best_n", "participation_weight", "mean_weight_percent", "full_marks_weight")
GATES = ("gate_percent", "min_participants")
WHOLE = (*NUMBERS, *SCORING, *GATES, "counted_a_day", "published_organisations", "published_members")
CHOICES = ("counts", "multiple_marking", "practice", "circle")
SWITCHES = ("closed_book", "ranking", "name_picker", "provisional")

CHOSEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "counts": (
        ("best", N_("最好的一次")),
        ("first", N_("第一次")),
        ("last", N_("最后一次")),
        ("daily_best", N_("每天最好的一次，各天相加")),
        ("daily_first", N_("每天的前几次，各天相加")),
    ),
    "multiple_marking": (
        ("exact", N_("全对才得分")),
        ("half", N_("少选得一半")),
        ("per_option", N_("少选按项给分")),
    ),
    "practice": (
        ("before", N_("开赛前和公布答案后可以练")),
        ("always", N_("一直可以练")),
        ("never", N_("公布答案后才可以练")),
    ),
    "scoring": (
        ("composite", N_("综合分：参与率、平均分、满分率加权")),
        ("mean_of_roll", N_("应参加人员的平均分，缺考按 0 分")),
        ("mean", N_("参加的人的平均分")),
        ("best", N_("前几名的平均分")),
        ("sum", N_("各人成绩之和")),
    ),
}


class RulesFields(BaseModel):
    """Every field as text; ``rules_shown`` says that the page had them at all."""

    rules_shown: Line = ""
    attempts: Line = ""
    attempts_per_day: Line = ""
    counts: Line = ""
    counted_a_day: Line = ""
    multiple_marking: Line = ""
    option_marks: Line = ""
    pass_mark: Line = ""
    qualifiers: Line = ""
    practice: Line = ""
    circle: Line = ""
    closed_book: Line = ""
    ranking: Line = ""
    name_picker: Line = ""
    provisional: Line = ""
    eligible: list[Line] = []
    secrets: list[Line] = []
    scoring: Line = ""
    best_n: Line = ""
    participation_weight: Line = ""
    mean_weight_percent: Line = ""
    full_marks_weight: Line = ""
    gate_percent: Line = ""
    min_participants: Line = ""
    categories: list[Line] = []
    divisions: Line = ""
    published_organisations: Line = ""
    published_members: Line = ""


class NotANumber(ValueError):
    """``args[0]`` is the field."""


def fields_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fields for the facts of a rule set, as the page shows them."""
    scoring = facts["organisation_scoring"]
    published = facts.get("published", {})
    shown: dict[str, Any] = {name: _text(facts.get(name)) for name in (*NUMBERS, *CHOICES)}
    shown |= {name: _text(scoring.get(name)) for name in (*SCORING, *GATES)}
    shown |= {name: "1" if facts.get(name) else "" for name in SWITCHES}
    return {
        **shown,
        "rules_shown": "1",
        "counted_a_day": _text(facts.get("counted_a_day")) if facts.get("counts") == "daily_first" else "",
        "option_marks": next((marks(one["option_marks"]) for one in facts["sections"] if one.get("option_marks")), ""),
        "pass_mark": marks(facts["pass_mark"]) if facts.get("pass_mark") else "",
        "eligible": [str(one) for one in facts["eligible"]],
        "secrets": list(facts["secrets"]),
        "scoring": scoring["kind"],
        "categories": [str(one) for one in scoring.get("categories", ())],
        "divisions": ", ".join(str(edge) for edge in facts.get("divisions", ())),
        "published_organisations": _text(published.get("organisations")),
        "published_members": _text(published.get("members")),
    }


def not_numbers(fields: RulesFields) -> list[str]:
    """Every field that should be a number and is none."""
    readers: dict[str, Callable[[], object]] = {name: partial(_number, fields, name) for name in WHOLE}
    readers |= {name: partial(_hundredths, fields, name) for name in ("option_marks", "pass_mark")}
    readers["divisions"] = partial(_divisions, fields)
    return [name for name, read in readers.items() if not _reads(read)]


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except NotANumber:
        return False
    return True


def wishes_of(fields: RulesFields, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields say in the terms of the rules; raise :class:`NotANumber`. Nothing where the page had none."""
    if not fields.rules_shown:
        return {}
    wishes: dict[str, Any] = {name: _number(fields, name) for name in NUMBERS}
    wishes |= {name: getattr(fields, name) for name in CHOICES}
    wishes |= {name: bool(getattr(fields, name)) for name in SWITCHES}
    return {
        **wishes,
        "counted_a_day": _number(fields, "counted_a_day") or 1,
        "pass_mark": _hundredths(fields, "pass_mark"),
        "eligible": fields.eligible,
        "secrets": fields.secrets,
        "organisation_scoring": _scoring(fields, facts["organisation_scoring"]),
        "divisions": _divisions(fields),
        "published": {
            "organisations": _number(fields, "published_organisations"),
            "members": _number(fields, "published_members") or 0,
        },
    }


def section_wishes(fields: RulesFields, section: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields say of one section."""
    if not fields.rules_shown:
        return {}
    partly = section["kind"] == "multiple" and fields.multiple_marking == "per_option"
    return {"option_marks": _hundredths(fields, "option_marks") if partly else None}


def field_of(at: str) -> str:
    """The field of the page that mends a fault at a place of the rules."""
    known = {"organisation_scoring.kind": "scoring", "published.organisations": "published_organisations"}
    known |= {"published.members": "published_members", "organisation_scoring": "participation_weight"}
    name = known.get(at) or at.rsplit(".", 1)[-1]
    return name if name in RulesFields.model_fields else at


def _scoring(fields: RulesFields, before: Mapping[str, Any]) -> dict[str, Any]:
    chosen = {name: _number(fields, name) for name in GATES}
    weights = {name: _number(fields, name) or 0 for name in SCORING[1:]} if fields.scoring == "composite" else {}
    best = {"best_n": _number(fields, "best_n") if fields.scoring == "best" else None}
    return {**before, **chosen, **weights, **best, "kind": fields.scoring, "categories": fields.categories}


def _divisions(fields: RulesFields) -> list[int]:
    parts = re.findall(r"[^\s,，、;；]+", fields.divisions)
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise NotANumber("divisions")
    return [int(part) for part in parts]


def _number(fields: RulesFields, name: str) -> int | None:
    said: str = getattr(fields, name)
    if said == "":
        return None
    if not (said.isascii() and said.isdigit()) or len(said) > 9:
        raise NotANumber(name)
    return int(said)


def _hundredths(fields: RulesFields, name: str) -> int | None:
    said: str = getattr(fields, name)
    if said == "":
        return None
    found = MARKS.fullmatch(said)
    if found is None:
        raise NotANumber(name)
    whole, decimals = found.groups()
    return int(whole) * 100 + int((decimals or "").ljust(2, "0"))


def _text(value: Any) -> str:
    return "" if value is None else str(value)
