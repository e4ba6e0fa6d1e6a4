"""Pure: the fold. Standings are dense arrays by place on the contest roll; entries come in order and without gaps.

The cost of a step grows with the new entries. At first everybody's share is out of the sums; it is put in when somebody
looks, and taken out again when something about the member changes: so a cold fold puts it in once.
"""

from array import array
from collections.abc import Iterable, Sequence

from app.boards import recounting
from app.boards.best_scores import BestScores
from app.boards.counting import NOBODY, Attempt
from app.boards.daily import counting
from app.boards.facts import CORRECTIONS, HARMLESS, ROLL_CHANGES, Nowhere, Past, Result, Source, UnknownEntry
from app.boards.groups import EVERYBODY, Groups, Level
from app.boards.order import Order
from app.boards.people import People
from app.boards.roll import GROUPINGS, Roll
from app.boards.scheme import Scheme
from app.boards.sums import Sums

BOARDS = (*GROUPINGS, "members")
NOWHERE = Nowhere()


class Standings:
    """The fold of a roll and the entries up to ``seq``. Not thread-safe; :mod:`app.boards.standings` holds the lock."""

    def __init__(self, roll: Roll, scheme: Scheme) -> None:
        self.roll = roll
        self.scheme = scheme
        self.seq = 0
        self.people = People(roll)
        self.counts = counting(scheme, len(self.people))
        self.sums = Sums.empty(len(self.people.seats))
        self.best = BestScores() if scheme.kind == "best" else None
        self._out = bytearray(b"\1") * len(self.people)
        """By place, whether the share is out of the sums until somebody looks; ``_outside`` lists these places."""
        self._outside = array("i", range(len(self.people)))
        self._stale: set[int] = set()
        """Seats whose sums have changed since the groups were last looked at."""
        self._groups: dict[Level, Groups] = {}
        self._order = Order(self.counts, scheme.ties)

    def copy(self) -> "Standings":
        """An independent copy: what stays visible while the chain goes on."""
        self._settle()
        other = Standings.__new__(Standings)
        other.roll, other.scheme, other.seq = self.roll, self.scheme, self.seq
        other.people, other.counts, other.sums = self.people.copy(), self.counts.copy(), self.sums.copy()
        other.best = self.best.copy() if self.best is not None else None
        other._out, other._outside = self._out[:], self._outside[:]
        other._stale, other._groups = set(), {}
        other._order = Order(other.counts, other.scheme.ties)
        return other

    def results(self, found: Iterable[Result], upto: int, source: Source = NOWHERE) -> None:
        """Fold a stretch of results: every entry after ``seq`` up to ``upto``."""
        rest, people = iter(found), self.people
        place_of, organisations = people.roll.place_of.get, people.seats.organisations
        while True:
            self.seq, odd = self.counts.run(
                self.seq,
                rest,
                place_of,  # type: ignore[arg-type]
                people.home,
                organisations,
                self._out,
                self._touch,
            )
            if odd is None:
                break
            self._result(odd, source)
        if self.seq != upto:
            raise UnknownEntry(f"entry {self.seq} is followed by a gap before {upto}")

    def other(self, seq: int, kind: str, source: Source = NOWHERE) -> None:
        """Fold the next entry, which is no result."""
        if seq != self.seq + 1:
            raise UnknownEntry(f"entry {seq} does not stand where {self.seq + 1} should")
        self.seq = seq
        if kind in ROLL_CHANGES:
            self._change_roll(source.entry(seq))
        elif kind in CORRECTIONS:
            self._correct(source.entry(seq), source)
        elif kind not in HARMLESS:
            raise UnknownEntry(f"entry {seq} is of the kind {kind}")

    def _result(self, result: Result, source: Source) -> None:
        """A result of somebody who joined or moved; of a key that is not on the roll it is kept aside."""
        key, attempt, score, duration, at, wrong, organisation = result
        place = self.people.place(key)
        if place is None:
            confirmed = self.people.confirmed.get(key or "")
            if confirmed is not None:
                self._recount(confirmed, source)
            return
        self._touch(place)
        duration, seat = duration or 0, self.people.seat_in(place, organisation)
        one = Attempt(attempt or 0, score or 0, duration, at, at - duration, wrong or 0, seat)
        self.counts.take(place, one)

    def _change_roll(self, entry: Past) -> None:
        people = self.people
        if entry.kind == "roll_joined":
            known = people.place(entry.member_key)
            if known is not None:
                self._touch(known)
                self._stale.add(people.home[known])
            place = people.join(entry)
            if known is None:
                self.counts.grow()
                self._out.append(True)
                self._outside.append(place)
            self._touch(place)
        else:
            place = people.known(entry)
            self._touch(place)
            self._stale.add(people.home[place])
            if entry.kind == "roll_moved":
                people.move(place, entry.facts)
            elif entry.kind == "roll_left":
                people.leave(place)
            else:
                people.exempts(place, entry.facts["exempt"])
        self._stale.add(people.home[place])
        if entry.kind in ("roll_joined", "roll_moved") and self.counts.score[place] != NOBODY:
            category = people.category(place)
            self.counts.reseat(place, lambda seat: people.number(people.seats.rows[seat]._replace(category=category)))

    def _correct(self, entry: Past, source: Source) -> None:
        if entry.kind == "provisional_confirmed":
            self.people.confirmed[entry.facts["provisional"]] = self.people.known(entry)
        place = self.people.place(entry.member_key)
        if place is None:
            place = self.people.confirmed.get(entry.member_key)
        if place is not None:
            self._recount(place, source)

    def _recount(self, place: int, source: Source) -> None:
        """Count a member once more from all that the chain says up to here."""
        people = self.people
        self._touch(place)
        self.counts.clear(place)
        opening = self.roll.home[place] if place < len(self.roll.keys) else None
        home = None if opening is None else self.roll.seats.rows[opening]
        past = source.history(people.keys_of(place), self.seq)
        for one in recounting.attempts(people.key(place), home, past, people.category(place), people.number):
            self.counts.take(place, one)

    # --- sums, when somebody looks --------------------------------------------------------------------------------

    def _touch(self, place: int) -> None:
        """Something about a member is going to change."""
        if not self._out[place]:
            self._out[place] = True
            self._outside.append(place)
            if self.counts.score[place] != NOBODY:
                self._order.leave(place)
                self._share((place,), -1)

    def _settle(self) -> None:
        """Put everybody's share in."""
        self.sums.grow(len(self.people.seats))
        if not self._outside:
            return
        self._order.enter(self._outside)
        self._share(self._outside, 1)
        for place in self._outside:
            self._out[place] = False
        self._outside = array("i")

    def _share(self, places: Sequence[int], sign: int) -> None:
        counts, exempt = self.counts, self.people.exempt
        self._stale |= self.sums.share(places, sign, counts, exempt)
        if self.best is not None:
            for place in places:
                if counts.score[place] != NOBODY and not exempt[place]:
                    self.best.share(place, counts.parts(place), sign)

    # --- what is looked at ----------------------------------------------------------------------------------------

    def groups(self, board: str, *, kind: str | None = None, category: str | None = None) -> Groups:
        """Organisations, districts or units as they stand; only what has changed is worked out."""
        self._settle()
        for one in self._groups.values():
            one.stale |= self._stale
        self._stale.clear()
        level = Level(board, kind, category)
        if level not in self._groups:
            self._groups[level] = Groups(level, self.scheme)
        found = self._groups[level]
        found.refresh(self.people, self.sums, self.best)
        return found

    @property
    def order(self) -> Order:
        """Members in order."""
        self._settle()
        return self._order

    def head_count(self) -> tuple[int, int]:
        """Participants and roll of those who count for organisations."""
        groups = self.groups(EVERYBODY)
        if 0 not in groups:
            return 0, 0
        figures = groups[0].figures
        return figures.participants, figures.roll
