"""``make bench``: measure, print tables, keep the figures in ``build/benchmarks.json``."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.machine import allow_files, commit, cores, described, pin
from benchmarks.report import Options, Table, as_json, as_markdown, as_text, from_json, refuse_errors

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "benchmarks.json"
MEASURES = {
    "saves": "durable answers a CPU-second beside bare servers",
    "postgres": "the same on PostgreSQL",
    "one_second": "a thousand players answer one question within a second",
    "rushes": "everybody comes at once, everybody hands in at once",
    "service_times": "CPU of one request of each kind",
    "postgres_times": "the same on PostgreSQL, and how long a chain's head is held",
    "without_http": "saves, hand-ins and sign-ins through the writer, without HTTP",
    "slow_disk": "20 ms before every sync",
    "desk_beside": "a roll load and a re-mark under full load",
    "streams": "boards pushed to many screens",
    "boards": "ticks and folds at several sizes",
    "memory": "open papers and open streams",
    "starting": "start and recovery with 100,000 results",
    "first_visit": "bytes and requests of a first visit",
    "members": "members at a human pace",
}
"""Each is ``benchmarks/<name>.py`` with ``measure(options) -> list[Table]``, imported when it is asked for. This
process is the clients and leaves the server its core, unless the module says ``IN_PROCESS = True``."""


def main() -> None:
    wishes = _wishes(sys.argv[1:])
    kept = _kept()
    if wishes.stored:
        print(_shown(kept, [key for key in kept["tables"] if not wishes.names or key in wishes.names], wishes.markdown))
        return
    keys, failed = run_all(wishes.names or list(MEASURES), wishes, kept)
    print(_shown(kept, keys, wishes.markdown))
    _say(f"\n{OUT.relative_to(ROOT)}")
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def _wishes(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    known = ", ".join(f"{name} ({what})" for name, what in MEASURES.items())
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"all, or some of: {known}")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each side (3)")
    parser.add_argument("--seconds", type=float, default=5, help="of each turn (5)")
    parser.add_argument("--short", action="store_true", help="small counts, to see that it works")
    parser.add_argument("--markdown", action="store_true", help="print tables as docs/performance.md has them")
    parser.add_argument("--stored", action="store_true", help="measure nothing, show what is kept")
    found = parser.parse_args(words)
    if not found.stored and (unknown := set(found.names) - set(MEASURES)):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return found


def run_all(names: Sequence[str], wishes: argparse.Namespace, kept: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The keys of the tables, and the measurements that failed: those have no table, and the others go on."""
    keys: list[str] = []
    failed: list[str] = []
    for name in names:
        try:
            keys += run(name, wishes, kept)
        except Exception:
            traceback.print_exc()
            failed.append(name)
    return keys, failed


def run(name: str, wishes: argparse.Namespace, kept: dict[str, Any]) -> list[str]:
    """Measure, refuse a run with errors, keep the tables; the keys of the tables."""
    folder = Path(tempfile.mkdtemp(prefix=f"cup-bench-{name}-"))
    options = Options(wishes.rounds, wishes.seconds, wishes.short, _say, folder)
    begun, load = time.monotonic(), os.getloadavg()[0]
    allow_files()
    _say(f"{name}: {MEASURES[name]} …")
    measurement = import_module(f"benchmarks.{name}")
    pin(0, set.union(*cores()) if getattr(measurement, "IN_PROCESS", False) else cores()[1])
    try:
        tables: list[Table] = measurement.measure(options)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    refuse_errors(tables)
    origin = {
        "command": f"`python -m benchmarks {name} --rounds {wishes.rounds} --seconds {wishes.seconds:g}`"
        if not wishes.short
        else f"`python -m benchmarks {name} --short`: small counts, not a measurement",
        "measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC in {time.monotonic() - begun:.0f} s",
        "commit": commit(),
        "load average": f"{load:.1f} before, {os.getloadavg()[0]:.1f} after",
    }
    kept["machine"] = described()
    for table in tables:
        kept["tables"][table.key] = {**as_json(table), "origin": origin}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
    return [table.key for table in tables]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _kept() -> dict[str, Any]:
    """What earlier runs left; a table is replaced by its next run."""
    if OUT.exists():
        found: dict[str, Any] = json.loads(OUT.read_text())
        if "tables" in found:
            return found
    return {"machine": {}, "tables": {}}


def _shown(kept: dict[str, Any], keys: list[str], markdown: bool) -> str:
    tables = [(from_json(kept["tables"][key]), kept["tables"][key]["origin"]) for key in keys]
    machine = "; ".join(f"{name}: {fact}" for name, fact in kept["machine"].items())
    if markdown:
        return "\n".join([f"Machine: {machine}.\n", *(as_markdown(table, origin) for table, origin in tables)])
    return "\n".join([*(as_text(table) for table, _ in tables), "", machine])


if __name__ == "__main__":
    main()
