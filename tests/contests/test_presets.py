"""The presets are exact, and sound as they come."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from app.banks.files import read_bank
from app.contests.creating import compose
from app.contests.presets import PRESETS, Preset
from app.contests.rules import Rules
from app.core.refusal import Refusal
from tests.contests.rule_sets import DAY, OPENS

pytestmark = pytest.mark.pure

PARTY, SUPERVISION, DISCIPLINE = "party-constitution", "supervision-regulation", "discipline-regulation"


def test_the_online_heat_is_exact() -> None:
    rules = compose("online-heat", {}, now=OPENS)
    assert [(one.kind.value, one.count, one.marks) for one in rules.sections] == [
        ("single", 20, 300),
        ("multiple", 10, 400),
    ]
    assert (rules.items, rules.total, rules.limit_s, rules.grace_s) == (30, 10_000, 25 * 60, 10)
    assert (rules.attempts, rules.attempts_per_day, rules.counts) == (3, None, "best")
    assert (rules.ties, rules.qualifiers) == (("duration",), 100)
    assert (rules.published.members, rules.published.organisations) == (100, 30)
    scoring = rules.organisation_scoring
    assert (scoring.kind, scoring.participation_weight, scoring.mean_weight_percent) == ("composite", 50, 50)
    assert scoring.gate_percent == 80
    assert (rules.review.score, rules.review.answers) == ("at_once", "after_close")
    assert rules.closes - rules.opens == 30 * DAY


def test_the_monthly_test_is_exact() -> None:
    rules = compose("monthly-test", {}, now=OPENS)
    assert [(one.kind.value, one.count, one.marks) for one in rules.sections] == [("single", 20, 500)]
    assert (rules.total, rules.limit_s, rules.attempts, rules.closed_book) == (10_000, 20 * 60, 1, True)
    assert rules.organisation_scoring.kind == "mean_of_roll"
    assert (rules.review.score, rules.review.answers) == ("at_once", "after_close")


def parts(rules: Rules) -> list[tuple[str, str, int | None, int]]:
    """(bank, kind, questions, whole marks each)."""
    return [(one.bank, one.kind.value, one.count, one.marks // 100) for one in rules.sections]


def test_the_answer_sheet_is_exact() -> None:
    rules = compose("answer-sheet", {}, now=OPENS)
    assert parts(rules) == [
        (PARTY, "single", 50, 1),
        (PARTY, "multiple", 30, 1),
        (PARTY, "true_false", 20, 1),
    ]
    assert (rules.items, rules.total, rules.limit_s, rules.attempts) == (100, 10_000, None, 1)
    lot, awards = rules.awards
    assert (lot.board, lot.by, [tier.places for tier in lot.tiers]) == ("members", "lot", [1, 3, 5, 20])
    assert (awards.board, awards.by, [tier.places for tier in awards.tiers]) == ("organisations", "rank", [5])
    assert (rules.review.score, rules.review.answers) == ("at_once", "after_close")
    assert rules.closes - rules.opens == 30 * DAY


def test_the_sprint_is_exact() -> None:
    rules = compose("sprint", {}, now=OPENS)
    assert {one.count for one in rules.sections} == {None}
    assert (rules.items, rules.total, rules.limit_s, rules.attempts) == (None, None, 30 * 60, 1)
    assert rules.ties == ("wrong", "handed_in")
    assert {one.marks for one in rules.sections} == {100}


def test_the_daily_ladder_is_exact() -> None:
    rules = compose("daily-ladder", {}, now=OPENS)
    assert (rules.items, rules.total, rules.limit_s) == (30, 3000, 15 * 60)
    assert (rules.attempts, rules.attempts_per_day, rules.counts) == (None, 5, "daily_best")
    assert (rules.ties, rules.closes - rules.opens) == (("duration",), 35 * DAY)
    assert {kind for _, kind, _, _ in parts(rules)} == {"single", "multiple", "blank"}


def test_the_micro_quiz_is_exact() -> None:
    rules = compose("micro-quiz", {}, now=OPENS)
    assert (rules.items, rules.total, rules.limit_s) == (10, 1000, 10 * 60)
    assert (rules.attempts, rules.attempts_per_day, rules.counts) == (None, 3, "daily_best")
    assert rules.closes - rules.opens == 31 * DAY
    (awards,) = rules.awards
    assert awards.within_percent == 60
    assert [(tier.places, tier.percent) for tier in awards.tiers] == [(8, None), (None, 40), (None, None)]
    assert rules.organisation_ties == ("participation", "full_marks", "attempts")


def test_the_closed_book_test_is_exact() -> None:
    rules = compose("closed-book", {}, now=OPENS)
    assert parts(rules) == [
        (DISCIPLINE, "single", 30, 1),
        (DISCIPLINE, "true_false", 30, 1),
        (DISCIPLINE, "multiple", 20, 2),
    ]
    assert (rules.items, rules.total, rules.limit_s, rules.attempts) == (80, 10_000, 50 * 60, 1)
    assert (rules.pass_mark, rules.closed_book, rules.practice) == (8_000, True, "before")
    assert rules.make_up is not None
    assert (rules.make_up.days, rules.make_up.who) == (60, "absent_or_failed")
    hundred = compose("hundred-questions", {}, now=OPENS)
    assert (parts(hundred), hundred.limit_s, hundred.pass_mark) == ([(DISCIPLINE, "single", 100, 1)], 3600, 7_000)
    assert hundred.organisation_scoring.gate_percent == 80


def test_the_single_paper_is_exact() -> None:
    rules = compose("single-paper", {}, now=OPENS)
    assert parts(rules) == [(PARTY, "single", 50, 2)]
    assert (rules.limit_s, rules.attempts, rules.review.score) == (None, 1, "at_once")
    assert (rules.organisation_scoring.kind, rules.organisation_ties) == ("mean", ("participation", "full_marks"))


def test_the_three_banks_are_exact() -> None:
    rules = compose("three-banks", {}, now=OPENS)
    assert parts(rules) == [
        *[(SUPERVISION, "true_false", 7, 1), (SUPERVISION, "single", 7, 2), (SUPERVISION, "multiple", 6, 2)],
        *[(DISCIPLINE, "true_false", 7, 1), (DISCIPLINE, "single", 7, 2), (DISCIPLINE, "multiple", 6, 2)],
        *[("tax-law", "true_false", 6, 1), ("tax-law", "single", 7, 2), ("tax-law", "multiple", 7, 2)],
    ]
    worth = {
        bank: sum((one.count or 0) * one.marks for one in rules.sections if one.bank == bank) for bank in rules.banks
    }
    assert worth == {SUPERVISION: 3300, DISCIPLINE: 3300, "tax-law": 3400}
    assert (rules.items, rules.limit_s, rules.attempts, rules.ties) == (60, 30 * 60, 1, ("duration",))


@pytest.mark.parametrize(
    ("name", "like", "months", "seal"),
    [
        ("xincheng-cup", "online-heat", (5, 6), "新城杯"),
        ("shizheng-cup", "online-heat", (10, 12), "市政杯"),
        ("two-regulations-tax", "three-banks", (4, 6), "条例杯"),
    ],
)
def test_a_named_cup_has_its_name_its_months_and_its_hosts(
    name: str, like: str, months: tuple[int, int], seal: str
) -> None:
    cup, model = compose(name, {}, now=OPENS), compose(like, {}, now=OPENS)
    assert PRESETS[name].season == months
    assert (cup.seal, cup.hosts) == (seal, "县直机关工委")
    assert cup.title != model.title
    assert (cup.sections, cup.limit_s, cup.attempts) == (model.sections, model.limit_s, model.attempts)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_fills_its_paper_from_the_shipped_banks(name: str) -> None:
    rules, there = compose(name, {}, now=OPENS), shipped()
    for one in rules.sections:
        assert there[one.bank, one.kind.value] >= (one.count or 1)


@cache
def shipped() -> Counter[tuple[str, str]]:
    """Checked questions of the banks beside the program, by bank and kind."""
    found: Counter[tuple[str, str]] = Counter()
    for path in Path("question_banks").glob("*/bank.yaml"):
        draft = read_bank(path)
        found.update((draft.bank, one.kind) for one in draft.questions if one.status == "checked")
    return found


@pytest.mark.parametrize("preset", [*PRESETS.values()], ids=lambda preset: preset.name)
def test_a_preset_is_named_told_and_suited(preset: Preset) -> None:
    assert PRESETS[preset.name] is preset
    for words in (preset.title, preset.sentence, preset.suited):
        assert words
    assert preset.banks


def test_wishes_go_first_and_the_window_follows_its_start() -> None:
    rules = compose("monthly-test", {"opens": OPENS + DAY, "attempts": 2, "title": "九月月考"}, now=OPENS)
    assert (rules.opens, rules.closes, rules.attempts) == (OPENS + DAY, OPENS + 2 * DAY, 2)
    assert (rules.title, rules.title_en) == ("九月月考", "")


def test_a_window_from_now_begins_on_the_minute() -> None:
    assert compose("monthly-test", {}, now=OPENS + 59_999).opens == OPENS


def test_an_unknown_preset_names_those_there_are() -> None:
    with pytest.raises(Refusal) as refused:
        compose("P2", {}, now=OPENS)
    assert refused.value.key == "contest.no_preset"
    assert refused.value.facts["presets"] == "、".join(PRESETS)
