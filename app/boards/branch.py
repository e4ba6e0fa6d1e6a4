"""Branches at a cut, with who has not taken part: for the branch's own secretary and the organiser."""

from dataclasses import dataclass

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.counting import NOBODY
from app.boards.folding import Standings
from app.boards.visible import Audience, Cut
from app.contests.finding import ContestView
from app.core.house import House


@dataclass(frozen=True)
class Branch:
    participants: int
    roll: int
    participation: int
    """Of ten thousand."""
    rank: int | None
    """Only where places are shown, and inside the published number."""
    absent: tuple[str, ...]
    """Member keys of those who count for it, are not exempt, have not left and have no result at the cut."""
    cut: Cut


@dataclass(frozen=True)
class Turnout:
    """How many of one organisation have taken part; of a Party group's people the organisation above it."""

    organisation: int
    participants: int
    roll: int
    participation: int
    """Of ten thousand."""


def branch(
    house: House, session: Session, view: ContestView, organisation_id: int, *, audience: Audience = "public"
) -> Branch:
    """The branch as the boards count it: a Party group's people belong to the organisation above it."""
    with folds.at(house, session, view, audience) as (standings, cut):
        groups = standings.groups("organisations")
        row = standings.people.tree.branch(organisation_id)
        if row not in groups:
            return Branch(0, 0, 0, None, (), cut)
        is_ = groups[row].figures
        rank, published = groups.rank(row), standings.scheme.published_organisations
        shown = view.rules.ranking and is_.participants > 0 and (published is None or rank <= published)
        return Branch(
            participants=is_.participants,
            roll=is_.roll,
            participation=is_.participation,
            rank=rank if shown else None,
            absent=tuple(_absent(standings, set(groups.seats[row]))),
            cut=cut,
        )


def turnouts(house: House, session: Session, view: ContestView) -> list[Turnout]:
    """Every organisation that should take part as it stands now, for organisers: the lowest rate first, of equal ones
    the one with more people missing."""
    with folds.at(house, session, view, "organiser") as (standings, _cut):
        groups = standings.groups("organisations")
        found = [
            Turnout(row, is_.participants, is_.roll, is_.participation)
            for row in groups
            if (is_ := groups[row].figures).roll
        ]
    return sorted(found, key=lambda one: (one.participation, one.participants - one.roll, one.organisation))


def _absent(standings: Standings, seats: set[int]) -> list[str]:
    people, score = standings.people, standings.counts.score
    return [
        people.key(place)
        for place, seat in enumerate(people.home)
        if seat in seats and score[place] == NOBODY and not people.exempt[place] and not people.left[place]
    ]
