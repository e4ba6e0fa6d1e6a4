"""Engines and reading sessions. Writing goes through :mod:`app.core.writer`, the only place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    CursorResult,
    Delete,
    Engine,
    Integer,
    PoolProxiedConnection,
    String,
    Update,
    create_engine,
    event,
    text,
)
from sqlmodel import Session, SQLModel

from app.core.canonical import compact_json
from app.core.plain import Kept, Plain
from app.core.settings import Settings
from app.core.waiting import READING, WRITING, wait_with_patience

__all__ = [
    "BigId",
    "Database",
    "UnfitReplica",
    "UnsafeDatabase",
    "compact_json",
    "kind_column",
    "one_of",
    "open_database",
    "open_replica",
    "rows_changed",
]

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")
"""Internal keys: bigint, and on SQLite the INTEGER that is the rowid."""


def one_of(name: str, kinds: type[StrEnum]) -> CheckConstraint:
    """A CHECK from a StrEnum: native enums would store names and make PostgreSQL types."""
    listed = ", ".join(f"'{kind.value}'" for kind in kinds)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def kind_column(length: int = 20, **options: Any) -> Column[str]:
    return Column(String(length), nullable=False, **options)


def rows_changed(session: Session, guarded: Update | Delete) -> int:
    """Run a guarded statement; 0 says that its guard did not hold."""
    outcome = session.execute(guarded.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", outcome).rowcount


class UnsafeDatabase(Exception):
    """The database is set up so that an acknowledged answer could be lost."""


class UnfitReplica(UnsafeDatabase):
    """The screens are told to read from something that cannot be a copy of the database."""


class Database:
    """One database: an engine for reading, and ``connect()`` for the writer's own connection.

    ``connect`` may be replaced by a callable that returns a DB-API connection (fault tests do).
    """

    def __init__(self, url: str, *, connect: Callable[[], Any] | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.reader = _engine(url, reading=True, connect=connect)
        self.writer = _engine(url, reading=False, connect=connect)
        self._kept: PoolProxiedConnection | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A short session that cannot write. Never hold one while streaming."""
        with Session(self.reader, autoflush=False) as session:
            yield session

    def refuse_unsafe(self) -> None:
        """Raise :class:`UnsafeDatabase` where PostgreSQL would acknowledge before it is durable."""
        if self.is_sqlite:
            return
        for engine in (self.reader, self.writer):
            with engine.connect() as connection:
                for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                    value = connection.execute(text(f"SHOW {setting}")).scalar_one()
                    if value in ("off", "local"):
                        raise UnsafeDatabase(
                            f"PostgreSQL runs with {setting}={value}: acknowledged answers could be lost"
                        )

    def kept(self, info: dict[Any, Any]) -> Plain:
        """The writer thread's own connection, kept from batch to batch, for plain SQL."""
        if self._kept is None or not self._kept.is_valid:
            self._kept = self.writer.raw_connection()
        return Plain(Kept(self._kept, self.writer.dialect), info)

    def let_go(self) -> None:
        """Take back what the kept connection has not committed, and give it back to the pool."""
        kept, self._kept = self._kept, None
        if kept is not None and kept.is_valid:
            kept.close()

    def dispose(self) -> None:
        self.let_go()
        self.reader.dispose()
        self.writer.dispose()


def _engine(url: str, *, reading: bool, connect: Callable[[], Any] | None) -> Engine:
    options: dict[str, Any] = {"json_serializer": compact_json}
    if connect is not None:
        options["creator"] = connect
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=16, max_overflow=32, **options)
        _listen_sqlite(engine, reading=reading)
    else:
        # No overflow: a connection beyond the pool would be closed after each use, and a new one costs PostgreSQL
        # several milliseconds of CPU (with 16 at once a sign-in took 4.8 ms of it instead of 1.3).
        engine = create_engine(url, pool_size=24, max_overflow=0, pool_pre_ping=True, **options)
        if connect is None:
            wait_with_patience(engine, READING if reading else WRITING)
    return engine


def _listen_sqlite(engine: Engine, *, reading: bool) -> None:
    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=10000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            "journal_size_limit=67108864",
            *(("query_only=ON",) if reading else ()),
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def open_database(settings: Settings) -> Database:
    if not settings.database_url:
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.sqlite_path.touch(mode=0o600)  # it holds names: nobody else on the machine reads it
    return Database(settings.url)


def open_replica(settings: Settings) -> Database | None:
    """The copy that screens read, None without one. Nothing is acknowledged on it, so how it syncs is its own affair.

    It is not asked anything here: a replica that is away keeps nobody from answering.
    """
    if not settings.replica:
        return None
    if settings.url.startswith("sqlite") or settings.replica.startswith("sqlite"):
        raise UnfitReplica(
            "CUP_REPLICA_URL 只能和 PostgreSQL 一起用：SQLite 没有只读副本，请删掉这一项。 / "
            "CUP_REPLICA_URL needs PostgreSQL on both sides: SQLite has no replica. Remove the setting."
        )
    return Database(settings.replica)
