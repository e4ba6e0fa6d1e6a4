"""Bringing a database to the newest tables, and asking whether it is there."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.core.clock import rfc3339
from app.core.copying import copy_sqlite, sqlite_file
from app.core.db import Database
from app.core.waiting import waiting_for_ever

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
ONE_AT_A_TIME = 0x43_55_50  # an advisory lock's number: two processes never migrate together

GUARDS = frozenset(
    {
        "ledger_entry_follows",
        "ledger_entry_stands",
        "ledger_entry_stays",
        "ledger_head_begins",
        "ledger_head_grows",
        "ledger_head_stays",
    }
)
"""The triggers that make the chain append-only on both engines."""
GUARDS_AGAINST_TRUNCATE = frozenset({"ledger_entry_not_emptied", "ledger_head_not_emptied"})


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply every migration that is missing, in one transaction."""
    with database.writer.connect() as connection, waiting_for_ever(connection), connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
        command.upgrade(_config(connection), revision)


def downgrade(database: Database, revision: str) -> None:
    with database.writer.connect() as connection, waiting_for_ever(connection), connection.begin():
        command.downgrade(_config(connection), revision)


def at_head(database: Database) -> bool:
    """Whether every migration has been applied, and none that this version does not know."""
    with database.reader.connect() as connection:
        return _revisions(connection) == _newest()


def triggers_stand(database: Database) -> bool:
    """Whether every trigger that guards the ledger is there and enabled."""
    with database.reader.connect() as connection:
        return not missing_guards(connection)


def missing_guards(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars()
        return set(GUARDS.difference(found))
    enabled = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
    return set((GUARDS | GUARDS_AGAINST_TRUNCATE).difference(connection.execute(enabled).scalars()))


def backup_before(database: Database, folder: Path, now: int) -> Path | None:
    """Copy a SQLite database that is about to be migrated; None where there is nothing to lose."""
    if not database.is_sqlite or at_head(database):
        return None
    with database.reader.connect() as connection:
        applied = "-".join(sorted(_revisions(connection)))
    if not applied:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    stamp = rfc3339(now)[:19].replace(":", "")
    target = folder / f"before-migrating-{applied}-{stamp}.db"
    copy_sqlite(sqlite_file(database), target)
    return target


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revisions(connection: Connection) -> frozenset[str]:
    return frozenset(MigrationContext.configure(connection).get_current_heads())


@lru_cache
def _newest() -> frozenset[str]:
    return frozenset(ScriptDirectory(MIGRATIONS).get_heads())
