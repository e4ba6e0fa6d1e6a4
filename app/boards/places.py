"""Where a member stands, by the top-N rule: a rank only inside the published number, else how far it is to it."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from app.boards import standings as folds
from app.boards.fairness import half_up
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
    """The public's place of a member, from a fold that knows entry ``at_least`` (unless a freeze hides it)."""
    with folds.at(house, session, view, "public", at_least=at_least) as (standings, cut):
        place = standings.roll.place_of.get(member_key)
        published = standings.scheme.published_members
        rank, gap = _rank(standings, place, published)
        home = _home(standings, place)
        return Place(
            rank=rank,
            out_of=len(standings.index()),
            gap=gap,
            organisation=home.rank,
            participants=home.participants,
            roll=home.roll,
            participation=half_up(10_000 * home.participants, home.roll),
            shared=rank is not None and _shared(standings, place),
            entry=cut.seq,
        )


class _Home(NamedTuple):
    rank: int | None
    participants: int
    roll: int


def _rank(standings: Standings, place: int | None, published: int) -> tuple[int | None, int | None]:
    rank = standings.rank(place) if place is not None else None
    if place is None or rank is None or published == 0:
        return None, None
    if rank <= published:
        return rank, None
    last = standings.index().first(published)[-1] & 0xFFFFFFFF
    return None, standings.score[last] - standings.score[place]


def _shared(standings: Standings, place: int | None) -> bool:
    assert place is not None
    merit = standings.key(place) >> 32
    index = standings.index()
    return index.below((merit + 1) << 32) - index.below(merit << 32) > 1


def _home(standings: Standings, place: int | None) -> _Home:
    if place is None:
        return _Home(None, 0, 0)
    number = standings.roll.group_of["organisations"][place]
    groups, published = standings.groups("organisations"), standings.scheme.published_organisations
    mine = groups[number]
    rank = 1 + sum(one.merit < mine.merit for one in groups)
    shown = published is None or rank <= published
    return _Home(rank if shown else None, mine.figures.participants, mine.figures.roll)
