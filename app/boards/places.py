"""Where a member stands, by the top-N rule: a rank only inside the published number, else how far it is to it."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.folding import Standings
from app.boards.groups import Groups
from app.boards.people import People
from app.contests.finding import ContestView
from app.core.house import House


@dataclass(frozen=True)
class Place:
    rank: int | None
    """Only inside the published number of members."""
    out_of: int
    """Members with a result at the cut."""
    gap: int | None
    """Hundredths of a mark to the last published place; None inside it and without a result."""
    organisation: int | None
    """The organisation's rank, only inside the published number of organisations; among those of its size class, where
    there are such classes."""
    participants: int
    roll: int
    participation: int
    """Of ten thousand; of the own organisation."""
    shared: bool = False
    entry: int = 0
    """The cut that this was read at; while frozen it stands still."""
    organisation_shared: bool = False
    division: str = ""
    """The size class of the organisation, "11-30"; "" where the rules have none."""
    out_of_organisations: int = 0
    """How many organisations it is placed among."""


def own(house: House, session: Session, view: ContestView, member_key: str, at_least: int = 0) -> Place:
    """The public's place of a member, from a fold that knows entry ``at_least`` (unless a freeze hides it).

    Where the rules want no ranking there is none here either.
    """
    with folds.at(house, session, view, "public", at_least=at_least) as (standings, cut):
        place = standings.people.place(member_key)
        ranking = view.rules.ranking
        rank, gap = _rank(standings, place, standings.scheme.published_members if ranking else 0)
        home = _home(standings, place, ranking=ranking)
        return Place(
            rank=rank,
            out_of=len(standings.order),
            gap=gap,
            organisation=home.rank,
            participants=home.participants,
            roll=home.roll,
            participation=home.participation,
            shared=rank is not None and place is not None and standings.order.shared(place),
            entry=cut.seq,
            organisation_shared=home.shared,
            division=home.division,
            out_of_organisations=home.out_of,
        )


class _Home(NamedTuple):
    rank: int | None = None
    shared: bool = False
    out_of: int = 0
    division: str = ""
    participants: int = 0
    roll: int = 0
    participation: int = 0


def _rank(standings: Standings, place: int | None, published: int) -> tuple[int | None, int | None]:
    order = standings.order
    rank = order.rank(place) if place is not None else None
    if place is None or rank is None or published == 0:
        return None, None
    if rank <= published:
        return rank, None
    last, score = order.last_of(published), standings.counts.score
    return None, None if last is None else score[last] - score[place]


def _home(standings: Standings, place: int | None, *, ranking: bool) -> _Home:
    """The organisation where the member is counted on the board; its place is a look-up among the rows."""
    if place is None:
        return _Home()
    people = standings.people
    groups = standings.groups("organisations")
    mine = people.tree.branch(people.seats.organisations[people.home[place]])
    if mine not in groups:
        return _Home()
    division = next(iter(sorted(groups.divisions(mine, people))), "")
    rank, shared, out_of = _among(groups, mine, people, division)
    published = standings.scheme.published_organisations
    shown = ranking and (published is None or rank <= published)
    is_ = groups[mine].figures
    return _Home(
        rank=rank if shown else None,
        shared=shown and shared,
        out_of=out_of,
        division=division,
        participants=is_.participants,
        roll=is_.roll,
        participation=is_.participation,
    )


def _among(groups: Groups, mine: int, people: People, division: str) -> tuple[int, bool, int]:
    """Rank, whether it is shared, and among how many: all rows, or those of one size class."""
    if not division:
        return groups.rank(mine), groups.shared(mine), len(groups)
    merits, merit = groups.merits(division, people), groups[mine].merit
    first = bisect_left(merits, merit)
    return 1 + first, merits[first + 1 : first + 2] == [merit], len(merits)
