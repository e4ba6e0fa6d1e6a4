"""The form of a new contest: from a preset to fields, from fields to rules, and which field is wrong."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from app.contests.presets import Preset
from app.contests.rules import Rules
from app.contests.rules_faults import BadRules, rules_from
from app.core.clock import DAY, HOUR
from app.core.i18n import translate
from app.core.refusal import N_
from app.desk.saying import Saying

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
OPTIONAL = ("office", "contact", "contact_phone", "erase_on")


class ContestForm(BaseModel):
    """What the page sends: every field as text, the banks in the order of the preset's sections."""

    title: Line = ""
    title_en: Line = ""
    slug: Line = ""
    opens: Line = ""
    closes: Line = ""
    office: Line = ""
    contact: Line = ""
    contact_phone: Line = ""
    erase_on: Line = ""
    bank: list[Line] = []
    do: Line = ""


@dataclass(frozen=True)
class Drafted:
    """The rules, or what is wrong by the name of the field; ``""`` for what no field of the page can mend."""

    rules: Rules | None
    wrong: dict[str, str]


def first_form(preset: Preset, slug: str, say: Saying, now: int) -> ContestForm:
    """The preset's own name and banks, from tomorrow 8:00 for its length."""
    opens = say.midnight(now) + DAY + 8 * HOUR
    return ContestForm(
        title=preset.title,
        title_en=preset.title_en,
        slug=slug,
        opens=say.field(opens),
        closes=say.field(say.midnight(opens + preset.length) if preset.length > DAY else opens + preset.length),
        bank=[section["bank"] for section in preset.facts["sections"]],
    )


def draft(preset: Preset, form: ContestForm, say: Saying, now: int) -> Drafted:
    """The rules that the form asks for, in ``say``'s zone; faults in its language."""
    wrong: dict[str, str] = {}
    wishes: dict[str, Any] = {"title": form.title, "title_en": form.title_en}
    for name in ("opens", "closes"):
        try:
            wishes[name] = say.instant(getattr(form, name))
        except ValueError:
            wrong[name] = translate(say.language, N_("时间要写成 2026-06-01 08:00。"))
    wishes |= {name: getattr(form, name) for name in OPTIONAL if getattr(form, name)}
    wishes["sections"] = sections_of(preset, form.bank)
    if wrong:
        return Drafted(None, wrong)
    try:
        return Drafted(rules_from(preset.compose(now, wishes)), {})
    except BadRules as bad:
        for fault in bad.faults:
            wrong.setdefault(fault.at if fault.at in ContestForm.model_fields else "", fault.said(say.language))
        return Drafted(None, wrong)


def sections_of(preset: Preset, banks: list[str]) -> list[dict[str, Any]]:
    """The preset's sections, each from the bank chosen for it."""
    sections = [dict(section) for section in preset.facts["sections"]]
    for section, bank in zip(sections, banks, strict=False):
        section["bank"] = bank
    return sections
