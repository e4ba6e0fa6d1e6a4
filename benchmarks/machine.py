"""The machine and the versions that a table was measured with; which core is whose."""

import contextlib
import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

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
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def commit() -> str:
    here = Path(__file__).parent
    asked = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=here, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "unknown"


def cores() -> tuple[set[int], set[int]]:
    """The server's core, and what is left for the clients (the same where there is only one, or no pinning)."""
    if not hasattr(os, "sched_setaffinity"):
        return set(), set()
    every = list(range(os.cpu_count() or 1))
    return ({every[0]}, set(every[1:])) if len(every) > 1 else (set(every), set(every))


def allow_files() -> int:
    """Let this process have as many open files as the system allows it; how many those are."""
    try:
        import resource
    except ImportError:
        return 512
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 1 << 20 if hard == resource.RLIM_INFINITY else hard
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most


def pin(pid: int, wanted: set[int]) -> None:
    """Keep a process that has just begun, and all it starts later, on these cores; 0 is this process."""
    if wanted:
        os.sched_setaffinity(pid, wanted)
