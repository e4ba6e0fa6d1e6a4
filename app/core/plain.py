"""Plain SQL for the few statements that every answer runs: building one costs several times what the database does."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection
from sqlmodel import Session


class Statement(NamedTuple):
    """One statement in the words of both engines: facts are ``:name`` on SQLite, ``%(name)s`` on PostgreSQL."""

    sqlite: str
    postgres: str


class Plain:
    """A transaction of the writer, for plain SQL. ``info`` carries what a session of the same batch would carry."""

    def __init__(self, connection: Connection, info: dict[Any, Any]) -> None:
        self._connection = connection
        self._place = 0 if connection.dialect.name == "sqlite" else 1
        self.info = info

    @property
    def on_sqlite(self) -> bool:
        return self._place == 0

    def rows(self, statement: Statement, **facts: Any) -> list[tuple[Any, ...]]:
        """Run one statement and fetch what it returns, as bare tuples."""
        done = self._connection.exec_driver_sql(statement[self._place], facts)
        return cast("list[tuple[Any, ...]]", done.cursor.fetchall())

    def run(self, statement: Statement, **facts: Any) -> int:
        """Run one statement; returns how many rows it changed."""
        return self._connection.exec_driver_sql(statement[self._place], facts).rowcount

    def run_each(self, statement: Statement, facts: Sequence[dict[str, Any]]) -> None:
        self._connection.exec_driver_sql(statement[self._place], list(facts))


def plain(session: Session) -> Plain:
    """The transaction of a session, for plain SQL."""
    return Plain(session.connection(), session.info)
