"""The rows of a board at a cut: figures and places; names come to them in :mod:`app.boards.rendering`."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from app.boards.fairness import Figures
from app.boards.folding import Standings
from app.boards.groups import Groups
from app.boards.ranking import Ranked


class GroupRow(NamedTuple):
    """An organisation or grouping by its internal id."""

    id: int
    figures: Figures


def group_rows(
    standings: Standings,
    board: str,
    *,
    kind: str | None = None,
    category: str | None = None,
    keep: Callable[[int], bool] = lambda _: True,
    order: Callable[[int], Any] = lambda id_: id_,
) -> list[Ranked]:
    """Every group with somebody on the roll, ranked among those kept; see :func:`placed`."""
    groups = standings.groups(board, kind=kind, category=category)
    return [
        Ranked(rank, shared, GroupRow(row, groups[row].figures)) for rank, shared, row in placed(groups, keep, order)
    ]


def placed(
    groups: Groups, keep: Callable[[int], bool], order: Callable[[int], Any] = lambda id_: id_
) -> Iterator[tuple[int, bool, int]]:
    """Rank, whether it is shared, and id of the rows that are kept, best first; ``order`` arranges rows of one place,
    it never decides a place."""
    rank, merit, tied = 1, None, list[int]()
    for mine, row in groups.ordered:
        if not keep(row):
            continue
        if mine != merit and tied:
            yield from _of_one_place(rank, tied, order)
            rank += len(tied)
            tied.clear()
        merit = mine
        tied.append(row)
    yield from _of_one_place(rank, tied, order)


def _of_one_place(rank: int, tied: list[int], order: Callable[[int], Any]) -> list[tuple[int, bool, int]]:
    if len(tied) == 1:
        return [(rank, False, tied[0])]
    return [(rank, True, row) for row in sorted(tied, key=order)]
