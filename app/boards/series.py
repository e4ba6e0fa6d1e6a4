"""A series as it stands: the mean over its contests that are over, each through what the public may see of it."""

from dataclasses import dataclass
from typing import cast

from sqlmodel import Session

from app.boards import standings as folds
from app.boards import visible
from app.boards.counting import NOBODY
from app.boards.means import Mean, means
from app.contests.finding import ContestView, contest
from app.contests.models import ContestState
from app.contests.series import SeriesView
from app.core.house import House

SETTLED = (ContestState.CLOSED, ContestState.FINALISED)


@dataclass(frozen=True)
class Part:
    """What one contest gives to the mean."""

    slug: str
    entry: int
    """Up to which entry of its chain."""
    members: dict[str, int]
    """The counting score by member key."""
    organisations: dict[int, int]
    """The own figure of every organisation with somebody on its roll, by internal id."""


@dataclass(frozen=True)
class SeriesTable:
    parts: tuple[Part, ...]
    organisations: tuple[Mean[int], ...]
    members: tuple[Mean[str], ...]
    published_organisations: int | None
    """The strictest of the contests' rules; ``None``: every row."""
    published_members: int

    def member(self, key: str) -> Mean[str] | None:
        return next((one for one in self.members if one.key == key), None)


def table(house: House, session: Session, view: SeriesView) -> SeriesTable:
    """The whole series: for every audience the same, as it holds only what each contest has made public.

    A contest counts once it is closed or finalised, not while it is frozen, and only where its rules want places.
    """
    counted: list[tuple[ContestView, visible.Cut]] = []
    for slug in view.contests:
        found = contest(session, slug)
        cut = visible.cut(session, found.id, "public")
        if found.state in SETTLED and found.rules.ranking and not cut.frozen:
            counted.append((found, cut))
    stamp = (view.min_sittings, *((found.id, cut.seq, cut.epoch) for found, cut in counted))
    kept = cast("dict[str, tuple[object, SeriesTable]]", house.kept.setdefault("boards.series", {}))
    stored = kept.get(view.slug)
    if stored is not None and stored[0] == stamp:
        return stored[1]
    made = _table(house, session, view, [found for found, _ in counted])
    kept[view.slug] = (stamp, made)
    return made


def _table(house: House, session: Session, view: SeriesView, counted: list[ContestView]) -> SeriesTable:
    parts = tuple(_part(house, session, found) for found in counted)
    limits = [one.rules.published.organisations for one in counted if one.rules.published.organisations is not None]
    return SeriesTable(
        parts,
        tuple(means([one.organisations for one in parts])),
        tuple(means([one.members for one in parts], view.min_sittings)),
        min(limits, default=None),
        min((one.rules.published.members for one in counted), default=0),
    )


def _part(house: House, session: Session, view: ContestView) -> Part:
    with folds.at(house, session, view, "public") as (standings, cut):
        people, score = standings.people, standings.counts.score
        members = {people.key(place): score[place] for place in range(len(people)) if score[place] != NOBODY}
        groups = standings.groups("organisations")
        return Part(view.slug, cut.seq, members, {id_: groups[id_].figures.score for id_ in groups})
