"""The rows of a board at a cut: figures and places; names come to them in :mod:`app.boards.rendering`."""

from collections.abc import Callable
from typing import NamedTuple

from app.boards.fairness import Figures, figures, merit
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
    keep: Callable[[int], bool] = lambda _: True,
    order: Callable[[int], object] = lambda id_: id_,
) -> list[Ranked]:
    """Every group with somebody on the roll, ranked among those kept; ``order`` arranges rows of one place."""
    scheme, sums = standings.scheme, standings.sums[board]
    sizes = standings.roll.sizes[board]
    rows = [
        GroupRow(
            id_,
            figures(
                scheme,
                participants=sums.participants[i],
                roll=sizes[i],
                total=sums.total[i],
                duration=sums.duration[i],
                full_marks=sums.full_marks[i],
            ),
        )
        for i, id_ in enumerate(standings.roll.ids[board])
        if keep(id_)
    ]
    return ranked(rows, lambda row: merit(scheme, row.figures), lambda row: order(row.id))
