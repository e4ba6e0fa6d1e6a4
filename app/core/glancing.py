"""A short look at the database: a few plain statements, without a session, for what every member asks.

On SQLite a reader waits for nobody, and looking takes less than handing the work to a thread would; on PostgreSQL,
where every statement is a way through the network, a thread looks.
"""

import re
import sqlite3
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from anyio import to_thread
from sqlalchemy.exc import DBAPIError

from app.core.db import Database
from app.core.plain import Plain, Statement

T = TypeVar("T")
Row = tuple[Any, ...]


def in_both(words: str, *, lock: str = "") -> Statement:
    """One statement in the words of both engines, from those of SQLite; ``lock`` is what PostgreSQL adds."""
    return Statement(words, re.sub(r"(?<!:):(\w+)", r"%(\1)s", words) + lock)


class Looking(Protocol):
    """Whatever runs plain statements: a glance, or a transaction."""

    def rows(self, statement: Statement, **facts: Any) -> list[Row]: ...


class Glance:
    """SQLite's own connection; every statement sees what is committed when it runs."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, statement: Statement, **facts: Any) -> list[Row]:
        """Run one statement and fetch what it returns, as bare tuples."""
        try:
            return cast("list[Row]", self._connection.execute(statement.sqlite, facts).fetchall())
        except sqlite3.Error as error:
            raise DBAPIError(statement.sqlite, None, error) from error


def glance(database: Database, function: Callable[..., T], *facts: Any) -> T:
    """``function(looking, *facts)`` on a connection of the readers' pool."""
    if not database.is_sqlite:
        with database.reader.connect() as connection:
            return function(Plain(connection, {}), *facts)
    borrowed = database.reader.raw_connection()
    try:
        return function(Glance(borrowed.driver_connection), *facts)
    finally:
        borrowed.close()


async def look(database: Database, function: Callable[..., T], *facts: Any) -> T:
    """The same for a handler on the event loop. Keep it to a few statements by keys."""
    if database.is_sqlite:
        return glance(database, function, *facts)
    return await to_thread.run_sync(glance, database, function, *facts)
