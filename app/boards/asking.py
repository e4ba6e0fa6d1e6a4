"""What may be asked of a board, and which rows that leaves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.boards.folding import Standings
from app.boards.groups import Groups
from app.boards.naming import Names
from app.boards.visible import Audience
from app.core.refusal import not_found
from app.organisations.labels import Label


@dataclass(frozen=True)
class Asked:
    """Which board, and which part of it. A wish that has no meaning on a board is passed over."""

    board: str
    kind: str | None = None
    """Of organisations: those of this kind, each with all below it."""
    division: str | None = None
    top: int | None = None
    """The number of rows, at least 1."""
    category: str | None = None
    """Only people of this category: figures and places among them."""
    organisation: str | None = None
    """Of members: those of this organisation (its public key) and all below it."""
    district: str | None = None
    """Of organisations and members: those of this district (its public key); ``unit`` likewise."""
    unit: str | None = None
    audience: Audience = "public"

    @property
    def narrowing(self) -> tuple[str | None, ...]:
        """What makes members only some of all."""
        return self.division, self.category, self.organisation, self.district, self.unit


def group_filter(asked: Asked, standings: Standings, groups: Groups, known: Names) -> Callable[[int], bool]:
    """Which rows of organisations, districts or units stay."""
    labels, people = known.of(asked.board), standings.people
    wanted = {} if asked.board != "organisations" else _groupings(asked, known)

    if not asked.division and not wanted:
        return labels.__contains__

    def keep(row: int) -> bool:
        if row not in labels or (asked.division and asked.division not in groups.divisions(row, people)):
            return False
        return all(groups.grouping(row, people, which) == id_ for which, id_ in wanted.items())

    return keep


def member_filter(asked: Asked, standings: Standings, known: Names) -> Callable[[int], bool] | None:
    """Which members stay, by place on the roll: where the attempt that counts was handed in; None: all."""
    if not any(asked.narrowing):
        return None
    people, seat_of = standings.people, standings.counts.seat
    wanted, inside = _groupings(asked, known), _id(known.organisations, asked.organisation)
    seats = {
        number
        for number, seat in enumerate(people.seats.rows)
        if (inside is None or inside in people.tree.path(seat.organisation))
        and (not asked.category or seat.category == asked.category)
        and all(getattr(seat, which) == id_ for which, id_ in wanted.items())
    }
    division = asked.division
    return lambda place: seat_of[place] in seats and (not division or people.division(place) == division)


def _groupings(asked: Asked, known: Names) -> dict[str, int]:
    wishes = {"district": asked.district, "unit": asked.unit}
    found = {}
    for which, key in wishes.items():
        id_ = _id(known.groupings, key, kind=which)
        if id_ is not None:
            found[which] = id_
    return found


def _id(labels: Mapping[int, Label], key: str | None, *, kind: str = "") -> int | None:
    """The internal id of a public key; who asks for something that is not there gets ``not_found``."""
    if not key:
        return None
    for id_, label in labels.items():
        if label.key == key and (not kind or label.kind == kind):
            return id_
    raise not_found()
