"""Where a member stands, by the top-N rule: a rank only inside the published number, else how far it is to it."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.folding import Standings
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
    """The organisation's rank, only inside the published number of organisations."""
    participants: int
    roll: int
    participation: int
    """Of ten thousand; of the own organisation."""
    shared: bool = False
    entry: int = 0
    """The cut that this was read at; while frozen it stands still."""


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
        )


class _Home(NamedTuple):
    rank: int | None
    participants: int
    roll: int
    participation: int


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
        return _Home(None, 0, 0, 0)
    people = standings.people
    groups = standings.groups("organisations")
    mine = people.tree.branch(people.seats.organisations[people.home[place]])
    if mine not in groups:
        return _Home(None, 0, 0, 0)
    rank, published = groups.rank(mine), standings.scheme.published_organisations
    shown = ranking and (published is None or rank <= published)
    is_ = groups[mine].figures
    return _Home(rank if shown else None, is_.participants, is_.roll, is_.participation)
