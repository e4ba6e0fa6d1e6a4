"""Rules agree with themselves, have one canonical form, and say what is wrong where."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from app.contests.rules import Rules, canonical, from_text
from app.contests.rules_faults import BadRules, rules_from
from tests.contests.rule_sets import CLOSES, DAY, OPENS, facts, made, rule_sets

pytestmark = pytest.mark.pure


def faults(**changes: Any) -> dict[str, str]:
    with pytest.raises(BadRules) as bad:
        rules_from(facts(**changes))
    return {fault.at: fault.said("zh") for fault in bad.value.faults}


@settings(max_examples=200)
@given(rule_sets())
def test_the_canonical_form_round_trips_and_is_stable(rules: Rules) -> None:
    text = canonical(rules)
    assert from_text(text) == rules
    assert canonical(Rules.model_validate_json(text)) == text
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@given(rule_sets())
def test_no_float_stands_in_rules(rules: Rules) -> None:
    def refuse(text: str) -> Any:
        raise AssertionError(text)

    json.loads(canonical(rules), parse_float=refuse, parse_constant=refuse)


def test_rules_cannot_be_changed() -> None:
    with pytest.raises(Exception, match="frozen"):
        made().title = "别的"  # type: ignore[misc]


def test_sections_must_sum_to_the_declared_total() -> None:
    sections = [
        {"bank": "made", "kind": "single", "count": 20, "marks": 300},
        {"bank": "made", "kind": "multiple", "count": 9, "marks": 400},
    ]
    said = faults(sections=sections, total=10_000)["total"]
    assert said == "单选 20 题 × 3 分 + 多选 9 题 × 4 分 = 96 分，和总分 100 分不一致。请改题数、分值或总分。"


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"colour": "red"}, "colour"),
        ({"title": "  "}, "title"),
        ({"title": 5}, "title"),
        ({"seal": "杯"}, "seal"),
        ({"opens": 1.5}, "opens"),
        ({"opens": "2026-06-01"}, "opens"),
        ({"closes": OPENS}, "closes"),
        ({"closes": OPENS + 59_999}, "closes"),
        ({"closes": OPENS + 401 * DAY}, "closes"),
        ({"freeze_at": OPENS}, "freeze_at"),
        ({"freeze_at": CLOSES + 1}, "freeze_at"),
        ({"sections": []}, "sections"),
        ({"limit_s": 59}, "limit_s"),
        ({"limit_s": True}, "limit_s"),
        ({"grace_s": 61}, "grace_s"),
        ({"attempts": 0}, "attempts"),
        ({"attempts": 2, "attempts_per_day": 3}, "attempts_per_day"),
        ({"counts": "sum"}, "counts"),
        ({"multiple_marking": "guess"}, "multiple_marking"),
        ({"shuffle_options": 1}, "shuffle_options"),
        ({"ties": ["duration", "duration"]}, "ties"),
        ({"ties": ["luck"]}, "ties.1"),
        ({"eligible": []}, "eligible"),
        ({"eligible": ["full", "full"]}, "eligible"),
        ({"eligible": ["member"]}, "eligible.1"),
        ({"review": {"score": "after_close", "answers": "at_once"}}, "review"),
        ({"organisation_scoring": {"kind": "guess"}}, "organisation_scoring.kind"),
        (
            {"organisation_scoring": {"kind": "composite", "participation_weight": 0, "mean_weight_percent": 0}},
            "organisation_scoring",
        ),
        ({"organisation_scoring": {"kind": "best"}}, "organisation_scoring.best_n"),
        ({"organisation_scoring": {"kind": "sum", "best_n": 3}}, "organisation_scoring.best_n"),
        ({"organisation_scoring": {"kind": "sum", "categories": ["activist"]}}, "organisation_scoring.categories"),
        ({"total": None}, "total"),
        ({"multiple_marking": "per_option"}, "sections.2.option_marks"),
        ({"counted_a_day": 2}, "counted_a_day"),
        ({"day_zone": "Asia/Tongnan"}, "day_zone"),
        ({"divisions": [30, 10]}, "divisions"),
        ({"make_up": {"days": 30}}, "make_up.who"),
        ({"awards": [{"board": "organisations", "tiers": [{"name": "奖"}]}]}, "awards.1.tiers.1"),
        ({"awards": [{"board": "organisations", "by": "lot", "tiers": [{"name": "奖", "places": 1}]}]}, "awards.1"),
        ({"published": {"members": 101}}, "published.members"),
        ({"published": {"member": 10}}, "published.member"),
        ({"pass_mark": 1001}, "pass_mark"),
        ({"secrets": ["password"]}, "secrets.1"),
        ({"erase_on": "30 June"}, "erase_on"),
    ],
)
def test_each_field_is_checked_by_name(changes: dict[str, Any], at: str) -> None:
    assert at in faults(**changes)


def test_a_fault_in_a_section_names_its_number() -> None:
    sections = facts()["sections"]
    assert "sections.2.marks" in faults(sections=[sections[0], {**sections[1], "marks": 0}])
    assert "sections.1.count" in faults(sections=[{**sections[0], "count": "three"}, sections[1]])
    assert "sections.2.bank" in faults(sections=[sections[0], {**sections[1], "bank": "Party Bank"}])
    assert "sections.1.statuses" in faults(sections=[{**sections[0], "statuses": ["checked", "checked"]}, sections[1]])


def test_what_is_missing_is_named() -> None:
    with pytest.raises(BadRules) as bad:
        rules_from({"title": "x"})
    missing = {fault.at for fault in bad.value.faults}
    assert missing == {"opens", "closes", "sections", "total", "limit_s", "attempts", "organisation_scoring"}


def test_every_disagreement_is_told_at_once() -> None:
    assert set(faults(closes=OPENS, total=999)) == {"closes", "total"}


def test_a_refusal_carries_every_fault_in_both_languages() -> None:
    with pytest.raises(BadRules) as bad:
        rules_from(facts(total=999))
    refusal = bad.value.refusal()
    assert (refusal.key, refusal.status, refusal.facts["count"]) == ("contest.bad_rules", 422, 1)
    assert refusal.facts["errors"][0]["at"] == "total"
    assert "9.99" in refusal.facts["said"].said("en")


def test_items_and_banks_are_counted() -> None:
    rules = made(
        sections=[
            {"bank": "one", "kind": "single", "count": 2, "marks": 100},
            {"bank": "two", "kind": "single", "count": 3, "marks": 200},
            {"bank": "one", "kind": "blank", "count": 1, "marks": 200},
        ]
    )
    assert rules.items == 6
    assert rules.banks == ("one", "two")
