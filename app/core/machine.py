"""What the operating system says about itself, read from files where there are some; nothing is changed."""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from app.core.open_files import reachable_open_files

SYNCS = 5
LONGEST = 1.0
"""Seconds that a measurement or another program may take."""
NEVER = ("/dev/null",)


def text_of(file: Path) -> str:
    """The content of a small file of the system; empty where it cannot be read."""
    try:
        return file.read_text(errors="replace").strip()
    except OSError:
        return ""


def output_of(*command: str) -> str:
    """What a program of the system prints; empty where there is none or it does not answer within a second."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            [program, *command[1:]], capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def can_sleep(root: Path) -> bool:
    return bool(text_of(root / "sys/power/state"))


def sleep_forbidden(root: Path) -> bool:
    """Whether systemd's ``sleep.target`` is masked."""
    units = (root / place / "sleep.target" for place in ("etc/systemd/system", "run/systemd/system"))
    return any(unit.is_symlink() and os.readlink(unit) in NEVER for unit in units)


def logind(root: Path, key: str) -> str:
    """The value of a setting of ``logind.conf`` and what lies in its folders; empty where none says it."""
    files = [root / "etc/systemd/logind.conf"]
    for folder in ("usr/lib/systemd/logind.conf.d", "etc/systemd/logind.conf.d"):
        files.extend(sorted((root / folder).glob("*.conf")))
    said = ""
    for file in files:
        for line in text_of(file).splitlines():
            name, _, value = line.partition("=")
            said = value.strip() if name.strip() == key else said
    return said


def has_lid(root: Path) -> bool:
    return any((root / "proc/acpi/button/lid").glob("*"))


def is_windows_inside(root: Path) -> bool:
    """Linux under Windows (WSL): Windows decides when it sleeps."""
    return "microsoft" in text_of(root / "proc/version").casefold()


def batteries(root: Path) -> list[tuple[str, int]]:
    """State (``Charging``, ``Discharging``, ``Full``) and per cent of each battery of the machine itself."""
    found = []
    for supply in sorted((root / "sys/class/power_supply").glob("*")):
        if text_of(supply / "type") == "Battery" and text_of(supply / "scope") != "Device":
            capacity = text_of(supply / "capacity")
            found.append((text_of(supply / "status"), int(capacity) if capacity.isdigit() else 0))
    return found


def file_system(root: Path, folder: Path) -> str:
    """The kind of file system that a folder lies on (``ext4``, ``nfs4``); empty where it is not readable."""
    best, kind = -1, ""
    for line in text_of(root / "proc/mounts").splitlines():
        parts = line.split()
        if len(parts) < 3:
            continue
        mount = Path(parts[1].replace("\\040", " "))
        if len(mount.parts) >= best and folder.is_relative_to(mount):
            best, kind = len(mount.parts), parts[2]
    return kind


def sync_ms(folder: Path) -> float:
    """Milliseconds in which the disk makes 4 KB durable: the median of a few writes."""
    spans: list[float] = []
    with tempfile.TemporaryFile(dir=folder) as file:
        began = time.monotonic()
        while len(spans) < SYNCS and time.monotonic() - began < LONGEST:
            file.write(bytes(4096))
            file.flush()
            before = time.monotonic()
            os.fsync(file.fileno())
            spans.append((time.monotonic() - before) * 1000)
    return statistics.median(spans)


def open_file_limit() -> int | None:
    """How many files and connections the server may hold open; None where the system has no such limit."""
    return reachable_open_files()
