"""The presets are exact, and sound as they come."""

import pytest

from app.contests.creating import compose
from app.contests.presets import PRESETS, Preset
from app.core.refusal import Refusal
from tests.contests.rule_sets import DAY, OPENS

pytestmark = pytest.mark.pure


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


@pytest.mark.parametrize("preset", [*PRESETS.values()], ids=lambda preset: preset.name)
def test_a_preset_is_named_told_and_suited(preset: Preset) -> None:
    assert PRESETS[preset.name] is preset
    for words in (preset.title, preset.sentence, preset.suited):
        assert words
    assert preset.banks == ("party-constitution",)


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
    assert refused.value.facts["presets"] == "online-heat、monthly-test"
