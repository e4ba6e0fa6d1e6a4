"""Pure: which questions and which order of options a paper has. The algorithm in words: docs/draw.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.core.chance import Chance

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


def stream(seed: bytes, member_key: str, attempt: int) -> Chance:
    """The numbers of one member's attempt."""
    return Chance(seed, f"xincheng-cup draw 1|{member_key}|{attempt}")


class Exhausted(Exception):
    """A section has fewer candidates than it must draw."""


def draw(
    seed: bytes, member_key: str, attempt: int, pools: Sequence[Pool], *, shuffle_options: bool = True
) -> tuple[Item, ...]:
    """The paper of one member's attempt: the same arguments give the same paper, for ever."""
    chance = stream(seed, member_key, attempt)
    drawn: list[tuple[int, Candidate]] = []
    taken: set[tuple[str, int]] = set()
    for section, pool in enumerate(pools):
        for candidate in _choose(chance, pool, taken):
            taken.add((pool.bank, candidate.ordinal))
            drawn.append((section, candidate))
    if any(pool.count is None for pool in pools):
        chance.bring_forward(drawn, len(drawn) - 1)
    return tuple(
        Item(section, candidate.ordinal, _order(chance, candidate, shuffle=shuffle_options))
        for section, candidate in drawn
    )


def _choose(chance: Chance, pool: Pool, taken: set[tuple[str, int]]) -> list[Candidate]:
    """A partial Fisher-Yates shuffle: the first ``count`` of the candidates in random order."""
    left = [candidate for candidate in pool.candidates if (pool.bank, candidate.ordinal) not in taken]
    count = len(left) if pool.count is None else pool.count
    if len(left) < count:
        raise Exhausted
    chance.bring_forward(left, count)
    return left[:count]


def _order(chance: Chance, candidate: Candidate, *, shuffle: bool) -> str:
    if candidate.kind == "true_false":
        return "TF"
    letters = list(LETTERS[: candidate.options])
    if shuffle:
        chance.bring_forward(letters, len(letters) - 1)
    return "".join(letters)
