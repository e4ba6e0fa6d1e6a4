"""Rule sets for the tests: one that is sound, and any that could be."""

from typing import Any

from hypothesis import strategies as st

from app.banks.models import QuestionKind, QuestionStatus
from app.contests.rules import Rules
from app.contests.rules_faults import rules_from
from app.organisations.models import Category

OPENS = 1_780_272_000_000
"""2026-06-01 08:00 in China."""
CLOSES = 1_782_835_200_000
"""2026-06-30 24:00 in China."""
DAY = 86_400_000


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "title": "测试竞赛",
        "opens": OPENS,
        "closes": CLOSES,
        "sections": [
            {"bank": "made", "kind": "single", "count": 3, "marks": 200},
            {"bank": "made", "kind": "multiple", "count": 1, "marks": 400},
        ],
        "total": 1000,
        "limit_s": 600,
        "attempts": 2,
        "organisation_scoring": {"kind": "mean_of_roll"},
        **changes,
    }


def made(**changes: Any) -> Rules:
    return rules_from(facts(**changes))


def subset(kinds: type[Any]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([kind.value for kind in kinds]), min_size=1, unique=True)


KINDS = [kind.value for kind in QuestionKind]


def a_section(marking: str) -> st.SearchStrategy[dict[str, Any]]:
    """A section that fits a way of marking multiple-choice answers."""

    def with_options(section: dict[str, Any]) -> dict[str, Any]:
        if section["kind"] == "multiple" and marking == "per_option":
            return {**section, "option_marks": max(1, section["marks"] // 3)}
        return section

    return st.fixed_dictionaries(
        {
            "bank": st.sampled_from(["made", "other"]),
            "kind": st.sampled_from(KINDS),
            "count": st.integers(1, 20),
            "marks": st.integers(2, 1000),
            "statuses": subset(QuestionStatus),
            "deduct": st.sampled_from([0, 0, 50, 100]),
        }
    ).map(with_options)


@st.composite
def scorings(draw: st.DrawFn, eligible: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(["sum", "mean", "mean_of_roll", "best", "composite"]))
    return {
        "kind": kind,
        "best_n": draw(st.integers(1, 20)) if kind == "best" else None,
        "participation_weight": draw(st.integers(1, 100)),
        "mean_weight_percent": draw(st.integers(0, 100)),
        "full_marks_weight": draw(st.integers(0, 100)),
        "gate_percent": draw(st.none() | st.integers(1, 100)),
        "min_participants": draw(st.none() | st.integers(1, 20)),
        "categories": draw(st.just([]) | st.lists(st.sampled_from(eligible), unique=True)),
    }


TIERS = [
    {"name": "一等奖", "name_en": "First", "places": 3},
    {"name": "二等奖", "name_en": "Second", "percent": 40},
    {"name": "三等奖", "name_en": "Third"},
]
AWARDS = [
    {"board": "organisations", "within_percent": 60, "tiers": TIERS},
    {"board": "members", "by": "lot", "tiers": TIERS[:1]},
    {"board": "members", "tiers": TIERS[:1]},
]


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    marking = draw(st.sampled_from(["exact", "half", "per_option"]))
    chosen = draw(st.lists(a_section(marking), min_size=1, max_size=5))
    score = draw(st.sampled_from(["at_once", "after_close"]))
    answers = draw(st.sampled_from(["after_close", "never", *(["at_once"] if score == "at_once" else [])]))
    opens = draw(st.integers(0, 4_000_000_000_000))
    closes = opens + draw(st.integers(60_000, 400 * DAY))
    attempts = draw(st.none() | st.integers(1, 100))
    counts = draw(st.sampled_from(["best", "first", "last", "daily_best", "daily_first"]))
    eligible = draw(subset(Category))
    return made(
        title=draw(st.text("新城杯党在我心中 abc", min_size=1).filter(str.strip)),
        hosts=draw(st.sampled_from(["", "县直机关工委", "County office"])),
        opens=opens,
        closes=closes,
        freeze_at=draw(st.none() | st.integers(opens + 1, closes)),
        sections=chosen,
        total=sum(section["count"] * section["marks"] for section in chosen),
        limit_s=draw(st.none() | st.integers(60, 86_400)),
        grace_s=draw(st.integers(0, 60)),
        attempts=attempts,
        attempts_per_day=draw(st.none() | st.integers(1, attempts or 100)),
        counts=counts,
        counted_a_day=draw(st.integers(1, 5)) if counts == "daily_first" else 1,
        multiple_marking=marking,
        make_up=draw(st.none() | st.fixed_dictionaries({"days": st.integers(1, 120), "who": st.just("absent")})),
        closed_book=draw(st.booleans()),
        ties=draw(st.lists(st.sampled_from(["duration", "handed_in", "wrong"]), unique=True)),
        eligible=eligible,
        review={"score": score, "answers": answers},
        organisation_scoring=draw(scorings(eligible)),
        organisation_ties=draw(
            st.lists(st.sampled_from(["participation", "full_marks", "mean", "attempts", "duration"]), unique=True)
        ),
        divisions=draw(st.sampled_from([(), (10, 30), (1,), (5, 6)])),
        awards=draw(st.lists(st.sampled_from(AWARDS), max_size=2)),
        ranking=draw(st.sampled_from([True, True, True, False])),
        published={"organisations": draw(st.none() | st.integers(1, 500)), "members": draw(st.integers(0, 100))},
        qualifiers=draw(st.none() | st.integers(1, 1000)),
    )
