"""Pure: the rules in English, one entry a rule."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.contests.rules import Rules, Section
from app.contests.rules_faults import marks_said
from app.core.clock import local
from app.organisations.models import Category

CATEGORY = {
    Category.FULL: "full member",
    Category.PROBATIONARY: "probationary member",
    Category.CANDIDATE: "candidate for membership",
    Category.APPLICANT: "applicant",
    Category.ACTIVIST: "activist",
    Category.NON_PARTY: "non-Party participant",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
KIND = {"single": "single-choice", "multiple": "multiple-choice", "true_false": "true-or-false", "blank": "fill-in"}
COUNTS = {"best": "the best counts", "first": "the first counts", "last": "the last counts"}
TIE = {"duration": "the shorter time of that attempt", "handed_in": "the earlier hand-in"}
ORGANISATION_TIE = {
    "participation": "participation",
    "full_marks": "share of full marks",
    "mean": "mean score",
    "duration": "shorter mean time",
}
ANSWERS = {
    "at_once": "with answers and explanations",
    "after_close": "answers and explanations after closing",
    "never": "answers and explanations are not published",
}

EXEMPT = (
    "Members marked exempt may take part and stand on the members' board; "
    "they count neither in the participation nor in the mean of their organisation."
)


def sentences(rules: Rules, commitment: str | None, zone: ZoneInfo) -> list[str]:
    parts = (
        f"Open {window(rules, zone)} to {eligible(rules)} on the roll.",
        _questions(rules),
        _limit(rules),
        _attempts(rules),
        _ties(rules),
        _goal(rules),
        _organisations(rules),
        _published(rules),
        EXEMPT,
        _freeze(rules, zone),
        _review(rules),
        _draw(commitment),
    )
    return [part for part in parts if part]


def moment(instant: int, zone: ZoneInfo, *, ends: bool = False, year: bool = False) -> str:
    """1 June 08:00."""
    at = local(instant, zone)
    clock = f"{at.hour:02d}:{at.minute:02d}"
    if ends and at.hour == at.minute == 0:
        at, clock = at - timedelta(days=1), "24:00"
    return f"{at.day} {MONTHS[at.month - 1]}{f' {at.year}' if year else ''} {clock}"


def window(rules: Rules, zone: ZoneInfo) -> str:
    year = local(rules.opens, zone).year != local(rules.closes - 1, zone).year
    name = "China time" if zone.key == "Asia/Shanghai" else f"{zone.key} time"
    return f"{moment(rules.opens, zone, year=year)} to {moment(rules.closes, zone, ends=True, year=year)} ({name})"


def eligible(rules: Rules) -> str:
    """full and probationary members."""
    names = [CATEGORY[category] for category in rules.eligible]
    if all(name.endswith(" member") for name in names):
        return f"{_and([name.removesuffix(' member') for name in names])} members"
    return _and([f"{name}s" for name in names])


def span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return _and([_count(amount, unit) for amount, unit in ((minutes, "minute"), (rest, "second")) if amount])


def _questions(rules: Rules) -> str:
    first, *others = rules.sections
    sections = _and([_section(first, in_full=True), *(_section(one, in_full=False) for one in others)])
    said = f"Each attempt draws {_count(rules.items, 'question')}: {sections}, {marks_said(rules.total)} in all. "
    kinds = {section.kind.value for section in rules.sections}
    if "blank" in kinds:
        said += "A fill-in question scores only if every gap is right. "
    if "multiple" in kinds:
        return said + (
            "A multiple-choice answer scores only if every option is right; "
            "missing, extra or wrong options, and blanks, score 0; nothing is deducted."
        )
    return said + "Wrong answers and blanks score 0; nothing is deducted."


def _section(section: Section, *, in_full: bool) -> str:
    unit = (" mark" if section.marks == 100 else " marks") if in_full else ""
    return f"{section.count} {KIND[section.kind]} at {marks_said(section.marks)}{unit}"


def _limit(rules: Rules) -> str:
    late = (
        f"answers that arrive up to {_count(rules.grace_s, 'second')} late count, for everyone alike."
        if rules.grace_s
        else "answers that arrive late do not count, for everyone alike."
    )
    if rules.limit_s is None:
        said = f"There is no time limit; open papers are handed in for you when the contest closes; {late}"
    else:
        said = (
            f"You have {span(rules.limit_s)} from “Start”; leaving does not stop the clock "
            f"and the paper is handed in for you when time is up; {late}"
        )
    return said + (" Closed book: no books, no searching, no talking." if rules.closed_book else "")


def _attempts(rules: Rules) -> str:
    if rules.attempts == 1:
        return "One attempt."
    limits = []
    if rules.attempts is not None:
        limits.append(f"up to {_count(rules.attempts, 'attempt')}")
    if rules.attempts_per_day is not None:
        limits.append(f"up to {rules.attempts_per_day} a day")
    said = ", ".join(limits) or "as many attempts as you like"
    return f"{said[0].upper()}{said[1:]}; {COUNTS[rules.counts]}."


def _ties(rules: Rules) -> str:
    if not rules.ties:
        return "Ranking: score; equal scores share the rank."
    return f"Ranking: score, then {', then '.join(TIE[tie] for tie in rules.ties)}; still equal shares the rank."


def _goal(rules: Rules) -> str:
    said = []
    if rules.pass_mark is not None:
        said.append(f"The pass mark is {marks_said(rules.pass_mark)}.")
    if rules.qualifiers is not None:
        place = _ordinal(rules.qualifiers)
        said.append(f"The top {rules.qualifiers} go to the final, with all who tie for {place}.")
    return " ".join(said)


def _organisations(rules: Rules) -> str:
    scoring = rules.organisation_scoring
    if scoring.kind == "mean_of_roll":
        said = "An organisation's score is the mean of everyone who should take part; the absent count 0"
    else:
        said = (
            f"An organisation's score is {scoring.participation_weight} × participation "
            f"+ {marks_said(scoring.mean_weight_percent)} × the mean of those who took part"
        )
    if scoring.gate_percent is not None:
        said += f"; those with at least {scoring.gate_percent}% participation come before those with less"
    chain = ", then ".join(ORGANISATION_TIE[tie] for tie in rules.organisation_ties)
    if not chain:
        return f"{said}; equal scores share the rank."
    return f"{said}; equal scores are ranked by {chain}; still equal shares the rank."


def _published(rules: Rules) -> str:
    top = rules.published.organisations
    said = "All organisations are" if top is None else f"The top {top} organisations are"
    if rules.published.members:
        return f"{said} published, and the top {rules.published.members} members without their full names."
    return f"{said} published; members are not."


def _freeze(rules: Rules, zone: ZoneInfo) -> str:
    if rules.freeze_at is None:
        return ""
    return f"The boards stand still from {moment(rules.freeze_at, zone, ends=True)} until the results are revealed."


def _review(rules: Rules) -> str:
    score = "at once" if rules.review.score == "at_once" else "after closing"
    if rules.review.score == "after_close" and rules.review.answers == "after_close":
        return "You see your score, answers and explanations after closing."
    joint = " " if rules.review.answers == "at_once" else "; " if rules.review.answers == "never" else ", "
    return f"You see your score {score}{joint}{ANSWERS[rules.review.answers]}."


def _draw(commitment: str | None) -> str:
    code = f" (check code {commitment[:4]}…)" if commitment else ""
    return f"The draw is sealed at opening{code}, published at the end, and anyone can recompute it."


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(amount: int, unit: str) -> str:
    return f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s"


def _ordinal(place: int) -> str:
    ending = "th" if 10 < place % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
