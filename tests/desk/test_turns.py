"""Which contest an organiser has to see to first."""

from types import SimpleNamespace
from typing import Any

from app.contests.phases import Phase
from app.desk.turns import in_turn


def contest(slug: str, phase: Phase, opens: int, *, rehearsal: bool = False) -> Any:
    return SimpleNamespace(slug=slug, opens=opens, rehearsal=rehearsal, phase=lambda now: phase)


def test_what_runs_stands_before_what_waits_and_a_draft_for_next_year_comes_late() -> None:
    there = [
        contest("next-year", Phase.DRAFT, 900),
        contest("settled-long-ago", Phase.FINALISED, 10),
        contest("trial", Phase.OPEN, 50, rehearsal=True),
        contest("tomorrow", Phase.DRAFT, 200),
        contest("runs", Phase.OPEN, 50),
        contest("waits-for-its-final-board", Phase.CLOSED, 40),
        contest("settled", Phase.FINALISED, 20),
    ]
    assert [one.slug for one in in_turn(there, 100)] == [
        "runs",
        "waits-for-its-final-board",
        "tomorrow",
        "next-year",
        "settled",
        "settled-long-ago",
        "trial",
    ]
