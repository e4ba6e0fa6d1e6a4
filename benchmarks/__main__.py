"""``make bench``: measure, print a table, keep the figures in ``build/benchmarks.json``."""

import argparse
import json
import os
import platform
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.first_visit import first_visit
from benchmarks.installation import ROOT, Installation, installed
from benchmarks.members import sit
from benchmarks.saves import compare

OUT = ROOT / "build" / "benchmarks.json"


def main() -> None:
    wishes = _wishes()
    with tempfile.TemporaryDirectory(prefix="cup-bench-") as folder:
        found = measure(Path(folder), wishes)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    print(table(found))
    print(f"\n{OUT.relative_to(ROOT)}")


def _wishes() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side")
    parser.add_argument("--seconds", type=float, default=5, help="of each turn")
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--sitting", type=float, default=90, help="seconds in which all members sit their papers")
    return parser.parse_args()


def measure(folder: Path, wishes: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "load_before": os.getloadavg()[0],
    }
    print("first start: roll, banks, contest …", flush=True)
    begun = time.monotonic()
    with Installation(folder / "first", []).serve("--demo") as running:
        found["start"] = {"first_s": round(running.seconds, 2)}
    with Installation(folder / "first", []).serve("--demo") as running:
        found["start"]["again_s"] = round(running.seconds, 2)
    print(f"saves against a bare POST … ({time.monotonic() - begun:.0f} s)", flush=True)
    made = installed(folder / "saves")
    found["saves"] = compare(made, wishes.rounds, wishes.seconds, lambda line: print(line, flush=True))
    print(f"{wishes.members} members in {wishes.sitting:g} s …", flush=True)
    found["members"] = sit(made, wishes.members, wishes.sitting)
    found["first_visit"] = first_visit(made)
    found["load_after"] = os.getloadavg()[0]
    return found


def table(found: dict[str, Any]) -> str:
    saves, members, visit = found["saves"], found["members"], found["first_visit"]
    lines = [
        "",
        f"{'':34} {'median':>10} {'least':>10} {'most':>10}",
        *_row("saves per CPU-second, durable", saves["app"]["per_cpu_second"]),
        *_row("bare FastAPI POST per CPU-second", saves["bare_post"]["per_cpu_second"]),
        *_row("saves per second", saves["app"]["per_second"]),
        *_row("bare FastAPI POST per second", saves["bare_post"]["per_second"]),
        *_row("save p99, ms (64 connections)", saves["app"]["p99_ms"]),
        *_row("bare POST p99, ms", saves["bare_post"]["p99_ms"]),
        f"{'durable saves / bare POST, by CPU':34} {saves['ratio_per_cpu_second']:>10}",
        f"{'acknowledged and not stored':34} {saves['acknowledged_and_not_stored']:>10}",
        "",
        f"{members['members']} members in {members['seconds']:g} s, {members['server_cpu_s']} CPU-seconds",
        *(
            f"  {name:32} {one['count']:>8} × p50 {one['p50_ms']:>8} ms  p99 {one['p99_ms']:>8} ms"
            for name, one in members["requests"].items()
        ),
        f"  errors {members['errors'] or 0}, retries {members['retries']}, lost {members['lost']}",
        "",
        f"first visit: {visit['total']:,} bytes ({', '.join(f'{k} {v:,}' for k, v in visit['bytes'].items())})",
        f"start to serving: first {found['start']['first_s']} s, again {found['start']['again_s']} s",
        f"load average {found['load_before']:.1f} before, {found['load_after']:.1f} after",
    ]
    return "\n".join(lines)


def _row(name: str, spread: dict[str, float]) -> list[str]:
    return [f"{name:34} {spread['median']:>10,.1f} {spread['least']:>10,.1f} {spread['most']:>10,.1f}"]


if __name__ == "__main__":
    main()
