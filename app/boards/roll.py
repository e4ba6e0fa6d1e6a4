"""Pure: the contest roll as dense arrays. It never changes after opening."""

from array import array
from collections.abc import Sequence
from typing import NamedTuple

GROUPINGS = ("organisations", "districts", "units")


class OnRoll(NamedTuple):
    """One row of the contest roll, in the order of places."""

    member_key: str
    organisation_id: int
    district_id: int | None
    unit_id: int | None
    exempt: bool
    division: str


class Roll:
    """The contest roll as arrays: who stands at which place, and in which groups."""

    def __init__(self, rows: Sequence[OnRoll]) -> None:
        self.keys = [row.member_key for row in rows]
        self.place_of = {key: place for place, key in enumerate(self.keys)}
        self.exempt = bytearray(row.exempt for row in rows)
        self.divisions = [row.division for row in rows]
        self.ids: dict[str, list[int]] = {}
        self.group_of: dict[str, array[int]] = {}
        self.sizes: dict[str, array[int]] = {}
        for name, ids in zip(GROUPINGS, _columns(rows), strict=True):
            self._group(name, ids)
        self.size = len(rows) - sum(self.exempt)

    def _group(self, name: str, ids: list[int | None]) -> None:
        self.ids[name] = sorted({one for one in ids if one is not None})
        number = {one: i for i, one in enumerate(self.ids[name])}
        self.group_of[name] = array("i", (-1 if one is None else number[one] for one in ids))
        sizes = array("q", bytes(8 * len(number)))
        for place, group in enumerate(self.group_of[name]):
            if group >= 0 and not self.exempt[place]:
                sizes[group] += 1
        self.sizes[name] = sizes

    def groups_in(self, name: str, division: str) -> set[int]:
        """Ids of the groups that have somebody in a division."""
        ids, group_of = self.ids[name], self.group_of[name]
        places = (place for place, one in enumerate(self.divisions) if one == division)
        return {ids[group_of[place]] for place in places if group_of[place] >= 0}


def _columns(rows: Sequence[OnRoll]) -> tuple[list[int | None], ...]:
    return [r.organisation_id for r in rows], [r.district_id for r in rows], [r.unit_id for r in rows]
