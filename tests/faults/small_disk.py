"""A disk that can be filled and freed: a small tmpfs, or where none may be mounted a limit on the process's files."""

import os
import resource
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

SIZE = 6_000_000
"""Bytes of the tmpfs."""


class SmallDisk(Protocol):
    folder: Path

    def fill(self, process: int) -> None: ...

    def free(self, process: int) -> None: ...


class Tmpfs:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, process: int) -> None:
        """Until not one more page goes in."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for block in (bytes(65536), bytes(4096)):
                try:
                    while ballast.write(block) == len(block):
                        pass
                except OSError:
                    continue

    def free(self, process: int) -> None:
        self._ballast.unlink()


class Limited:
    """No file of the process may grow: its writes fail as they do on a full disk, with another number."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, process: int) -> None:
        largest = max(file.stat().st_size for file in self.folder.iterdir() if file.name.endswith("-wal"))
        resource.prlimit(process, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))

    def free(self, process: int) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
        refused = mounted.stderr.strip() if mounted.returncode else ""
    except OSError as error:
        refused = str(error)
    if refused:
        warnings.warn(f"no small disk could be mounted ({refused}): a limit of file sizes stands in", stacklevel=1)
        yield Limited(folder)
        return
    try:
        yield Tmpfs(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        os.rmdir(folder)
