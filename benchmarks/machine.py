"""The machine and the versions that a table was measured with."""

import os
import platform
import sqlite3
import subprocess
import sys
from importlib.metadata import version

import psutil

from benchmarks.installation import ROOT

PACKAGES = ("uvicorn", "uvloop", "httptools", "starlette", "fastapi", "pydantic", "sqlalchemy", "psycopg")


def described() -> dict[str, str]:
    return {
        "cores": str(os.cpu_count()),
        "processor": _processor(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def _commit() -> str:
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"


def cores() -> tuple[set[int], set[int]]:
    """The server's core and the clients': apart where there are two. The same where the system cannot pin."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    ours = sorted(os.sched_getaffinity(0))
    return ({ours[0]}, set(ours[1:])) if len(ours) > 1 else (set(ours), set(ours))


def pin(pid: int, wanted: set[int]) -> None:
    if wanted and sys.platform == "linux":
        for thread in psutil.Process(pid).threads():
            os.sched_setaffinity(thread.id, wanted)
