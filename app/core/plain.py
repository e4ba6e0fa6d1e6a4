"""Plain SQL for the few statements that every answer runs: SQLAlchemy's part of one costs several times the database's.

Inside a transaction of SQLAlchemy's, on its connection, with its errors; only the statements go straight to the driver.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session


class Statement(NamedTuple):
    """One statement in the words of both engines: facts are ``:name`` on SQLite, ``%(name)s`` on PostgreSQL."""

    sqlite: str
    postgres: str


BEGIN = Statement("BEGIN IMMEDIATE", "BEGIN")
COMMIT = Statement("COMMIT", "COMMIT")


class Kept(NamedTuple):
    """A connection of the pool that somebody holds on to, with what tells its errors apart."""

    connection: PoolProxiedConnection
    dialect: Dialect


class Plain:
    """A transaction of the writer, for plain SQL. ``info`` carries what a session of the same batch would carry."""

    def __init__(self, connection: Connection | Kept, info: dict[Any, Any]) -> None:
        self._driver = connection.connection
        self._dialect = connection.dialect
        self.on_sqlite = self._dialect.name == "sqlite"
        self.info = info

    def begin(self) -> None:
        """Only where no transaction of SQLAlchemy's is open. PostgreSQL's driver begins by itself."""
        if self.on_sqlite:
            self.run(BEGIN)

    def commit(self) -> None:
        """Durable when it returns."""
        self._do(COMMIT, lambda _cursor, _sql: self._driver.commit())

    def rows(self, statement: Statement, **facts: Any) -> list[tuple[Any, ...]]:
        """Run one statement and fetch what it returns, as bare tuples."""
        found: list[tuple[Any, ...]] = self._do(statement, lambda cursor, sql: cursor.execute(sql, facts).fetchall())
        return found

    def run(self, statement: Statement, **facts: Any) -> None:
        self._do(statement, lambda cursor, sql: cursor.execute(sql, facts))

    def run_each(self, statement: Statement, facts: Sequence[dict[str, Any]]) -> None:
        self._do(statement, lambda cursor, sql: cursor.executemany(sql, facts))

    def _do(self, statement: Statement, work: Callable[[Any, str], Any]) -> Any:
        sql = statement.sqlite if self.on_sqlite else statement.postgres
        try:
            return work(self._driver.cursor(), sql)
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(error, sql) from error

    def _told(self, error: Any, sql: str) -> DBAPIError:
        """The driver's error as SQLAlchemy tells it, without the facts: nothing a member wrote gets into a log."""
        lost = self._dialect.is_disconnect(error, self._driver, None)
        if lost:
            self._driver.invalidate(error)
        base = self._dialect.loaded_dbapi.Error
        told = DBAPIError.instance(sql, None, error, base, connection_invalidated=lost, hide_parameters=True)
        assert isinstance(told, DBAPIError)
        return told


def plain(session: Session) -> Plain:
    """The transaction of a session, for plain SQL."""
    return Plain(session.connection(), session.info)
