"""Pure: who on a roll is the same person as before. The same work number, else organisation, name and phone."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from app.organisations.names import fold


class Facts(NamedTuple):
    """What the roll says about a person, in the form that is stored; groupings and organisation still by name."""

    path: str
    district: str | None
    unit: str | None
    name: str
    category: str
    exempt: bool
    number_mac: bytes | None
    phone_mac: bytes | None
    tail_mac: bytes | None


class Known(NamedTuple):
    id: int
    state: str
    facts: Facts


def kept(before: Facts, after: Facts, silent: Iterable[str] = ()) -> Facts:
    """A number that the file no longer gives is kept: a column left out is not a number taken away. So is what other
    columns say, where the file has none of them (``silent``)."""
    after = after._replace(**{of: getattr(before, of) for of in silent if not getattr(after, of)})
    macs = {of: getattr(after, of) or getattr(before, of) for of in ("number_mac", "phone_mac", "tail_mac")}
    if after.tail_mac and after.tail_mac != before.tail_mac:
        macs["phone_mac"] = after.phone_mac
    return after._replace(**macs)


class People:
    """The members already there, found by what tells people apart; a member is taken at most once."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._free: dict[int, Known] = {one.id: one for one in known}
        self._numbers = {one.facts.number_mac: one.id for one in self._free.values() if one.facts.number_mac}
        self._names: dict[tuple[str, str], list[int]] = defaultdict(list)
        for one in self._free.values():
            self._names[_who(one.facts)].append(one.id)

    def take(self, one: Known) -> Known:
        return self._free.pop(one.id)

    def left(self) -> Iterable[Known]:
        return self._free.values()

    def by_number(self, facts: Facts) -> Known | None:
        return self._free.get(self._numbers.get(facts.number_mac, 0)) if facts.number_mac else None

    def by_phone(self, facts: Facts) -> Known | None:
        """Organisation, name and the same phone (or none on both sides)."""
        return _only(
            [
                one
                for one in self._namesakes(facts)
                if (one.facts.phone_mac, one.facts.tail_mac) == (facts.phone_mac, facts.tail_mac)
            ]
        )

    def by_name(self, facts: Facts) -> Known | None:
        """Organisation and name, where one side says less than the other but nothing speaks against it."""
        return _only([one for one in self._namesakes(facts) if _agree(one.facts, facts)])

    def rivals(self, facts: Facts) -> list[Known]:
        """Several who may be meant: the file has to say which."""
        several = [one for one in self._namesakes(facts) if _agree(one.facts, facts)]
        return several if len(several) > 1 else []

    def _namesakes(self, facts: Facts) -> list[Known]:
        """Free ones of the name in the organisation whose number is not another's."""
        free = (self._free[id_] for id_ in self._names[_who(facts)] if id_ in self._free)
        return [one for one in free if not (one.facts.number_mac and facts.number_mac)]


def _who(facts: Facts) -> tuple[str, str]:
    return fold(facts.path), fold(facts.name)


def _only(several: list[Known]) -> Known | None:
    return several[0] if len(several) == 1 else None


def _agree(one: Facts, other: Facts) -> bool:
    """Phones that do not contradict each other: one is unknown, or the tails are alike and one is only a tail."""
    if not one.tail_mac or not other.tail_mac:
        return True
    return one.tail_mac == other.tail_mac and not (
        one.phone_mac and other.phone_mac and one.phone_mac != other.phone_mac
    )
