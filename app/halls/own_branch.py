"""One organisation's place by the top-N rule: a rank only inside the published number, else how far it is to it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.fairness import Figures
from app.boards.rows import group_rows
from app.contests.finding import ContestView
from app.core.house import House
from app.core.refusal import not_found

BOARD = "organisations"


@dataclass(frozen=True)
class BranchPlace:
    """At the public's cut; while frozen it stands still."""

    on_roll: bool
    """Whether anybody of it is on the contest roll."""
    figures: Figures | None = None
    rank: int | None = None
    """Only inside the published number of organisations."""
    shared: bool = False
    gap: int | None = None
    """Hundredths to the score of the last published place, where more score would do; None inside it."""
    at: int = 0
    """The instant of the cut's entry."""
    frozen: bool = False
    final: bool = False
    division: str = ""
    """The size class within which it is placed, "11-30"; "" where the rules have none."""
    out_of: int = 0
    """How many organisations it is placed among."""


def branch_place(house: House, session: Session, view: ContestView, organisation_id: int) -> BranchPlace:
    if not view.rules.ranking:
        raise not_found()
    with folds.at(house, session, view, "public") as (standings, cut):
        told: dict[str, Any] = {"at": cut.at, "frozen": cut.frozen, "final": cut.final}
        groups, people = standings.groups(BOARD), standings.people
        classes = groups.divisions(organisation_id, people) if organisation_id in groups else set()
        division = min(classes, default="")
        placed = group_rows(
            standings, BOARD, keep=lambda id_: not division or division in groups.divisions(id_, people)
        )
        told |= {"division": division, "out_of": len(placed)}
        mine = next((one for one in placed if one.row.id == organisation_id), None)
        if mine is None:
            return BranchPlace(on_roll=False, **told)
        figures, published = mine.row.figures, standings.scheme.published_organisations
        if not figures.participants:
            return BranchPlace(on_roll=True, figures=figures, **told)
        if published is None or mine.rank <= published:
            return BranchPlace(on_roll=True, figures=figures, rank=mine.rank, shared=mine.shared, **told)
        last = [one for one in placed if one.rank <= published][-1].row.figures
        gap = last.score - figures.score if figures.passes or not last.passes else None
        return BranchPlace(on_roll=True, figures=figures, gap=gap, **told)
