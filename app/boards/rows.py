"""The rows of a board at a cut: figures and places; names come to them in :mod:`app.boards.rendering`."""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

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
) -> list[Ranked]:
    """Every group with somebody on the roll, ranked among those kept; rows of one place by id."""
    return list(placed(standings.groups(board, kind=kind, category=category), keep))


def placed(
    groups: Groups, keep: Callable[[int], bool], order: Callable[[int], object] = lambda id_: id_
) -> Iterator[Ranked]:
    """The rows that are kept, best first; ``order`` arranges rows of one place, it never decides a place."""
    before = 0
    for _, tie in groupby(groups.ordered, itemgetter(0)):
        rows = [row for _, row in tie if keep(row)]
        if len(rows) > 1:
            rows.sort(key=order)  # type: ignore[arg-type]
        for row in rows:
            yield Ranked(before + 1, len(rows) > 1, GroupRow(row, groups[row].figures))
        before += len(rows)
