"""Pure: which questions and which order of options a paper has. The algorithm in words: docs/draw.md."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

T = TypeVar("T")

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Candidate(NamedTuple):
    """A question that may be drawn: its place in the edition, and how many options may be shuffled."""

    ordinal: int
    kind: str
    options: int


@dataclass(frozen=True)
class Pool:
    """One section's candidates, by ordinal, and how many of them a paper has; ``None``: all that are left."""

    bank: str
    count: int | None
    candidates: tuple[Candidate, ...]


class Item(NamedTuple):
    """A drawn question. ``shown[i]`` is the bank's letter of the option shown at place i ("TF", "" for a blank)."""

    section: int
    ordinal: int
    shown: str


class Stream:
    """Uniform integers from HMAC-SHA-256 in counter mode, by rejection: nothing of ``random``."""

    def __init__(self, seed: bytes, member_key: str, attempt: int) -> None:
        self._key = hmac.digest(seed, f"xincheng-cup draw 1|{member_key}|{attempt}".encode(), "sha256")
        self._words = self._blocks()

    def below(self, n: int) -> int:
        """A uniform integer in [0, n). n = 1 takes nothing from the stream."""
        if n == 1:
            return 0
        limit = 2**32 - 2**32 % n
        while (word := next(self._words)) >= limit:
            pass
        return word % n

    def _blocks(self) -> Iterator[int]:
        counter = 0
        while True:
            block = hmac.digest(self._key, counter.to_bytes(8, "big"), "sha256")
            for start in range(0, 32, 4):
                yield int.from_bytes(block[start : start + 4], "big")
            counter += 1


class Exhausted(Exception):
    """A section has fewer candidates than it must draw."""


def draw(
    seed: bytes, member_key: str, attempt: int, pools: Sequence[Pool], *, shuffle_options: bool = True
) -> tuple[Item, ...]:
    """The paper of one member's attempt: the same arguments give the same paper, for ever."""
    stream = Stream(seed, member_key, attempt)
    drawn: list[tuple[int, Candidate]] = []
    taken: set[tuple[str, int]] = set()
    for section, pool in enumerate(pools):
        for candidate in _choose(stream, pool, taken):
            taken.add((pool.bank, candidate.ordinal))
            drawn.append((section, candidate))
    if any(pool.count is None for pool in pools):
        _exchange(stream, drawn, len(drawn) - 1)
    return tuple(
        Item(section, candidate.ordinal, _order(stream, candidate, shuffle=shuffle_options))
        for section, candidate in drawn
    )


def _choose(stream: Stream, pool: Pool, taken: set[tuple[str, int]]) -> list[Candidate]:
    """A partial Fisher-Yates shuffle: the first ``count`` of the candidates in random order."""
    left = [candidate for candidate in pool.candidates if (pool.bank, candidate.ordinal) not in taken]
    count = len(left) if pool.count is None else pool.count
    if len(left) < count:
        raise Exhausted
    _exchange(stream, left, count)
    return left[:count]


def _exchange(stream: Stream, things: list[T], count: int) -> None:
    """Put ``count`` of them, chosen in random order, in front."""
    for i in range(count):
        j = i + stream.below(len(things) - i)
        things[i], things[j] = things[j], things[i]


def _order(stream: Stream, candidate: Candidate, *, shuffle: bool) -> str:
    if candidate.kind == "true_false":
        return "TF"
    letters = list(LETTERS[: candidate.options])
    if shuffle:
        _exchange(stream, letters, len(letters) - 1)
    return "".join(letters)
