"""The rows of a board as JSON: who is shown, how far down, and by which names."""

from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from sqlmodel import Session

from app.boards import winners
from app.boards.asking import Asked, group_filter, member_filter
from app.boards.fairness import Figures
from app.boards.folding import Standings
from app.boards.naming import Names
from app.boards.order import TopRow
from app.boards.rows import placed
from app.boards.visible import Cut
from app.boards.writing import flag, fraction, marks, members_of, record, text
from app.contests.finding import ContestView
from app.core.house import House
from app.core.secret import base32
from app.organisations.labels import Label, member_names
from app.organisations.names import masked

MOST_MEMBERS = 100
MOST_OF_AN_ORGANISATION = 10


@dataclass(frozen=True)
class Drawn:
    """Everything that a board is drawn from."""

    house: House
    session: Session
    view: ContestView
    asked: Asked
    standings: Standings
    cut: Cut
    known: Names
    language: str
    texts: dict[int, Any]
    """Parts of rows that were written before, by row: of organisations those whose figures are still the same, of
    members what never changes."""

    @property
    def in_public(self) -> bool:
        return self.asked.audience == "public"

    @property
    def awarded(self) -> bool:
        """Whether rows carry awards; a board of other rows than those that are awarded has none."""
        return bool(self.view.rules.awards) and not self.asked.category and (self.cut.final or not self.in_public)


def written(drawn: Drawn) -> list[str]:
    return _member_rows(drawn) if drawn.asked.board == "members" else _group_rows(drawn)


def last_place(drawn: Drawn) -> int | None:
    """The last place that the rules publish; everybody who shares it is published too. None: every place."""
    asked, scheme = drawn.asked, drawn.standings.scheme
    if asked.board == "members":
        most = MOST_OF_AN_ORGANISATION if asked.organisation else MOST_MEMBERS
        return min(scheme.published_members, most) if drawn.in_public else MOST_MEMBERS
    return scheme.published_organisations if asked.board == "organisations" and drawn.in_public else None


def _group_rows(drawn: Drawn) -> list[str]:
    asked, standings = drawn.asked, drawn.standings
    labels = drawn.known.of(asked.board)
    kind = asked.kind if asked.board == "organisations" else None
    groups = standings.groups(asked.board, kind=kind, category=asked.category)
    keep = group_filter(asked, standings, groups, drawn.known)
    rows = placed(groups, keep, order=lambda id_: (labels[id_].sort_key, id_))
    awarded = drawn.awarded and asked.board == "organisations" and kind is None
    won = winners.of_organisations(standings, drawn.view.rules) if awarded else {}
    awards = {id_: f',"award":{text(winners.called(tier, drawn.language))}' for id_, tier in won.items()}
    last = last_place(drawn)
    published = rows if last is None else takewhile(lambda one: one[0] <= last, rows)
    return [
        f'{{"rank":{rank},"shared":{flag(shared)},{_figures(drawn, row, groups[row].figures)}{awards.get(row, "")}}}'
        for rank, shared, row in islice(published, asked.top)
    ]


def _figures(drawn: Drawn, row: int, figures: Figures) -> str:
    """A row without its place: written anew only where the figures have changed."""
    kept: tuple[Figures, str] | None = drawn.texts.get(row)
    if kept is None or kept[0] is not figures:
        label = drawn.known.of(drawn.asked.board)[row]
        written = members_of(_group_fields(figures, label, gated=drawn.standings.scheme.gated))
        kept = drawn.texts[row] = figures, written
    return kept[1]


def _group_fields(is_: Figures, label: Label, *, gated: bool) -> dict[str, str]:
    fields = {
        "id": text(label.key),
        "name": text(label.short_name),
        "kind": text(label.kind),
        "score": marks(is_.score),
        "participants": str(is_.participants),
        "roll": str(is_.roll),
        "participation": fraction(is_.participation),
        "mean": marks(is_.mean),
        "full_marks": str(is_.full_marks),
        "full_marks_rate": fraction(is_.full_rate),
        "attempts": str(is_.attempts),
        "mean_duration_ms": str(is_.mean_duration),
    }
    if gated:
        fields["passes_gate"] = flag(is_.passes)
    return fields


def _member_rows(drawn: Drawn) -> list[str]:
    standings, people = drawn.standings, drawn.standings.people
    rows = _chosen(drawn)
    homes = {row.place: _home(drawn, row.place) for row in rows}
    won = winners.of_members(standings, drawn.view.rules) if drawn.awarded else {}

    def order(row: TopRow) -> tuple[int, str, str]:
        label = homes[row.place]
        return row.rank, label.sort_key if label else "", people.key(row.place)

    called = member_names(drawn.session, [people.key(row.place) for row in rows])
    written = []
    for row in sorted(rows, key=order)[: drawn.asked.top]:
        key = people.key(row.place)
        tier = won.get(row.place)
        award = {"award": text(winners.called(tier, drawn.language))} if tier else {}
        written.append(_member_row(drawn, row, called[key][0] if key in called else "", homes[row.place], award))
    return written


def _chosen(drawn: Drawn) -> list[TopRow]:
    """Of some members alone the public sees the upper half at most: nobody can read a bottom list."""
    order, last = drawn.standings.order, last_place(drawn) or 0
    keep = member_filter(drawn.asked, drawn.standings, drawn.known)
    name = (*drawn.asked.narrowing, drawn.standings.people.layout)
    if keep is None or not drawn.in_public:
        return [row for row in order.top(MOST_MEMBERS, keep, name) if row.rank <= last]
    # Twice as many as are shown are enough to know that those shown are no more than half.
    everybody = order.top(2 * MOST_MEMBERS, keep, name)
    shown = [row for row in everybody[:MOST_MEMBERS] if row.rank <= last]
    while 2 * len(shown) > len(everybody):
        shown = [row for row in shown if row.rank < shown[-1].rank]
    return shown


def _home(drawn: Drawn, place: int) -> Label | None:
    """The organisation in whose row the member's result counts."""
    people = drawn.standings.people
    seat = drawn.standings.counts.seat[place]
    return drawn.known.organisations.get(people.tree.branch(people.seats.organisations[seat]))


def _member_row(drawn: Drawn, row: TopRow, name: str, home: Label | None, award: dict[str, str]) -> str:
    counts = drawn.standings.counts
    if row.place not in drawn.texts:
        drawn.texts[row.place] = row_id(drawn.house, drawn.view.id, drawn.standings.people.key(row.place))
    fields = {
        "rank": str(row.rank),
        "shared": flag(row.shared),
        "id": text(drawn.texts[row.place]),
        "name": text(masked(name) if drawn.in_public else name),
        "organisation": text(home.short_name if home else ""),
        "score": marks(counts.score[row.place]),
        "duration_ms": str(counts.duration[row.place]),
    }
    if "wrong" in drawn.standings.scheme.ties:
        fields["wrong"] = str(counts.wrong[row.place])
    return record(**fields, **award)


def row_id(house: House, contest_id: int, member_key: str) -> str:
    """Stays with a member's row within one contest, and does not tie the masked name to the chain's member key."""
    return base32(house.secret.mac("board row", contest_id, member_key)[:10])
