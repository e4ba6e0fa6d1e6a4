"""Pure: where somebody counts. A seat is one organisation, district, unit and category; sums are kept by seat, and
every board adds up the seats of its rows."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    organisation: int
    district: int | None
    unit: int | None
    category: str


class Seats:
    """Every seat that anybody has had, by a dense number. Grows while the chain goes on."""

    def __init__(self) -> None:
        self.rows: list[Seat] = []
        self.organisations: list[int] = []
        self._number: dict[tuple[int, int | None, int | None, str], int] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, seat: tuple[int, int | None, int | None, str]) -> int:
        """The seat's number; a new one for a seat that nobody had before."""
        found = self._number.get(seat)
        if found is None:
            found = self._number[seat] = len(self.rows)
            self.rows.append(Seat(*seat))
            self.organisations.append(seat[0])
        return found

    def copy(self) -> "Seats":
        other = Seats()
        other.rows, other.organisations = self.rows[:], self.organisations[:]
        other._number = self._number.copy()
        return other


class Tree:
    """What stands above what: the tree as it stood at opening, and what later moves have told of new organisations."""

    def __init__(self, nodes: Iterable[tuple[int, int | None, str]] = ()) -> None:
        """``nodes``: organisation, the one above it, kind."""
        self._above: dict[int, int | None] = {}
        self._kind: dict[int, str] = {}
        for organisation, parent, kind in nodes:
            self._above[organisation], self._kind[organisation] = parent, kind

    def copy(self) -> "Tree":
        other = Tree()
        other._above, other._kind = self._above.copy(), self._kind.copy()
        return other

    def learn(self, path: Sequence[int]) -> None:
        """An organisation and all above it. What stood at opening stays as it was."""
        for organisation, parent in zip(path, (*path[1:], None), strict=True):
            self._above.setdefault(organisation, parent)

    def kind(self, organisation: int) -> str:
        """Empty for one that was not there at opening."""
        return self._kind.get(organisation, "")

    def path(self, organisation: int) -> list[int]:
        """The organisation and all above it."""
        found, at = [organisation], self._above.get(organisation)
        while at is not None and at not in found:
            found.append(at)
            at = self._above.get(at)
        return found

    def branch(self, organisation: int) -> int:
        """Where a member counts by default: a Party group's people count for the organisation above it."""
        return next((one for one in self.path(organisation) if self.kind(one) != "group"), organisation)
