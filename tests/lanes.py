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
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.lane_of import BY_FOLDER, PYTEST_LANES

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ORDINARY = ("pure", "sqlite", "postgres")
"""Lanes that stand in the same folders: asked for together they are collected once and share two processes."""
ALONE = ("floors", "api-fuzz")
"""Lanes of one process; the others share two."""
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
    done: dict[str, Outcome] = {}
    for together in in_groups(wanted):
        done |= timed(together)
    return report(done)


def in_groups(wanted: Iterable[str]) -> list[tuple[str, ...]]:
    """Each lane by itself, the ordinary ones together."""
    rest = [(lane,) for lane in wanted if lane not in ORDINARY]
    ordinary = tuple(lane for lane in ORDINARY if lane in wanted)
    early = sum(lane[0] in TOOLS for lane in rest)
    return [*rest[:early], ordinary, *rest[early:]] if ordinary else [*rest]


def timed(lanes: tuple[str, ...]) -> dict[str, Outcome]:
    """Run a group; its seconds are shared out by what the tests of each lane took."""
    started, before = time.monotonic(), busy_seconds()
    done = run(lanes)
    seconds, busy = time.monotonic() - started, busy_seconds() - before
    whole = sum(outcome.seconds for outcome in done.values()) or 1.0
    for lane, outcome in done.items():
        share = outcome.seconds / whole if len(done) > 1 else 1.0
        outcome.seconds, outcome.busy = seconds * share, busy * share
        print(line(lane, outcome), flush=True)
        for skipped in outcome.skipped:
            print(f"    skipped: {skipped}", flush=True)
    return done


def run(lanes: tuple[str, ...]) -> dict[str, Outcome]:
    done = {lane: Outcome() for lane in lanes}
    for lane in lanes:
        for command in TOOLS.get(lane, ()):
            use(command, done[lane])
    if "banks" in lanes and not TEXTS.is_dir():
        done["banks"].skipped.append("check-bank: no ../shared/laws here, the banks were not held against the texts")
    tested = tuple(lane for lane in lanes if lane in PYTEST_LANES)
    if tested:
        run_pytest(tested, done)
    return done


def use(command: list[str], outcome: Outcome) -> None:
    """One tool, one check."""
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        outcome.passed += 1
    else:
        outcome.failed += 1
        print(f"--- {' '.join(command)}\n{done.stdout}{done.stderr}", flush=True)


def run_pytest(lanes: tuple[str, ...], done: dict[str, Outcome]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        junit, counts = Path(folder) / "junit.xml", Path(folder) / "counts.json"
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *places(lanes)]
        command += [f"--lane={','.join(lanes)}", f"--junitxml={junit}", f"--lane-counts={counts}"]
        if "api-fuzz" not in lanes:
            command += ["-p", "no:schemathesis"]
        if lanes[0] not in ALONE:
            command += ["-n", "2", "--dist", "worksteal"]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        read_junit(junit, done)
        if not places(lanes) and counts.exists():
            done[lanes[0]].there = json.loads(counts.read_text())
    if ended.returncode != 0 or any(done[lane].failed for lane in lanes):
        print(f"--- pytest, {', '.join(lanes)}\n{ended.stdout}{ended.stderr}", flush=True)
        if not any(done[lane].failed for lane in lanes):
            done[lanes[0]].failed += 1


def places(lanes: tuple[str, ...]) -> list[str]:
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


def busy_seconds() -> float:
    spent = os.times()
    return spent.children_user + spent.children_system


def line(lane: str, outcome: Outcome) -> str:
    skipped = f", {len(outcome.skipped)} skipped" if outcome.skipped else ""
    spent = f"{outcome.seconds:6.1f} s (busy {outcome.busy:5.1f})"
    return f"{lane:10} {spent}   {outcome.passed} passed, {outcome.failed} failed{skipped}"


def report(done: dict[str, Outcome]) -> int:
    passed = sum(outcome.passed for outcome in done.values())
    failed = sum(outcome.failed for outcome in done.values())
    for fault in uncounted(done):
        print(fault)
        failed += 1
    spent = sum(outcome.seconds for outcome in done.values())
    busy = sum(outcome.busy for outcome in done.values())
    print(f"{'together':10} {spent:6.1f} s (busy {busy:5.1f})   in {len(done)} lanes")
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
