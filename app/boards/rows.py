"""The rows of a board at a cut: figures and places; names come to them in :mod:`app.boards.rendering`."""

from collections.abc import Callable
from typing import NamedTuple

from app.boards.fairness import Figures
from app.boards.folding import Standings
from app.boards.ranking import Ranked, ranked


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
    order: Callable[[int], object] = lambda id_: id_,
) -> list[Ranked]:
    """Every group with somebody on the roll, ranked among those kept; ``order`` arranges rows of one place."""
    groups = standings.groups(board, kind=kind, category=category)
    rows = [(GroupRow(id_, groups[id_].figures), groups[id_].merit) for id_ in groups if keep(id_)]
    placed = ranked(rows, lambda one: one[1], lambda one: order(one[0].id))
    return [Ranked(one.rank, one.shared, one.row[0]) for one in placed]
