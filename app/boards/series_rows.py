"""The rows of a series with names: what the public sees of it, and what a member sees of the own sittings."""

from typing import NamedTuple

from sqlmodel import Session

from app.boards.means import Mean
from app.boards.naming import names
from app.boards.series import SeriesTable
from app.contests.finding import contest
from app.contests.rules import Rules
from app.contests.series import SeriesView
from app.core.house import House
from app.organisations.labels import member_names
from app.organisations.names import masked


class SeriesRow(NamedTuple):
    """``figure`` in hundredths; ``rank`` is ``None`` of those with too few sittings."""

    rank: int | None
    shared: bool
    key: str
    """Public key of the organisation, member key of a person: a page for everybody shows neither of a person."""
    name: str
    organisation: str
    figure: int
    sittings: int


class Sitting(NamedTuple):
    """A contest of a series; ``counts`` says whether it is in the mean yet, ``score`` is the member's in hundredths."""

    slug: str
    rules: Rules
    counts: bool
    score: int | None


def organisation_rows(house: House, session: Session, table: SeriesTable, *, public: bool = True) -> list[SeriesRow]:
    """Organisations in order; in public as far as the strictest of the contests publishes."""
    known, last = names(house, session).organisations, table.published_organisations
    rows = [
        SeriesRow(one.rank, one.shared, known[one.key].key, known[one.key].short_name, "", one.figure, one.sittings)
        for one in table.organisations
        if one.key in known and (not public or last is None or (one.rank or 0) <= last)
    ]
    order = {label.key: label.sort_key for label in known.values()}
    return sorted(rows, key=lambda row: (row.rank or 0, order[row.key]))


def member_rows(house: House, session: Session, table: SeriesTable, *, public: bool = True) -> list[SeriesRow]:
    """Members in order; in public masked, and only those whose place is published."""
    known = names(house, session).organisations
    chosen = [one for one in table.members if not public or _published(one, table.published_members)]
    called = member_names(session, [one.key for one in chosen])
    rows = []
    for one in chosen:
        name, home = called.get(one.key, ("", 0))
        label = known.get(home)
        shown = masked(name) if public else name
        under = label.short_name if label is not None else ""
        rows.append(SeriesRow(one.rank, one.shared, one.key, shown, under, one.figure, one.sittings))
    return rows


def sittings(session: Session, view: SeriesView, table: SeriesTable, member_key: str = "") -> list[Sitting]:
    """Every contest of the series in order."""
    counted = {part.slug: part for part in table.parts}
    found = []
    for slug in view.contests:
        part = counted.get(slug)
        score = part.members.get(member_key) if part is not None else None
        found.append(Sitting(slug, contest(session, slug).rules, part is not None, score))
    return found


def _published(one: Mean[str], last: int) -> bool:
    return one.rank is not None and one.rank <= last
