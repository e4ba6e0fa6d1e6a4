"""The boards' digests against the second scorer's own code, over random contests in which everything may happen."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.boards.publishing import groups_text, members_text
from app.boards.roll import OnRoll
from app.boards.scheme import Scheme
from app.verify.boards_again import board_text
from app.verify.pinned_roll import Node, RollRow
from app.verify.refolding import Fold
from tests.boards.ledgers import CATEGORIES, NODES, SCHEMES, Ledger, ledgers

pytestmark = pytest.mark.pure


def rules(scheme: Scheme) -> dict[str, Any]:
    """The part of a contest's rules that boards need."""
    return {
        "eligible": CATEGORIES,
        "total": scheme.total,
        "counts": scheme.counts,
        "counted_a_day": scheme.counted_a_day,
        "day_zone": scheme.zone.key,
        "ties": scheme.ties,
        "organisation_ties": scheme.organisation_ties,
        "organisation_scoring": {
            "kind": scheme.kind,
            "best_n": scheme.best_n,
            "participation_weight": scheme.participation_weight,
            "mean_weight_percent": scheme.mean_weight_percent,
            "full_marks_weight": scheme.full_marks_weight,
            "gate_percent": scheme.gate_percent,
            "min_participants": scheme.min_participants,
            "categories": scheme.counted,
        },
    }


def row(one: OnRoll) -> RollRow:
    home = (one.organisation_id, one.district_id, one.unit_id)
    return RollRow(one.member_key, *home, one.category, one.exempt, one.division)


def again(ledger: Ledger, scheme: Scheme) -> Fold:
    """The second scorer's fold of the same chain."""
    tree = {id_: Node(*node) for id_, node in NODES.items()}
    found = Fold(rules(scheme), [row(one) for one in ledger.roll], tree)
    for one in ledger.chain:
        found.apply(one, one.facts)
    return found


def compare(ledger: Ledger, scheme: Scheme) -> None:
    ours, theirs = ledger.fold(scheme), again(ledger, scheme)
    assert groups_text(ours, "organisations") == board_text(theirs.organisations())
    assert groups_text(ours, "districts") == board_text(theirs.districts())
    assert groups_text(ours, "units") == board_text(theirs.units())
    assert members_text(ours) == board_text(theirs.members())


@given(ledgers(), SCHEMES)
@settings(max_examples=150)
def test_both_scorers_write_the_same_boards(ledger: Ledger, scheme: Scheme) -> None:
    compare(ledger, scheme)


@given(ledgers(plain=True), SCHEMES)
@settings(max_examples=50)
def test_both_scorers_write_the_same_boards_of_plain_results(ledger: Ledger, scheme: Scheme) -> None:
    compare(ledger, scheme)
