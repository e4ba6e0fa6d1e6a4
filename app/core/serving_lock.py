"""One server a SQLite file: a second one would have a second writer, and answers would wait for each other."""

import os
from pathlib import Path
from typing import Any


class AlreadyServing(Exception):
    """Another server holds this data folder."""


class ServingLock:
    """Held from start to stop; the operating system lets it go when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "serving.lock"
        self._file: Any = None

    def take(self) -> None:
        """Raise :class:`AlreadyServing` where somebody else holds it."""
        self._file = self._path.open("a+")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise AlreadyServing(str(self._path)) from error

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: Any) -> None:
    if os.name == "nt":  # pragma: no cover - untested on Windows, said so in the README
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
