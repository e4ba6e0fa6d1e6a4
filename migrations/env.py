"""Alembic's way in: with the connection that ``app.core.migrating`` hands over, else with one from the settings.

SQLite rewrites a table to change it (batch mode), and that drops its triggers silently: the ledger's tables are
append-only by triggers and must never be batch-migrated (``tests/migrations`` reads the versions for it).
"""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.tables  # noqa: F401 - fills the metadata
from app.core.db import open_database
from app.core.settings import Settings


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    migrate(handed)
else:
    database = open_database(Settings())
    with database.writer.connect() as own, own.begin():
        migrate(own)
    database.dispose()
