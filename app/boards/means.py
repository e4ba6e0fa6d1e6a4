"""Pure: the mean over the contests of a series. Integers: hundredths of a mark, a mean rounded half up once."""

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from app.boards.fairness import half_up
from app.boards.ranking import Ranked, ranked

Key = TypeVar("Key", int, str)


class Mean(NamedTuple, Generic[Key]):
    """``rank`` is ``None`` of those with too few sittings; they come after all others."""

    rank: int | None
    shared: bool
    key: Key
    figure: int
    """Of the contests sat, hundredths."""
    sittings: int


def means(parts: Sequence[Mapping[Key, int]], least: int = 1) -> list[Mean[Key]]:
    """The mean of each key over those parts that have it: ranked on the figure shown, equal figures share a place."""
    sums: dict[Key, int] = {}
    sittings: dict[Key, int] = {}
    for part in parts:
        for key, score in part.items():
            sums[key] = sums.get(key, 0) + score
            sittings[key] = sittings.get(key, 0) + 1
    figures: dict[Key, int] = {key: half_up(sums[key], sittings[key]) for key in sums}
    enough = [key for key in figures if sittings[key] >= least]
    placed: list[Ranked] = ranked(enough, lambda key: -figures[key], lambda key: key)
    rest: list[Key] = sorted((key for key in figures if sittings[key] < least), key=lambda key: (-figures[key], key))
    return [
        *(Mean(one.rank, one.shared, one.row, figures[one.row], sittings[one.row]) for one in placed),
        *(Mean(None, False, key, figures[key], sittings[key]) for key in rest),
    ]
