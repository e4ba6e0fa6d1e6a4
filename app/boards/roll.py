"""Pure: the contest roll as dense arrays, as it stood at opening. It never changes; folds copy what moves."""

from array import array
from collections import Counter
from collections.abc import Iterable
from itertools import compress
from typing import NamedTuple

from app.boards.seats import Seats, Tree

GROUPINGS = ("organisations", "districts", "units")


class OnRoll(NamedTuple):
    """One row of the contest roll, in the order of places."""

    member_key: str
    organisation_id: int
    district_id: int | None
    unit_id: int | None
    exempt: bool
    division: str
    category: str = "full"


class Roll:
    """Who stands at which place, and on which seat."""

    def __init__(self, rows: Iterable[OnRoll], tree: Tree | None = None) -> None:
        self.tree = tree or Tree()
        self.seats = Seats()
        self.keys: list[str] = []
        self.home = array("i")
        """Seat numbers by place."""
        self.exempt = bytearray()
        self.divisions: list[str] = []
        self.division_of: dict[int, str] = {}
        """By organisation, that of its first member."""
        self._read(rows)
        self.place_of = dict(zip(self.keys, range(len(self.keys)), strict=True))
        heads, exempt = Counter(self.home), Counter(compress(self.home, self.exempt))
        self.heads = array("q", (heads[seat] for seat in range(len(self.seats))))
        """Of each seat, everybody."""
        self.sizes = array("q", (heads[seat] - exempt[seat] for seat in range(len(self.seats))))
        """Of each seat, those who are not exempt."""

    def organisation(self, member_key: str) -> int | None:
        """Where somebody stood at opening."""
        place = self.place_of.get(member_key)
        return None if place is None else self.seats.organisations[self.home[place]]

    def _read(self, rows: Iterable[OnRoll]) -> None:
        numbers, words = dict[tuple[int, int | None, int | None, str], int](), dict[str, str]()
        for key, organisation, district, unit, exempt, division, category in rows:
            self.keys.append(key)
            seat = (organisation, district, unit, category)
            number = numbers.get(seat)
            if number is None:
                number = numbers[seat] = self.seats.number(seat)
                self.division_of.setdefault(organisation, division)
            self.home.append(number)
            self.exempt.append(exempt)
            self.divisions.append(words.setdefault(division, division))
