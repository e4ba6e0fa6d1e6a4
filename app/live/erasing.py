"""Deleting a rehearsal whole: every row that knows it, in pieces so small that nobody waits for them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, select
from sqlmodel import Session, SQLModel, col

from app.contests import rehearsing
from app.contests.models import Contest
from app.core.house import House
from app.papers.models import Paper

PIECE = 300


def erase_rehearsal(house: House, slug: str) -> int:
    """Delete it; returns the number of rows. Blocks on the writer. Refusal: ``contest.not_rehearsal``.

    Cut off half-way it is a rehearsal still, and can be deleted again.
    """
    view = rehearsing.rehearsal(house, slug)
    gone = 0
    for table, belongs in _tables(view.id):
        while deleted := house.writer.run(erase_piece, view.id, table, belongs):
            gone += deleted
            if table is SQLModel.metadata.tables["contest"]:
                break
    return gone


def erase_piece(session: Session, contest_id: int, table: Table, belongs: Any) -> int:
    """Delete some rows of one table, while the contest is a rehearsal."""
    keys = list(table.primary_key.columns)
    rehearsal = exists().where(col(Contest.id) == contest_id, col(Contest.rehearsal).is_(True))
    some = [tuple(row) for row in session.execute(select(*keys).where(belongs, rehearsal).limit(PIECE))]
    if some:
        # Row by row through the key: for pairs of values SQLite would read the whole table, every contest's answers.
        one = [key == bindparam(f"key_{key.name}") for key in keys]
        names = [f"key_{key.name}" for key in keys]
        session.connection().execute(delete(table).where(*one), [dict(zip(names, row, strict=True)) for row in some])
    return len(some)


def _tables(contest_id: int) -> Iterator[tuple[Table, Any]]:
    """Every table with rows of a contest, those that others point to last."""
    papers = select(col(Paper.id)).where(col(Paper.contest_id) == contest_id)
    for table in reversed(SQLModel.metadata.sorted_tables):
        if table.name == "contest":
            yield table, table.c.id == contest_id
        elif "contest_id" in table.c:
            yield table, table.c.contest_id == contest_id
        elif "paper_id" in table.c:
            yield table, table.c.paper_id.in_(papers)
