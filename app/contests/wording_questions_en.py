"""Pure: what a paper is made of and how it is marked, in English."""

from collections.abc import Sequence

from app.contests.rules import Rules, Section
from app.contests.wording_names import counted, joined
from app.core.figures import marks

KIND = {"single": "single-choice", "multiple": "multiple-choice", "true_false": "true-or-false", "blank": "fill-in"}


def questions(rules: Rules) -> str:
    if rules.whole_pool:
        said = f"Each paper holds the whole bank in random order: {_sections(rules.sections)}. "
    else:
        parts = _parts(rules) if len(rules.banks) > 1 else _sections(rules.sections)
        count, full = counted(rules.items or 0, "question"), marks(rules.total or 0)
        said = f"Each attempt draws {count}: {parts}, {full} in all. "
    kinds = {section.kind.value for section in rules.sections}
    if "blank" in kinds:
        said += "A fill-in question scores only if every gap is right. "
    if "multiple" in kinds:
        return said + _multiple(rules)
    return said + ("Wrong answers and blanks score 0; nothing is deducted." if not _off(rules) else _deducted(rules))


def _sections(sections: Sequence[Section]) -> str:
    first, *others = sections
    return joined([_section(first, in_full=True), *(_section(one, in_full=False) for one in others)])


def _parts(rules: Rules) -> str:
    said = []
    for place, bank in enumerate(rules.banks, 1):
        ours = [one for one in rules.sections if one.bank == bank]
        worth = marks(sum((one.count or 0) * one.marks for one in ours))
        said.append(f"part {place}: {_sections(ours)} ({worth})")
    return "; ".join(said)


def _multiple(rules: Rules) -> str:
    if rules.multiple_marking == "exact" and not _off(rules):
        return (
            "A multiple-choice answer scores only if every option is right; "
            "missing, extra or wrong options, and blanks, score 0; nothing is deducted."
        )
    return f"{_partly(rules)} {_deducted(rules)}"


def _partly(rules: Rules) -> str:
    if rules.multiple_marking == "exact":
        return "A multiple-choice answer scores only if every option is right."
    if rules.multiple_marking == "half":
        return (
            "A multiple-choice answer that is incomplete but has nothing wrong scores half, rounded up to a whole "
            "mark (nothing where it is worth 1 mark or less); with a wrong option it scores 0."
        )
    each_option = [one.option_marks for one in rules.sections if one.option_marks is not None]
    each = joined([marks(one) for one in dict.fromkeys(each_option)])
    return (
        f"A multiple-choice answer that is incomplete but has nothing wrong scores {each} for each right option; "
        "with a wrong option it scores 0."
    )


def _off(rules: Rules) -> dict[str, int]:
    return {KIND[one.kind]: one.deduct for one in rules.sections if one.deduct}


def _deducted(rules: Rules) -> str:
    off = _off(rules)
    if not off:
        return "Blanks score 0; nothing is deducted."
    said = joined([f"{marks(one)} for {kind}" for kind, one in off.items()])
    return f"Blanks score 0; a wrong answer costs {said}; no paper is worth less than 0."


def _section(section: Section, *, in_full: bool) -> str:
    unit = (" mark" if section.marks == 100 else " marks") if in_full else ""
    count = "all" if section.count is None else str(section.count)
    return f"{count} {KIND[section.kind]} at {marks(section.marks)}{unit}"
