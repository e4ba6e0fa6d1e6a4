"""Pure: fair numbers from a key, nothing of ``random``: whoever has the key gets the same ones. docs/draw.md."""

import hmac
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Uniform integers from HMAC-SHA-256 in counter mode, by rejection."""

    def __init__(self, seed: bytes, label: str) -> None:
        self._key = hmac.digest(seed, label.encode(), "sha256")
        self._words = self._blocks()

    def below(self, n: int) -> int:
        """A uniform integer in [0, n). n = 1 takes nothing from the stream."""
        if n == 1:
            return 0
        limit = 2**32 - 2**32 % n
        while (word := next(self._words)) >= limit:
            pass
        return word % n

    def bring_forward(self, things: list[T], count: int) -> None:
        """Put ``count`` of them, chosen in random order, in front: a partial Fisher-Yates shuffle."""
        for i in range(count):
            j = i + self.below(len(things) - i)
            things[i], things[j] = things[j], things[i]

    def _blocks(self) -> Iterator[int]:
        counter = 0
        while True:
            block = hmac.digest(self._key, counter.to_bytes(8, "big"), "sha256")
            for start in range(0, 32, 4):
                yield int.from_bytes(block[start : start + 4], "big")
            counter += 1
