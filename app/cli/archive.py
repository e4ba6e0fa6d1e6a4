"""The backup's file: a tar with ``cup.db``, ``secret.key`` and ``about.json``, whole or not there at all."""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any

from app import __version__
from app.core.clock import rfc3339
from app.core.copying import NotWhole, check_sqlite, copy_sqlite, sqlite_file, sync
from app.core.house import House
from app.core.secret import key_from_file
from app.core.settings import Settings

DATABASE, SECRET, ABOUT = "cup.db", "secret.key", "about.json"
BESIDE = ("-wal", "-shm")


def write_archive(house: House, target: Path) -> int:
    """Copy in one step, pack, fsync, read back, rename. Returns the bytes of the archive."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=house.settings.data) as folder:
        copy = Path(folder) / DATABASE
        copy_sqlite(sqlite_file(house.database), copy)
        about = {"version": __version__, "made": rfc3339(house.clock.now()), "sha256": digest(copy)}
        key = house.settings.key or key_from_file(house.settings.data / SECRET)
        with open(unfinished, "wb", opener=_only_owner) as file, tarfile.open(fileobj=file, mode="w") as archive:
            archive.add(copy, DATABASE, filter=_nobodys)
            _add_text(archive, SECRET, key + "\n")
            _add_text(archive, ABOUT, json.dumps(about, indent=2) + "\n")
    with tempfile.TemporaryDirectory(dir=house.settings.data) as folder:
        unpack(unfinished, Path(folder))
    sync(unfinished)
    os.replace(unfinished, target)
    sync(target.parent)
    return target.stat().st_size


def read_archive(settings: Settings, source: Path, now: int) -> Path | None:
    """Put the archive's database and key in place; what stood there is kept in the folder that is returned."""
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        fresh = Path(folder)
        unpack(source, fresh)
        key = (fresh / SECRET).read_text().strip()
        if settings.key not in ("", key):
            raise NotWhole("CUP_SECRET_KEY 与备份里的密钥不同 / CUP_SECRET_KEY is not the key of this backup")
        kept = _set_aside(settings, now)
        os.replace(fresh / DATABASE, settings.sqlite_path)
        os.replace(fresh / SECRET, settings.data / SECRET)
        sync(settings.data)
    return kept


def unpack(source: Path, folder: Path) -> None:
    """Take out the three known files and check them; raise :class:`NotWhole` for anything else."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            for name in (DATABASE, SECRET, ABOUT):
                _take_out(archive, name, folder / name)
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text())
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise NotWhole(f"{source.name}: 不是完整的备份 / not a whole backup ({error})") from error
    if digest(folder / DATABASE) != about.get("sha256"):
        raise NotWhole(f"{source.name}: 备份的内容与摘要不符 / the content differs from its digest")
    check_sqlite(folder / DATABASE)


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _set_aside(settings: Settings, now: int) -> Path | None:
    """Move the present database, its journal and its key to ``backups/``; None where there is none."""
    if not settings.sqlite_path.exists():
        return None
    kept = settings.data / "backups" / f"before-restoring-{rfc3339(now)[:19].replace(':', '')}"
    kept.mkdir(parents=True)
    for suffix in ("", *BESIDE):
        present = settings.sqlite_path.with_name(DATABASE + suffix)
        if present.exists():
            os.replace(present, kept / present.name)
    if (settings.data / SECRET).exists():
        os.replace(settings.data / SECRET, kept / SECRET)
    sync(kept)
    return kept


def _take_out(archive: tarfile.TarFile, name: str, target: Path) -> None:
    content: IO[bytes] | None = archive.extractfile(name)
    if content is None:
        raise KeyError(name)
    with open(target, "wb", opener=_only_owner) as file:
        while block := content.read(1 << 20):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _add_text(archive: tarfile.TarFile, name: str, content: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content.encode())
    member.mode = 0o600
    archive.addfile(member, io.BytesIO(content.encode()))


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of whoever made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _only_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
