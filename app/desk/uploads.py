"""Files between "what I understood" and "load": kept under a random name, deleted afterwards or after a day."""

import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from fastapi import UploadFile

from app.core.house import House
from app.core.refusal import N_, declare, not_found, too_large
from app.core.secret import new_key

LARGEST = 10 * 1024 * 1024
KEPT_SECONDS = 86_400

empty = declare("upload.empty", 422, N_("还没有选文件，或文件是空的。"))
kind = declare("upload.kind", 422, N_("这里收 %(kinds)s 文件，不收这一种。"))


@dataclass(frozen=True)
class Upload:
    token: str
    name: str
    """As the file was called on the organiser's computer."""
    path: Path


def keep(house: House, file: UploadFile | None, kinds: tuple[str, ...]) -> Upload:
    """Keep an uploaded file of one of the kinds (``.csv``); 422 for another kind or none, 413 above 10 MB."""
    if file is None:
        raise empty()
    name = Path((file.filename or "").replace("\\", "/")).name[-120:]
    suffix = Path(name).suffix.lower()
    content = file.file.read(LARGEST + 1)
    if not content or not name:
        raise empty()
    if suffix not in kinds:
        raise kind(kinds=" ".join(kinds))
    if len(content) > LARGEST:
        raise too_large()
    folder = _folder(house)
    _forget_old(folder)
    token = new_key()
    path = folder / f"{token}{suffix}"
    _write_privately(path, content)
    _write_privately(folder / f"{token}.name", json.dumps(name).encode())
    return Upload(token, name, path)


def find(house: House, token: str, kinds: tuple[str, ...]) -> Upload:
    """The kept file; 404 when it was loaded, discarded or forgotten."""
    folder = _folder(house)
    if re.fullmatch("[a-z2-7]{26}", token):
        for suffix in kinds:
            path = folder / f"{token}{suffix}"
            if path.exists():
                return Upload(token, json.loads((folder / f"{token}.name").read_bytes()), path)
    raise not_found()


def forget(upload: Upload) -> None:
    upload.path.unlink(missing_ok=True)
    upload.path.with_suffix(".name").unlink(missing_ok=True)


def _folder(house: House) -> Path:
    folder = house.settings.data / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write_privately(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _forget_old(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
