"""Where the last backup went: a note beside the database, and a look whether the file can be trusted."""

import json
import shutil
import sqlite3
import tarfile
import tempfile
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

NOTE = "last-backup.json"
DATABASE = "cup.db"
MOST_LOOKED_AT = 400_000_000
"""Bytes of a backup that is still unpacked to be looked at."""
LONGEST = 1.0
"""Seconds that the look may take."""


@dataclass(frozen=True)
class Backup:
    """``made`` in ms UTC."""

    file: str
    made: int
    bytes: int


class Look(StrEnum):
    WHOLE = "whole"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    AWAY = "away"
    """The file is not within reach now (a stick that was taken out)."""


def note(data: Path, file: Path, made: int) -> None:
    """Remember a backup that has just been written."""
    folder = data / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    found = Backup(str(file.resolve()), made, file.stat().st_size)
    (folder / NOTE).write_text(json.dumps(asdict(found)) + "\n", encoding="utf-8")


def last(data: Path) -> Backup | None:
    """The newest backup that was noted or lies in ``backups/``; None where there is none."""
    found = [Backup(str(file), _made(file), file.stat().st_size) for file in (data / "backups").glob("*.tar")]
    try:
        found.append(Backup(**json.loads((data / "backups" / NOTE).read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError):
        pass
    return max(found, key=lambda one: one.made, default=None)


def look(backup: Backup, scratch: Path) -> Look:
    """Unpack the database of an archive below ``scratch`` and let SQLite check it; bounded in size and time."""
    file = Path(backup.file)
    if not file.is_file():
        return Look.AWAY
    if file.stat().st_size > MOST_LOOKED_AT:
        return Look.TOO_LARGE
    try:
        with tempfile.TemporaryDirectory(dir=scratch) as folder, tarfile.open(file, mode="r:") as archive:
            content, copy = archive.extractfile(DATABASE), Path(folder) / DATABASE
            if content is None:
                return Look.BROKEN
            with copy.open("wb") as target:
                shutil.copyfileobj(content, target, 1 << 20)
            return _quick_check(copy)
    except (OSError, KeyError, tarfile.TarError, sqlite3.DatabaseError):
        return Look.BROKEN


def _quick_check(file: Path) -> Look:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    until = time.monotonic() + LONGEST
    connection.set_progress_handler(lambda: int(time.monotonic() > until), 10_000)
    try:
        return Look.WHOLE if connection.execute("PRAGMA quick_check").fetchone()[0] == "ok" else Look.BROKEN
    except sqlite3.OperationalError:
        return Look.TOO_LARGE if time.monotonic() > until else Look.BROKEN
    finally:
        connection.close()


def _made(file: Path) -> int:
    return int(file.stat().st_mtime * 1000)
