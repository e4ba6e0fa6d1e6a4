"""Pure: exact sums by seat over the attempts that count, of those who are not exempt."""

from array import array
from dataclasses import dataclass


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

    def grow(self, size: int) -> None:
        for one in self._columns():
            one.extend([0] * (size - len(one)))

    def _columns(self) -> tuple["array[int]", ...]:
        return self.participants, self.total, self.duration, self.full_marks, self.attempts, self.parts
