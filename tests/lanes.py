"""Runs the lanes and says what each took: ``python -m tests.lanes [--all] [LANE…]``.

Every test is in exactly one lane (``tests/lane_of.py``). A lane that runs nothing has failed, a skipped test is named.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.lane_of import BY_FOLDER, PYTEST_LANES
from tests.postgres import fastest

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ORDINARY = ("pure", "sqlite", "postgres")
"""Lanes that stand in the same folders: asked for together they are collected once and share their processes."""
ALONE = ("lint", "types", "floors", "banks", "api-fuzz")
"""Lanes of one process."""
BESIDE = (*ALONE, "faults")
"""Lanes that run one after another beside the others: they wait for disks, locks and servers more than they work."""
PROCESSES = min(8, (os.cpu_count() or 2) + 1)
"""Of a lane with tests that wait: a page, a lock and a server leave a processor to others."""
TEXTS = ROOT.parent / "shared" / "laws"
"""Official texts beside the project, where somebody has put them there; they are not part of it."""
BANKS = (
    ["python", "-m", "app", "load-bank", "question_banks", "--check"],
    ["python", "-m", "app", "check-bank", "question_banks", "--law", str(TEXTS)],
)
TOOLS = {
    "lint": (["ruff", "check", "--quiet", "."], ["ruff", "format", "--quiet", "--diff", "."]),
    "types": (["mypy"],),
    "floors": (["lint-imports"],),
    "banks": BANKS if TEXTS.is_dir() else BANKS[:1],
}
LANES = ("lint", "types", "floors", "banks", *(lane for lane in PYTEST_LANES if lane != "floors"))
ALWAYS = tuple(lane for lane in LANES if lane != "long")

Group = tuple[str, ...]


@dataclass
class Outcome:
    """What a lane did. ``there`` says how many tests each lane has, where the whole tree was collected."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    there: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    busy: float = 0.0
    """Seconds of processor time."""

    @property
    def ran(self) -> int:
        return self.passed + self.failed + len(self.skipped)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lanes", nargs="*", metavar="LANE", help=f"of {', '.join(LANES)}; none: all but long")
    parser.add_argument("--all", action="store_true", help="every ordinary lane before the named ones")
    asked = parser.parse_args()
    wanted = list(dict.fromkeys((*(ALWAYS if asked.all or not asked.lanes else ()), *asked.lanes)))
    if unknown := set(wanted) - set(LANES):
        parser.error(f"no such lane: {', '.join(sorted(unknown))}")
    started = time.monotonic()
    done: dict[str, Outcome] = {}
    with ThreadPoolExecutor(2) as both:
        for outcomes in both.map(one_after_another, in_rows(wanted)):
            done |= outcomes
    return report(done, time.monotonic() - started)


def in_rows(wanted: Iterable[str]) -> tuple[list[Group], list[Group]]:
    """What runs beside each other, in groups that run one after another; the ordinary lanes are one group."""
    beside: list[Group] = [(lane,) for lane in wanted if lane in BESIDE]
    ordinary = tuple(lane for lane in ORDINARY if lane in wanted)
    rest: list[Group] = [(lane,) for lane in wanted if lane not in (*BESIDE, *ORDINARY)]
    return beside, [ordinary, *rest] if ordinary else rest


def one_after_another(groups: Sequence[Group]) -> dict[str, Outcome]:
    done: dict[str, Outcome] = {}
    for lanes in groups:
        done |= timed(lanes)
    return done


def timed(lanes: Group) -> dict[str, Outcome]:
    """Run a group; its seconds are shared out by what the tests of each lane took."""
    started = time.monotonic()
    done, busy = run(lanes)
    seconds = time.monotonic() - started
    whole = sum(outcome.seconds for outcome in done.values()) or 1.0
    for lane, outcome in done.items():
        share = outcome.seconds / whole if len(done) > 1 else 1.0
        outcome.seconds, outcome.busy = seconds * share, busy * share
        print("\n".join([line(lane, outcome), *(f"    skipped: {one}" for one in outcome.skipped)]), flush=True)
    return done


def run(lanes: Group) -> tuple[dict[str, Outcome], float]:
    """What the lanes did, and the seconds of processor time that they took together."""
    done, busy = {lane: Outcome() for lane in lanes}, 0.0
    for lane in lanes:
        for command in TOOLS.get(lane, ()):
            busy += use(command, done[lane])
    if "banks" in lanes and not TEXTS.is_dir():
        done["banks"].skipped.append("check-bank: no ../shared/laws here, the banks were not held against the texts")
    tested = tuple(lane for lane in lanes if lane in PYTEST_LANES)
    if tested:
        busy += run_pytest(tested, done)
    return done, busy


def finish(command: list[str]) -> tuple[int, str, float]:
    """Its exit code, what it said, and the seconds of processor time that it and its children took."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        _, status, spent = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return process.returncode, said.read(), spent.ru_utime + spent.ru_stime


def use(command: list[str], outcome: Outcome) -> float:
    """One tool, one check."""
    code, said, busy = finish([str(BIN / command[0]), *command[1:]])
    if code == 0:
        outcome.passed += 1
    else:
        outcome.failed += 1
        print(f"--- {' '.join(command)}\n{said}", flush=True)
    return busy


def run_pytest(lanes: Group, done: dict[str, Outcome]) -> float:
    # What is killed and cut off is tried on the disk.
    with tempfile.TemporaryDirectory(dir=None if lanes == ("faults",) else fastest()) as folder:
        junit, counts = Path(folder) / "junit.xml", Path(folder) / "counts.json"
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *places(lanes)]
        command += [f"--lane={','.join(lanes)}", f"--junitxml={junit}", f"--lane-counts={counts}"]
        command += [f"--basetemp={folder}/tests", "-o", "tmp_path_retention_policy=failed"]
        if "api-fuzz" not in lanes:
            command += ["-p", "no:schemathesis"]
        if lanes[0] not in ALONE:
            command += ["-n", str(PROCESSES), "--dist", "loadgroup" if lanes == ("browser",) else "worksteal"]
        code, said, busy = finish(command)
        read_junit(junit, done)
        if not places(lanes) and counts.exists():
            done[lanes[0]].there = json.loads(counts.read_text())
    if code != 0 or any(done[lane].failed for lane in lanes):
        print(f"--- pytest, {', '.join(lanes)}\n{said}", flush=True)
        if not any(done[lane].failed for lane in lanes):
            done[lanes[0]].failed += 1
    return busy


def places(lanes: Group) -> list[str]:
    """Where to look: a lane that is a folder needs no other collected, the pure one only files that say so."""
    if lanes == ("pure",):
        files = sorted((ROOT / "tests").rglob("test_*.py"))
        return [str(file.relative_to(ROOT)) for file in files if "mark.pure" in file.read_text()]
    folders = [folder for folder, lane in BY_FOLDER.items() if lane == lanes[0]]
    return [f"tests/{folders[0]}"] if folders else []


def read_junit(file: Path, done: dict[str, Outcome]) -> None:
    """Add the counts of pytest's report to its lanes; a run that left none has failed."""
    first = next(reversed(done.values()))
    if not file.exists():
        first.failed += 1
        return
    for case in ElementTree.parse(file).getroot().iter("testcase"):
        lane = next((one.get("value") for one in case.iter("property") if one.get("name") == "lane"), None)
        outcome = done.get(lane or "", first)
        outcome.seconds += float(case.get("time") or 0)
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skipped is not None:
            outcome.skipped.append(f"{case.get('classname')}.{case.get('name')}: {skipped.get('message')}")
        else:
            outcome.passed += 1


def line(lane: str, outcome: Outcome) -> str:
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    spent = f"{outcome.seconds:6.1f} s (busy {outcome.busy:5.1f})"
    return f"{lane:10} {spent}   {outcome.passed} passed, {outcome.failed} failed{skipped}"


def report(done: dict[str, Outcome], seconds: float) -> int:
    """``seconds`` are those of the clock: lanes ran beside each other."""
    passed = sum(outcome.passed for outcome in done.values())
    failed = sum(outcome.failed for outcome in done.values())
    for fault in uncounted(done):
        print(fault)
        failed += 1
    busy = sum(outcome.busy for outcome in done.values())
    print(f"{'together':10} {seconds:6.1f} s (busy {busy:5.1f})   in {len(done)} lanes")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def uncounted(done: dict[str, Outcome]) -> list[str]:
    """Every lane ran all the tests that are its own, and no lane is empty."""
    there = next((outcome.there for outcome in done.values() if outcome.there), {})
    faults = []
    for lane, outcome in done.items():
        tests = outcome.ran - len(TOOLS.get(lane, ()))
        if lane in PYTEST_LANES and not outcome.failed and (tests == 0 or tests != there.get(lane, tests)):
            faults.append(f"{lane}: {tests} tests ran of {there.get(lane, tests)}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
