"""How long PostgreSQL may take to answer: a connection that hangs is given up, so that nobody waits for ever.

The limits of the server (locks, reading statements, idle transactions) end what is slow; those of TCP end what is cut
off. What is left is a server, a pooler or a proxy that keeps the connection and says nothing: for that the client has
a clock of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event

PATIENCE = 12.0
"""Seconds without an answer after which a connection is closed: longer than every limit of the server below."""
CONNECTING = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What libpq is asked for unless the address says otherwise; a unix socket leaves the last five aside."""
EVERYBODY = "-c synchronous_commit=on -c lock_timeout=5000"
WRITING = f"{EVERYBODY} -c idle_in_transaction_session_timeout=10000"
"""A writer that the server lost in the middle of a transaction keeps its locks for 10 s, not for ever."""
READING = (
    f"{EVERYBODY} -c idle_in_transaction_session_timeout=60000"
    " -c default_transaction_read_only=on -c statement_timeout=10000"
)


class PatientConnection(psycopg.Connection[Any]):
    """Waits ``patience`` seconds for each answer; None: for ever (migrations)."""

    patience: float | None = PATIENCE

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.OperationalError as error:
            if timeout is not None or self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.close()
            raise psycopg.OperationalError(f"no answer from the database in {self.patience:g} s") from error


def wait_with_patience(engine: Engine, settings: str) -> None:
    """Let every connection of this PostgreSQL engine begin with these settings and give up when nothing answers.

    Settings in the address itself (``?options=-csearch_path%3Dcup``) are kept, and come last.
    """

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: Any, _record: Any, cargs: Any, cparams: dict[str, Any]) -> PatientConnection:
        asked = cparams.pop("options", "")
        return PatientConnection.connect(*cargs, **CONNECTING | cparams, options=f"{settings} {asked}".strip())


@contextmanager
def waiting_for_ever(connection: Connection) -> Iterator[None]:
    """For migrations, whose statements take as long as they take."""
    driver: Any = connection.connection.dbapi_connection
    if not isinstance(driver, PatientConnection):
        yield
        return
    driver.patience = None
    try:
        yield
    finally:
        driver.patience = PATIENCE
