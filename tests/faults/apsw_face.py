"""An apsw connection with the face of the standard library's sqlite3, for ``Database(url, connect=…)``."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import apsw

KINDS = (
    (apsw.ConstraintError, sqlite3.IntegrityError),
    (apsw.BusyError, sqlite3.OperationalError),
    (apsw.FullError, sqlite3.OperationalError),
    (apsw.IOError, sqlite3.OperationalError),
    (apsw.Error, sqlite3.DatabaseError),
)


def said_as_sqlite3(error: apsw.Error) -> sqlite3.Error:
    kind = next(kind for other, kind in KINDS if isinstance(error, other))
    return kind(str(error))


class Cursor:
    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self.connection = connection
        self._cursor = connection.under.cursor()
        self._cursor.exec_trace = self._describe
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, facts: Any = ()) -> "Cursor":
        return self._do(sql, lambda text: self._cursor.execute(text, facts or None))

    def executemany(self, sql: str, facts: Iterable[Any]) -> "Cursor":
        return self._do(sql, lambda text: self._cursor.executemany(text, facts))

    def _describe(self, cursor: apsw.Cursor, _sql: str, _facts: Any) -> bool:
        """Before the first row: afterwards apsw no longer tells what an empty result would have held."""
        self.description = tuple((name, None, None, None, None, None, None) for name, _ in cursor.get_description())
        return True

    def _do(self, sql: str, run: Callable[[str], Any]) -> "Cursor":
        try:
            run(self.connection.altered(sql))
        except apsw.Error as error:
            raise said_as_sqlite3(error) from error
        self.description = self.description or None
        changes = sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE")
        self.rowcount = self.connection.under.changes() if changes else -1
        self.lastrowid = self.connection.under.last_insert_rowid()
        return self

    def fetchone(self) -> Any:
        try:
            return self._cursor.fetchone()
        except apsw.Error as error:
            raise said_as_sqlite3(error) from error

    def fetchall(self) -> list[Any]:
        return list(self)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        rows = (self.fetchone() for _ in range(size or self.arraysize))
        return [row for row in rows if row is not None]

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row

    def close(self) -> None:
        self._cursor.close(True)


def open_alone(file: str, vfs: str) -> apsw.Connection:
    """apsw's files know no shared memory: one connection has the file to itself, the log's index is kept private."""
    alone = apsw.Connection(file, vfs=vfs)
    alone.execute("PRAGMA locking_mode=EXCLUSIVE")
    alone.execute("PRAGMA wal_autocheckpoint=120")  # more often than usual: cuts are to fall into some
    return alone


class Connection:
    """One of several faces of one apsw connection: the writer's thread uses them in turn, never two at once.

    ``altered`` lets a test change a statement on its way.
    """

    isolation_level: str | None = None
    row_factory = None
    text_factory = str

    def __init__(self, under: apsw.Connection, altered: Callable[[str], str] = str) -> None:
        self.under = under
        self.altered = altered

    def cursor(self, *_: Any) -> Cursor:
        return Cursor(self)

    def execute(self, sql: str, facts: Any = ()) -> Cursor:
        return self.cursor().execute(sql, facts)

    def executemany(self, sql: str, facts: Iterable[Any]) -> Cursor:
        return self.cursor().executemany(sql, facts)

    @property
    def in_transaction(self) -> bool:
        return self.under.in_transaction

    @property
    def total_changes(self) -> int:
        return self.under.total_changes()

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def create_function(self, name: str, parameters: int, function: Any, **_: Any) -> None:
        self.under.create_scalar_function(name, function, parameters)

    def close(self) -> None:
        """The file stays open for the other faces."""
        self.rollback()
