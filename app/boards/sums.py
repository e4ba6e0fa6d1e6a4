"""Pure: exact sums by seat over the attempts that count, of those who are not exempt."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from app.boards.counting import NOBODY, Single


@dataclass(slots=True)
class Sums:
    participants: "array[int]"
    """Each person where the latest attempt that counts was handed in, with the full marks and all tries."""
    total: "array[int]"
    """Each attempt that counts where it was handed in, hundredths; likewise ``duration``, ms."""
    duration: "array[int]"
    full_marks: "array[int]"
    attempts: "array[int]"
    parts: "array[int]"
    """How many attempts that count were handed in there."""

    @classmethod
    def empty(cls, size: int) -> "Sums":
        return cls(*(array("q", bytes(8 * size)) for _ in range(6)))

    def copy(self) -> "Sums":
        return Sums(*(one[:] for one in self._columns()))

    def share(self, places: Iterable[int], sign: int, counts: Single, exempt: bytearray) -> set[int]:
        """Put the shares of members in, or take them out; the exempt have none. Returns the seats that changed."""
        participants, total, duration, full_marks, attempts, parts = self._columns()
        seats, scores, durations, tries, spread = (
            counts.seat,
            counts.score,
            counts.duration,
            counts.tries,
            counts.spread,
        )
        changed = set()
        for place in places:
            score = scores[place]
            if score == NOBODY or exempt[place]:
                continue
            home = seats[place]
            changed.add(home)
            participants[home] += sign
            full_marks[home] += sign * counts.full(place)
            attempts[home] += sign * tries[place]
            if spread is not None and spread[place]:
                for seat, one, time in counts.parts(place):
                    changed.add(seat)
                    total[seat] += sign * one
                    duration[seat] += sign * time
                    parts[seat] += sign
            else:
                total[home] += sign * score
                duration[home] += sign * durations[place]
                parts[home] += sign
        return changed

    def grow(self, size: int) -> None:
        for one in self._columns():
            one.extend([0] * (size - len(one)))

    def _columns(self) -> tuple["array[int]", ...]:
        return self.participants, self.total, self.duration, self.full_marks, self.attempts, self.parts
