"""Pure: the fold. Standings are dense arrays by place on the contest roll; entries come in order and without gaps.

The cost of a step grows with the new entries. A member's share of the sums is taken out when something about the
member first changes, and put back when somebody looks: so a cold fold puts it in once.
"""

from array import array
from collections.abc import Sequence

from app.boards import recounting
from app.boards.best_scores import BestScores
from app.boards.counting import NOBODY, Attempt
from app.boards.daily import counting
from app.boards.facts import CORRECTIONS, HARMLESS, ROLL_CHANGES, Fact, Nowhere, Past, Source, UnknownEntry
from app.boards.groups import Groups, Level
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
        self._touched: set[int] = set()
        """Places whose share is out of the sums until somebody looks."""
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
        other._touched, other._stale, other._groups = set(), set(), {}
        other._order = Order(other.counts, other.scheme.ties)
        return other

    def apply(self, entries: Sequence[Fact], source: Source = NOWHERE) -> None:
        """Fold further entries, which must follow ``seq`` without a gap."""
        n = 0
        while n < len(entries):
            begin = n
            n = self._run(entries, n)
            if n > begin:
                self._follow(entries[n - 1][0], self.seq + n - begin)
            if n < len(entries):
                self._follow(entries[n][0], self.seq + 1)
                self._other(entries[n], source)
                n += 1

    def _run(self, entries: Sequence[Fact], begin: int) -> int:
        people = self.people
        return self.counts.run(
            entries,
            begin,
            people.roll.place_of.get,  # type: ignore[arg-type]
            people.home,
            people.seats.organisations,
            self._touched,
            self._touch,
        )

    def _follow(self, seq: int, expected: int) -> None:
        if seq != expected:
            raise UnknownEntry(f"entry {seq} does not stand where {expected} should")
        self.seq = seq

    def _other(self, entry: Fact, source: Source) -> None:
        seq, kind = entry[:2]
        if kind == "result":
            self._result(entry, source)
        elif kind in ROLL_CHANGES:
            self._change_roll(source.entry(seq))
        elif kind in CORRECTIONS:
            self._correct(source.entry(seq), source)
        elif kind not in HARMLESS:
            raise UnknownEntry(f"entry {seq} is of the kind {kind}")

    def _result(self, entry: Fact, source: Source) -> None:
        """A result of somebody who joined or moved; of a key that is not on the roll it is kept aside."""
        _, _, key, attempt, score, duration, at, wrong, organisation = entry
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
        if place not in self._touched:
            self._touched.add(place)
            if self.counts.score[place] != NOBODY:
                self._order.leave(place)
                self._share(place, -1)

    def _settle(self) -> None:
        self.sums.grow(len(self.people.seats))
        for place in self._touched:
            if self.counts.score[place] != NOBODY:
                self._order.enter(place)
                self._share(place, 1)
        self._touched.clear()

    def _share(self, place: int, sign: int) -> None:
        """Put a member's share into the sums, or take it out; the exempt have none."""
        if self.people.exempt[place]:
            return
        sums, counts = self.sums, self.counts
        parts = counts.parts(place)
        for seat, score, duration in parts:
            sums.total[seat] += sign * score
            sums.duration[seat] += sign * duration
            sums.parts[seat] += sign
            self._stale.add(seat)
        home = counts.seat[place]
        sums.participants[home] += sign
        sums.full_marks[home] += sign * counts.full(place)
        sums.attempts[home] += sign * counts.tries[place]
        if self.best is not None:
            self.best.share(place, parts, sign)

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
        self._settle()
        counted = self.scheme.counted
        seats = [n for n, seat in enumerate(self.people.seats.rows) if not counted or seat.category in counted]
        sizes: array[int] = self.people.sizes
        return sum(self.sums.participants[n] for n in seats), sum(sizes[n] for n in seats)
