"""Rows of organisations under every rule, worked out by hand."""

from fractions import Fraction
from typing import Any

import pytest

from app.verify.counting_again import Result
from app.verify.pinned import with_defaults
from app.verify.pinned_roll import Node, RollRow, division
from app.verify.refolding import Fold, Group, Row, half_up, organisation_figure

pytestmark = pytest.mark.pure

GROUP = Group(roll=7, participants=3, full_marks=1, scores={"a": 1000, "b": 800, "c": 501})
"""Three of seven took part: 2301 in all."""


def rules(scoring: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return with_defaults(
        {
            "sections": [],
            "eligible": ["full", "probationary"],
            "counts": "best",
            "ties": ["duration"],
            "total": 1000,
            "organisation_ties": ["participation", "full_marks", "mean", "duration"],
            "organisation_scoring": scored(**(scoring or {"kind": "mean_of_roll"})),
            **more,
        }
    )


def scored(**scoring: Any) -> dict[str, Any]:
    plain = {"participation_weight": 50, "mean_weight_percent": 50, "gate_percent": None}
    return {**plain, "best_n": None, "full_marks_weight": 0, "min_participants": None, "categories": [], **scoring}


@pytest.mark.parametrize(
    ("scoring", "figure"),
    [
        ({"kind": "sum"}, 2301),
        ({"kind": "mean"}, 767),
        ({"kind": "mean_of_roll"}, 329),  # 328.71
        ({"kind": "best", "best_n": 2}, 900),
        ({"kind": "best", "best_n": 5}, 460),  # 2301 / 5 = 460.2: two absent count 0
        ({"kind": "best", "best_n": 10}, 329),  # only seven are there
        ({"kind": "composite"}, 2526),  # 50 × 3/7 = 21.4286 marks, and half of 767: 2142.86 + 383.5
        ({"kind": "composite", "full_marks_weight": 20, "mean_weight_percent": 0}, 2810),  # 2142.86 + 20 × 1/3 = 6.6667
    ],
)
def test_the_figure_of_a_row(scoring: dict[str, Any], figure: int) -> None:
    assert half_up(organisation_figure(scored(**scoring), GROUP)) == figure


def test_a_figure_is_rounded_once() -> None:
    """1/3 of the weight 1 and half of a mean 100.33…: 33.33… + 50.16… = 83.5 goes up to 84; rounded apart it is 83."""
    group = Group(roll=9, participants=3, scores={"a": 101, "b": 100, "c": 100})
    scoring = scored(kind="composite", participation_weight=1)
    assert organisation_figure(scoring, group) == Fraction(167, 2)
    assert half_up(organisation_figure(scoring, group)) == 84


def test_nobody_at_all_is_nothing() -> None:
    for kind in ("sum", "mean", "mean_of_roll", "best", "composite"):
        assert organisation_figure(scored(kind=kind, best_n=3, full_marks_weight=5), Group()) == 0


def member(key: str, home: int, category: str = "full", *, exempt: bool = False) -> RollRow:
    return RollRow(key, home, 70, None, category, exempt, "")


def fold(roll: list[RollRow], marks: dict[str, int], made: dict[str, Any], tree: Any = None) -> Fold:
    found = Fold(made, roll, tree)
    homes = {one.member_key: one.organisation_id for one in roll}
    for seq, (key, score) in enumerate(marks.items(), 1):
        found.take(Result(seq, key, homes[key], 1, score, 60_000, 1_000_000 + seq))
    return found


def rows(found: list[Row]) -> list[tuple[Any, ...]]:
    return [(row.rank, row.id, row.score, row.participants, row.roll) for row in found]


ROLL = [member("a", 1), member("b", 1), member("c", 1), member("d", 2), member("e", 2, "probationary"), member("f", 3)]


def test_rows_below_the_gate_or_with_too_few_people_come_last() -> None:
    marks = {"a": 900, "d": 500, "e": 500, "f": 400}
    by_mean = {"kind": "mean"}
    assert rows(fold(ROLL, marks, rules(by_mean)).organisations())[0] == (1, 1, 900, 1, 3)
    gated = rows(fold(ROLL, marks, rules(by_mean | {"gate_percent": 50})).organisations())
    assert gated == [(1, 2, 500, 2, 2), (2, 3, 400, 1, 1), (3, 1, 900, 1, 3)]
    fewest = rows(fold(ROLL, marks, rules(by_mean | {"min_participants": 2})).organisations())
    assert fewest == [(1, 2, 500, 2, 2), (2, 1, 900, 1, 3), (3, 3, 400, 1, 1)]


def test_only_the_counted_categories_are_on_either_side() -> None:
    marks = {"d": 600, "e": 900}
    found = fold(ROLL, marks, rules({"kind": "sum", "categories": ["full"]}))
    assert rows(found.organisations()) == [(1, 2, 600, 1, 1), (2, 1, 0, 0, 3), (2, 3, 0, 0, 1)]
    assert [row.id for row in found.members()] == ["e", "d"], "members are ranked whatever their category"


def test_a_group_counts_for_the_organisation_above_it() -> None:
    tree = {1: Node(9, "branch"), 2: Node(1, "group"), 3: Node(9, "branch"), 9: Node(None, "committee")}
    found = fold(ROLL, {"a": 100, "d": 200, "e": 300}, rules({"kind": "sum"}), tree)
    assert rows(found.organisations()) == [(1, 1, 600, 3, 5), (2, 3, 0, 0, 1)]


def test_without_a_total_nobody_has_full_marks() -> None:
    marks = {"a": 1000, "b": 1000}
    full = [row.full_marks for row in fold(ROLL, marks, rules()).organisations()]
    none = [row.full_marks for row in fold(ROLL, marks, rules(total=None)).organisations()]
    assert (sum(full), sum(none)) == (2, 0)


def test_attempts_a_head_break_a_tie() -> None:
    """Equal sums; 1 has 3 attempts on a roll of 3, 3 has 2 on a roll of 1: 1.0 and 2.0 a head."""
    made = rules({"kind": "sum"}, organisation_ties=["attempts"])
    found = fold(ROLL, {"a": 100, "b": 100, "c": 100, "f": 300}, made)
    assert [row.rank for row in found.organisations() if row.score == 300] == [1, 1]
    found.take(Result(9, "f", 3, 2, 50, 60_000, 2_000_000))
    assert [(row.rank, row.id) for row in found.organisations() if row.score == 300] == [(1, 3), (2, 1)]


def test_fewer_wrong_answers_break_a_tie_of_members() -> None:
    found = Fold(rules(ties=["wrong"]), ROLL)
    for key, wrong in (("a", 3), ("b", 1), ("c", 3)):
        found.take(Result(1, key, 1, 1, 500, 60_000, 1_000_000, wrong, key))
    assert [(row.rank, row.id) for row in found.members()] == [(1, "b"), (2, "a"), (2, "c")]


@pytest.mark.parametrize(
    ("size", "label"), [(0, "1-10"), (1, "1-10"), (10, "1-10"), (11, "11-30"), (30, "11-30"), (31, "31-")]
)
def test_size_classes(size: int, label: str) -> None:
    assert division(size, (10, 30)) == label
    assert division(size, ()) == ""
