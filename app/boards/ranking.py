"""Pure: places from merits. Equal merit shares a place, and the next place is skipped accordingly (1, 2, 2, 4)."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Ranked(NamedTuple):
    rank: int
    shared: bool
    row: Any


def ranked(rows: Iterable[T], merit: Callable[[T], Any], order: Callable[[T], Any]) -> list[Ranked]:
    """Rows by merit (smaller is better); ``order`` only arranges rows of one place, it never decides a place."""
    keyed = sorted(((merit(row), order(row), row) for row in rows), key=lambda one: one[:2])
    merits = [one[0] for one in keyed]
    placed, rank = [], 0
    for i, (mine, _, row) in enumerate(keyed):
        if i == 0 or mine != merits[i - 1]:
            rank = i + 1
        shared = rank != i + 1 or (i + 1 < len(merits) and merits[i + 1] == mine)
        placed.append(Ranked(rank, shared, row))
    return placed
