"""The form of a contest that is not open yet: from rules to fields, from fields to rules, and which field is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from app.contests.presets import Preset
from app.contests.rules import Rules
from app.contests.rules_faults import BadRules, rules_from
from app.core.clock import DAY, HOUR
from app.core.i18n import translate
from app.core.refusal import N_
from app.desk.drafting_rules import Line, RulesFields, field_of, fields_of, not_numbers, section_wishes, wishes_of
from app.desk.saying import Saying

TEXTS = ("title", "title_en", "hosts", "co_hosts", "office", "contact", "contact_phone", "erase_on")
INSTANTS = ("opens", "closes", "freeze_at")


class ContestForm(RulesFields):
    """What the page sends: every field as text, the banks in the order of the sections."""

    title: Line = ""
    title_en: Line = ""
    hosts: Line = ""
    co_hosts: Line = ""
    slug: Line = ""
    opens: Line = ""
    closes: Line = ""
    freeze_at: Line = ""
    office: Line = ""
    contact: Line = ""
    contact_phone: Line = ""
    erase_on: Line = ""
    bank: Annotated[list[Line], Field(default_factory=list)]
    do: Line = ""


@dataclass(frozen=True)
class Drafted:
    """The rules, or what is wrong by the name of the field; ``""`` for what no field of the page can mend."""

    rules: Rules | None
    wrong: dict[str, str]


def first_form(preset: Preset, slug: str, say: Saying, now: int) -> ContestForm:
    """The preset's own name and banks: in its season, else from tomorrow 8:00 for its length."""
    if preset.season:
        opens, closes = say.season(now, *preset.season)
    else:
        opens = say.midnight(now) + DAY + 8 * HOUR
        closes = say.midnight(opens + preset.length) if preset.length > DAY else opens + preset.length
    return form_of(whole(preset.compose(opens, {"closes": closes})), slug, say)


def whole(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with what the rules say where nothing is wished."""
    return rules_from(facts).model_dump(mode="json")


def form_of(facts: Mapping[str, Any], slug: str, say: Saying) -> ContestForm:
    """The page's fields for the facts of a rule set."""
    freeze_at = facts.get("freeze_at")
    return ContestForm(
        slug=slug,
        opens=say.field(facts["opens"]),
        closes=say.field(facts["closes"]),
        freeze_at=say.field(freeze_at) if freeze_at is not None else "",
        bank=[section["bank"] for section in facts["sections"]],
        **{name: facts.get(name, "") for name in TEXTS},
        **fields_of(facts),
    )


def draft(facts: Mapping[str, Any], form: ContestForm, say: Saying) -> Drafted:
    """The rules of ``facts`` with what the form says instead, in ``say``'s zone; faults in its language."""
    wrong: dict[str, str] = {}
    wishes: dict[str, Any] = {name: getattr(form, name) for name in TEXTS}
    for name in INSTANTS:
        try:
            wishes[name] = say.instant(getattr(form, name)) if getattr(form, name) or name != "freeze_at" else None
        except ValueError:
            wrong[name] = translate(say.language, N_("时间要写成 2026-06-01 08:00。"))
    if not form.hosts and not form.co_hosts and not form.rules_shown:
        wishes = {name: value for name, value in wishes.items() if name not in ("hosts", "co_hosts")}
    # A name of its own makes the preset's English name a lie.
    if wishes["title"] != facts.get("title") and wishes["title_en"] == facts.get("title_en"):
        wishes["title_en"] = ""
    wrong |= {name: translate(say.language, N_("要写数字。")) for name in not_numbers(form)}
    if wrong:
        return Drafted(None, wrong)
    wishes |= wishes_of(form, facts)
    wishes["sections"] = [{**one, **section_wishes(form, one)} for one in sections_of(facts, form.bank)]
    try:
        return Drafted(rules_from({**facts, **wishes}), {})
    except BadRules as bad:
        for fault in bad.faults:
            field = field_of(fault.at)
            wrong.setdefault(field if field in ContestForm.model_fields else "", fault.said(say.language))
        return Drafted(None, wrong)


def sections_of(facts: Mapping[str, Any], banks: list[str]) -> list[dict[str, Any]]:
    """The sections of a rule set, each from the bank chosen for it."""
    sections = [dict(section) for section in facts["sections"]]
    for section, bank in zip(sections, banks, strict=False):
        section["bank"] = bank
    return sections
