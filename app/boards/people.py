"""Pure: who is on the roll now, and where: the roll of the opening and what the chain has changed since."""

from collections.abc import Mapping
from typing import Any

from app.boards.facts import Past, UnknownEntry
from app.boards.roll import Roll
from app.boards.seats import Seats


class People:
    """By place, dense arrays; places of those who joined follow those of the roll."""

    def __init__(self, roll: Roll) -> None:
        self.roll = roll
        self.seats: Seats = roll.seats.copy()
        self.tree = roll.tree.copy()
        self.home = roll.home[:]
        self.exempt = roll.exempt[:]
        self.left = bytearray(len(roll.keys))
        self.sizes = roll.sizes[:]
        """Of each seat, those who are on the roll now and not exempt: the denominators."""
        self.there = roll.heads[:]
        """Of each seat, those who are on the roll now, exempt or not."""
        self.heads = roll.heads[:]
        """Of each seat, everybody at opening; of organisations that came later, who joined them."""
        self.division_of = roll.division_of.copy()
        self.layout = 0
        """Grows when a seat is added, and when the heads or the size class of one change."""
        self.confirmed: dict[str, int] = {}
        """Places by provisional key."""
        self._moved_to: dict[int, str] = {}
        self._joined: dict[str, int] = {}
        self._joined_keys: list[str] = []

    def copy(self) -> "People":
        other = People.__new__(People)
        other.roll = self.roll
        for name, value in vars(self).items():
            if name not in ("roll", "layout"):
                setattr(other, name, value.copy() if hasattr(value, "copy") else value[:])
        other.layout = self.layout
        return other

    def __len__(self) -> int:
        return len(self.home)

    def place(self, member_key: str | None) -> int | None:
        found = self.roll.place_of.get(member_key or "")
        return self._joined.get(member_key or "") if found is None else found

    def key(self, place: int) -> str:
        size = len(self.roll.keys)
        return self.roll.keys[place] if place < size else self._joined_keys[place - size]

    def keys_of(self, place: int) -> list[str]:
        """The member's key and the provisional ones that were confirmed to be this member."""
        return [self.key(place), *(key for key, one in self.confirmed.items() if one == place)]

    def division(self, place: int) -> str:
        found = self._moved_to.get(place)
        return self.roll.divisions[place] if found is None else found

    def category(self, place: int) -> str:
        return self.seats.rows[self.home[place]].category

    def seat_in(self, place: int, organisation: int | None) -> int:
        """The member's seat; in another organisation where a result names one (handed in while the move was made)."""
        home = self.home[place]
        if organisation is None or self.seats.organisations[home] == organisation:
            return home
        return self.number(self.seats.rows[home]._replace(organisation=organisation))

    def number(self, seat: tuple[int, int | None, int | None, str]) -> int:
        found = self.seats.number(seat)
        while len(self.sizes) < len(self.seats):
            self.sizes.append(0)
            self.heads.append(0)
            self.there.append(0)
            self.layout += 1
        return found

    def known(self, entry: Past) -> int:
        place = self.place(entry.member_key)
        if place is None:
            raise UnknownEntry(f"entry {entry.seq} is about somebody who is not on the contest roll")
        return place

    def join(self, entry: Past) -> int:
        """Somebody new, or back again; returns the place."""
        place = self.place(entry.member_key)
        if place is None:
            place = self._joined[entry.member_key] = len(self.home)
            self._joined_keys.append(entry.member_key)
            self.home.append(0)
            self.exempt.append(False)
            self.left.append(True)
        elif not self.left[place]:
            self._count(place, -1)
        self.left[place] = False
        self._settle(place, entry.facts)
        return place

    def move(self, place: int, facts: Mapping[str, Any]) -> None:
        self._count(place, -1)
        self._settle(place, facts)

    def leave(self, place: int) -> None:
        self._count(place, -1)
        self.left[place] = True

    def exempts(self, place: int, exempt: bool) -> None:
        self._count(place, -1)
        self.exempt[place] = exempt
        self._count(place, 1)

    def _settle(self, place: int, facts: Mapping[str, Any]) -> None:
        """Sit down where the entry says; who has left and is moved stays gone."""
        organisation = facts["path"][0]
        self.tree.learn(facts["path"])
        seat = self.number((organisation, facts["district"], facts["unit"], facts["category"]))
        if organisation not in self.roll.division_of:
            self.heads[seat] += 1
            self.layout += 1
            self.division_of.setdefault(organisation, facts["division"])
        self.home[place], self.exempt[place] = seat, facts["exempt"]
        self._moved_to[place] = facts["division"]
        self._count(place, 1)

    def _count(self, place: int, sign: int) -> None:
        if not self.left[place]:
            self.there[self.home[place]] += sign
            self.sizes[self.home[place]] += sign * (not self.exempt[place])
