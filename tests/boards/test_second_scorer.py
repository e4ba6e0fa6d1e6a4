"""The boards' digests against the second scorer's own code, over random contests."""

from typing import Any

import pytest
from hypothesis import given, settings

from app.boards.publishing import groups_text, members_text
from app.boards.roll import OnRoll
from app.boards.scheme import Scheme
from app.verify.boards_again import board_text
from app.verify.pinned import RollRow
from app.verify.refolding import Fold, Result
from tests.boards.reference import Attempt
from tests.boards.test_folding import SCHEMES, contests, folded

pytestmark = pytest.mark.pure


def rules(scheme: Scheme) -> dict[str, Any]:
    return {
        "total": scheme.total,
        "counts": scheme.counts,
        "ties": list(scheme.ties),
        "organisation_ties": list(scheme.organisation_ties),
        "organisation_scoring": {
            "kind": scheme.kind,
            "participation_weight": scheme.participation_weight,
            "mean_weight_percent": scheme.mean_weight_percent,
            "gate_percent": scheme.gate_percent,
        },
    }


@given(contests(), SCHEMES)
@settings(deadline=None, max_examples=300)
def test_both_scorers_write_the_same_boards(
    contest: tuple[list[OnRoll], list[Attempt], list[int]], scheme: Scheme
) -> None:
    roll, attempts, cuts = contest
    ours = folded(roll, attempts, scheme, cuts)
    rows = [
        RollRow(one.member_key, one.organisation_id, one.district_id, one.unit_id, "full", one.exempt, one.division)
        for one in roll
    ]
    theirs = Fold(rules(scheme), rows)
    home = {one.member_key: one.organisation_id for one in roll}
    for seq, one in enumerate(attempts, 1):
        key = one.member_key
        theirs.take(Result(seq, key, home[key], one.attempt, one.score, one.duration_ms, one.at))
    assert groups_text(ours, "organisations") == board_text(theirs.organisations())
    assert groups_text(ours, "districts") == board_text(theirs.districts())
    assert groups_text(ours, "units") == board_text(theirs.units())
    assert members_text(ours) == board_text(theirs.members())
