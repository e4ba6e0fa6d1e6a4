"""A consistent copy of a SQLite database in one step, beside a running server."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from app.core.db import Database


class NotWhole(Exception):
    """The copy did not pass its check; nothing was put in its place."""


def sqlite_file(database: Database) -> Path:
    """The file behind a SQLite address."""
    return Path(make_url(database.url).database or "")


def copy_sqlite(source: Path, target: Path) -> None:
    """``VACUUM INTO`` on a connection of its own, fsync, check, rename; readers and the writer go on meanwhile.

    One step: the stepped backup API starts again at every commit and never finishes beside a busy server.
    """
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    connection = sqlite3.connect(source, isolation_level=None)
    try:
        connection.execute("PRAGMA busy_timeout=10000")
        connection.execute("VACUUM INTO ?", (str(unfinished),))
    finally:
        connection.close()
    check_sqlite(unfinished)
    sync(unfinished)
    os.replace(unfinished, target)
    sync(target.parent)


def check_sqlite(file: Path) -> None:
    """Raise :class:`NotWhole` unless SQLite finds the file in order."""
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            found = connection.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise NotWhole(f"{file.name}: {found}")


def sync(path: Path) -> None:
    """Make a file's bytes, or a folder's names, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
