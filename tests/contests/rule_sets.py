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


sections = st.lists(
    st.fixed_dictionaries(
        {
            "bank": st.sampled_from(["made", "other"]),
            "kind": st.sampled_from([kind.value for kind in QuestionKind]),
            "count": st.integers(1, 20),
            "marks": st.integers(1, 1000),
            "statuses": subset(QuestionStatus),
        }
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    chosen = draw(sections)
    score = draw(st.sampled_from(["at_once", "after_close"]))
    answers = draw(st.sampled_from(["after_close", "never", *(["at_once"] if score == "at_once" else [])]))
    opens = draw(st.integers(0, 4_000_000_000_000))
    closes = opens + draw(st.integers(60_000, 400 * DAY))
    attempts = draw(st.none() | st.integers(1, 100))
    return made(
        title=draw(st.text("新城杯党在我心中 abc", min_size=1).filter(str.strip)),
        opens=opens,
        closes=closes,
        freeze_at=draw(st.none() | st.integers(opens + 1, closes)),
        sections=chosen,
        total=sum(section["count"] * section["marks"] for section in chosen),
        limit_s=draw(st.none() | st.integers(60, 86_400)),
        grace_s=draw(st.integers(0, 60)),
        attempts=attempts,
        attempts_per_day=draw(st.none() | st.integers(1, attempts or 100)),
        counts=draw(st.sampled_from(["best", "first", "last"])),
        closed_book=draw(st.booleans()),
        ties=draw(st.lists(st.sampled_from(["duration", "handed_in"]), unique=True)),
        eligible=draw(subset(Category)),
        review={"score": score, "answers": answers},
        organisation_scoring={
            "kind": draw(st.sampled_from(["mean_of_roll", "composite"])),
            "participation_weight": draw(st.integers(1, 100)),
            "mean_weight_percent": draw(st.integers(0, 100)),
            "gate_percent": draw(st.none() | st.integers(1, 100)),
        },
        organisation_ties=draw(
            st.lists(st.sampled_from(["participation", "full_marks", "mean", "duration"]), unique=True)
        ),
        published={"organisations": draw(st.none() | st.integers(1, 500)), "members": draw(st.integers(0, 100))},
        qualifiers=draw(st.none() | st.integers(1, 1000)),
    )
