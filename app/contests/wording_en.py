"""Pure: the rules in English, one entry a rule."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.contests import wording_questions_en as questions
from app.contests import wording_scoring_en as scoring
from app.contests.rules import Rules
from app.contests.wording_names import CATEGORY_EN, counted, joined, several
from app.core.clock import local
from app.core.figures import marks

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
COUNTS = {"best": "the best counts", "first": "the first counts", "last": "the last counts"}
TIE = {
    "duration": "the shorter time of that attempt",
    "handed_in": "the earlier hand-in",
    "wrong": "fewer wrong answers",
}
DAILY_TIE = {
    "duration": "the shorter time of all counted attempts",
    "handed_in": "the earlier last hand-in",
    "wrong": "fewer wrong answers in them",
}
ANSWERS = {
    "at_once": "with answers and explanations",
    "after_close": "answers and explanations after closing",
    "never": "answers and explanations are not published",
}

EXEMPT = "they count neither in the participation nor in the mean of their organisation."


def sentences(rules: Rules, commitment: str | None, zone: ZoneInfo) -> list[str]:
    parts = (
        _hosts(rules),
        f"Open {window(rules, zone)} to {eligible(rules)} on the roll.",
        questions.questions(rules),
        _limit(rules),
        _attempts(rules),
        _make_up(rules),
        members(rules) if rules.ranking and (rules.published.members or rules.qualifiers) else "",
        _goal(rules),
        *scoring.sentences(rules),
        _exempt(rules),
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
    names = [CATEGORY_EN[category] for category in rules.eligible]
    if all(name.endswith(" member") for name in names):
        return f"{joined([name.removesuffix(' member') for name in names])} members"
    return joined([several(name) for name in names])


def span(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return joined([counted(amount, unit) for amount, unit in ((minutes, "minute"), (rest, "second")) if amount])


def _hosts(rules: Rules) -> str:
    # Names of offices stand as they are called; an English page does without those that have no English name.
    names = [name for name in (rules.hosts, rules.co_hosts) if name and name.isascii()]
    return f"Held by {joined(names)}." if names else ""


def _limit(rules: Rules) -> str:
    late = (
        f"answers that arrive up to {counted(rules.grace_s, 'second')} late count, for everyone alike."
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
        limits.append(f"up to {counted(rules.attempts, 'attempt')}")
    if rules.attempts_per_day is not None:
        limits.append(f"up to {rules.attempts_per_day} a day")
    said = ", ".join(limits) or "as many attempts as you like"
    return f"{said[0].upper()}{said[1:]}; {_counts(rules)}."


def _counts(rules: Rules) -> str:
    if rules.counts == "daily_best":
        return "the best of each day counts, and the days are added up"
    if rules.counts == "daily_first":
        number = rules.counted_a_day
        which = "first attempt of each day counts" if number == 1 else f"first {number} attempts of each day count"
        return f"the {which}, and the days are added up; the rest is practice"
    return COUNTS[rules.counts]


def _make_up(rules: Rules) -> str:
    if rules.make_up is None:
        return ""
    who = "missed it" if rules.make_up.who == "absent" else "missed it or did not pass"
    days = counted(rules.make_up.days, "day")
    return f"Who {who} may sit one make-up test with other questions within {days} of the end."


def members(rules: Rules) -> str:
    """How members are ranked."""
    if not rules.ties:
        return "Ranking: score; equal scores share the rank."
    names = DAILY_TIE if rules.counts.startswith("daily") else TIE
    return f"Ranking: score, then {', then '.join(names[tie] for tie in rules.ties)}; still equal shares the rank."


def _goal(rules: Rules) -> str:
    said = []
    if rules.pass_mark is not None:
        said.append(f"The pass mark is {marks(rules.pass_mark)}.")
    if rules.qualifiers is not None and rules.ranking:
        place = _ordinal(rules.qualifiers)
        said.append(f"The top {rules.qualifiers} go to the final, with all who tie for {place}.")
    return " ".join(said)


def _exempt(rules: Rules) -> str:
    named = " and stand on the members' board" if rules.ranking and rules.published.members else ""
    return f"Members marked exempt may take part{named}; {EXEMPT}"


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


def _ordinal(place: int) -> str:
    ending = "th" if 10 < place % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
