"""One consistent view of the database for the whole run, read by this room's own SQL and streamed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row, text

from app.core.db import Database

ROWS = 2000


class Snapshot:
    """A reading transaction; nothing that is written after it began is seen."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, query: str, **facts: Any) -> Iterator[Row[Any]]:
        """Stream a query in pieces of 2,000 rows."""
        yield from self._connection.execute(text(query), facts, execution_options={"yield_per": ROWS})

    def one(self, query: str, **facts: Any) -> Row[Any] | None:
        return self._connection.execute(text(query), facts).one_or_none()

    def number(self, query: str, **facts: Any) -> int:
        return int(self._connection.execute(text(query), facts).scalar_one())


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """Open the view. On PostgreSQL a read-only REPEATABLE READ transaction; on SQLite any reading one is a snapshot."""
    engine = database.reader
    if not database.is_sqlite:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield Snapshot(connection)
