"""What single entries do to the boards, worked out by hand: two branches of three, everybody's mark told."""

from typing import Any, NamedTuple

import pytest

from app.verify.refolding import Fold
from tests.verify.test_refolding import member, rows, rules

pytestmark = pytest.mark.pure

OLD, NEW, NOON, DAY = 1, 2, 1_767_240_000_000, 86_400_000
"""Noon in China."""


class Entry(NamedTuple):
    kind: str
    member_key: str
    paper_key: str | None = None
    organisation_id: int | None = None
    attempt: int | None = None
    score: int | None = None
    duration_ms: int | None = 60_000
    wrong: int | None = 0
    at: int = NOON
    seq: int = 0


def fold(**more: Any) -> Fold:
    roll = [member(key, OLD) for key in "abc"] + [member(key, NEW) for key in "def"]
    return Fold(rules({"kind": "sum"}, **more), roll)


def sit(fold: Fold, key: str, score: int, *, home: int | None = OLD, attempt: int = 1, at: int = NOON) -> None:
    paper = f"{key}-{attempt}"
    fold.apply(Entry("result", key, paper, home, attempt, score, at=at), {})


def place(organisation: int, *, category: str = "full", exempt: bool = False) -> dict[str, Any]:
    return {"district": 70 + organisation, "unit": None, "category": category, "exempt": exempt, "path": [organisation]}


def by_id(fold: Fold) -> dict[Any, list[Any]]:
    """[score, participants, roll] by organisation."""
    return {id_: list(rest) for _, id_, *rest in rows(fold.organisations())}


def test_a_result_stays_where_it_was_handed_in_and_the_denominator_moves() -> None:
    found = fold()
    sit(found, "a", 500)
    found.apply(Entry("roll_moved", "a", organisation_id=NEW), place(NEW))
    assert by_id(found) == {OLD: [500, 1, 2], NEW: [0, 0, 4]}
    sit(found, "a", 700, home=NEW, attempt=2)
    assert by_id(found) == {OLD: [0, 0, 2], NEW: [700, 1, 4]}


def test_a_day_counts_where_it_was_handed_in() -> None:
    """300 for the old branch, 400 for the new one, where the member takes part since the second day."""
    found = fold(counts="daily_best")
    sit(found, "a", 300)
    found.apply(Entry("roll_moved", "a", organisation_id=NEW, at=NOON + 1), place(NEW))
    sit(found, "a", 400, home=NEW, attempt=2, at=NOON + DAY)
    assert by_id(found) == {OLD: [300, 0, 2], NEW: [400, 1, 4]}
    assert {row.id: row.score for row in found.districts()} == {70: 300, 72: 400}
    assert [row.score for row in found.members()] == [700]


def test_who_left_keeps_the_result_and_leaves_the_denominator() -> None:
    found = fold()
    for key in "abc":
        sit(found, key, 100)
    found.apply(Entry("roll_left", "a"), {"reason": "retired"})
    row = next(row for row in found.organisations() if row.id == OLD)
    assert (row.score, row.participants, row.roll, row.participation) == (300, 3, 2, 10_000), "capped at all of them"


def test_who_joined_is_counted_and_may_come_back() -> None:
    found = fold()
    found.apply(Entry("roll_joined", "x", organisation_id=NEW), place(NEW))
    assert by_id(found)[NEW] == [0, 0, 4]
    found.apply(Entry("roll_left", "x"), {})
    assert by_id(found)[NEW] == [0, 0, 3]
    found.apply(Entry("roll_joined", "x", organisation_id=OLD), place(OLD))
    assert by_id(found) == {OLD: [0, 0, 4], NEW: [0, 0, 3]}


def test_the_exempt_leave_both_sides_and_come_back() -> None:
    found = fold()
    sit(found, "a", 500)
    found.apply(Entry("exempted", "a"), {"exempt": True})
    assert by_id(found)[OLD] == [0, 0, 2]
    assert [row.id for row in found.members()] == ["a"]
    found.apply(Entry("exempted", "a"), {"exempt": False})
    assert by_id(found)[OLD] == [500, 1, 3]


def test_provisional_results_are_kept_aside_until_they_are_confirmed() -> None:
    found = fold(counts="last")
    sit(found, "a", 200)
    sit(found, "p", 900, home=None)
    assert by_id(found)[OLD] == [200, 1, 3]
    assert [row.id for row in found.members()] == ["a"]
    found.apply(Entry("provisional_confirmed", "a"), {"provisional": "p", "attempts": {"p-1": 2}})
    assert by_id(found)[OLD] == [900, 1, 3]
    assert found.attempts("a") == 2


def test_a_confirmed_result_counts_for_where_the_member_stands_now() -> None:
    found = fold()
    sit(found, "p", 900, home=None)
    found.apply(Entry("roll_moved", "a", organisation_id=NEW), place(NEW))
    found.apply(Entry("provisional_confirmed", "a"), {"provisional": "p", "attempts": {"p-1": 1}})
    assert by_id(found) == {OLD: [0, 0, 2], NEW: [900, 1, 4]}


def test_late_answers_that_were_admitted_replace_the_mark_and_not_the_hour() -> None:
    found = fold(ties=["handed_in"])
    sit(found, "a", 200)
    sit(found, "b", 300, at=NOON + 5)
    assert [row.id for row in found.members()] == ["b", "a"]
    found.apply(Entry("late_admitted", "a", "a-1", attempt=1, score=300, at=NOON + DAY), {})
    assert [row.id for row in found.members()] == ["a", "b"]


def test_an_annulled_result_is_as_if_it_were_not_there() -> None:
    found = fold()
    sit(found, "a", 200)
    sit(found, "a", 900, attempt=2)
    found.apply(Entry("annulled", "a", "a-2"), {"reason": "misconduct"})
    assert (by_id(found)[OLD], found.attempts("a")) == ([200, 1, 3], 1)
    found.apply(Entry("annulled", "a", "a-1"), {"reason": "mistake"})
    assert (by_id(found)[OLD], found.members()) == ([0, 0, 3], [])
    found.apply(Entry("restored", "a", "a-2"), {"reason": "mistake"})
    assert by_id(found)[OLD] == [900, 1, 3]


def test_the_place_at_an_instant() -> None:
    found = fold()
    found.apply(Entry("roll_moved", "a", organisation_id=NEW, at=NOON), place(NEW))
    homes = [[one.organisation_id for one in found.places_about("a", NOON + off, 100) if one] for off in (-101, 0, 100)]
    assert homes == [[OLD], [OLD, NEW], [NEW]]
    assert found.places_about("nobody", NOON, 100) == [None]
