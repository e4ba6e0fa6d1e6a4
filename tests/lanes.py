"""Runs the lanes one after another and says what each took: ``python -m tests.lanes [--all] [LANE…]``.

Every test is in exactly one lane (``tests/lane_of.py``). A lane that runs nothing has failed, a skipped test is named.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.lane_of import PYTEST_LANES

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
IN_TWO = ("pure", "sqlite", "postgres", "faults", "browser")
"""Lanes whose tests share two processes."""


@dataclass
class Outcome:
    """What a lane did. ``collected`` and ``selected`` let the tests be counted across the lanes."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    collected: int = 0
    selected: int = 0
    seconds: float = 0.0
    busy: float = 0.0
    """Seconds of processor time: what the lane would take on an idle machine with one core."""


def tools(*commands: list[str]) -> Callable[[], Outcome]:
    """A lane of tools: each command is one check."""

    def run() -> Outcome:
        outcome = Outcome()
        for command in commands:
            done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True)
            if done.returncode == 0:
                outcome.passed += 1
            else:
                outcome.failed += 1
                print(f"--- {' '.join(command)}\n{done.stdout}{done.stderr}", flush=True)
        return outcome

    return run


def pytest_lane(lane: str) -> Callable[[], Outcome]:
    def run() -> Outcome:
        with tempfile.TemporaryDirectory() as folder:
            junit, counts = Path(folder) / "junit.xml", Path(folder) / "counts.json"
            command = [sys.executable, "-m", "pytest", "-q", "--no-header", f"--lane={lane}"]
            command += [f"--junitxml={junit}", f"--lane-counts={counts}", "-p", "no:cacheprovider"]
            if lane in IN_TWO:
                command += ["-n", "2", "--dist", "worksteal"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            outcome = read_junit(junit)
            if counts.exists():
                counted = json.loads(counts.read_text())
                outcome.collected, outcome.selected = counted["collected"], counted["selected"]
        if done.returncode != 0 or outcome.failed:
            print(f"--- pytest, lane {lane}\n{done.stdout}{done.stderr}", flush=True)
            outcome.failed = max(outcome.failed, 1)
        return outcome

    return run


def read_junit(file: Path) -> Outcome:
    """Counts from pytest's report; a run that left none has failed."""
    if not file.exists():
        return Outcome(failed=1)
    outcome = Outcome()
    for case in ElementTree.parse(file).getroot().iter("testcase"):
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skipped is not None:
            outcome.skipped.append(f"{case.get('classname')}.{case.get('name')}: {skipped.get('message')}")
        else:
            outcome.passed += 1
    return outcome


def floors() -> Outcome:
    """The floors of the house: imports, then the house rules."""
    imports, rules = tools(["lint-imports"])(), pytest_lane("floors")()
    rules.passed += imports.passed
    rules.failed += imports.failed
    return rules


def banks() -> Outcome:
    """The question banks: read and linted; held against the official texts where these lie beside the project."""
    commands = [["python", "-m", "app", "load-bank", "question_banks", "--check"]]
    texts = ROOT.parent / "shared" / "laws"
    if texts.is_dir():
        commands.append(["python", "-m", "app", "check-bank", "question_banks", "--law", str(texts)])
    outcome = tools(*commands)()
    if not texts.is_dir():
        outcome.skipped.append("check-bank: ../shared/laws is not here, the banks were not held against the texts")
    return outcome


LANES: dict[str, Callable[[], Outcome]] = {
    "lint": tools(["ruff", "check", "--quiet", "."], ["ruff", "format", "--quiet", "--diff", "."]),
    "types": tools(["mypy"]),
    "floors": floors,
    "banks": banks,
    **{lane: pytest_lane(lane) for lane in PYTEST_LANES if lane != "floors"},
}
ALWAYS = tuple(lane for lane in LANES if lane != "long")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lanes", nargs="*", metavar="LANE", help=f"of {', '.join(LANES)}; none: all but long")
    parser.add_argument("--all", action="store_true", help="every ordinary lane before the named ones")
    asked = parser.parse_args()
    wanted = list(dict.fromkeys((*(ALWAYS if asked.all or not asked.lanes else ()), *asked.lanes)))
    if unknown := set(wanted) - set(LANES):
        parser.error(f"no such lane: {', '.join(sorted(unknown))}")
    done: dict[str, Outcome] = {}
    for lane in wanted:
        done[lane] = timed(lane)
    return report(done)


def timed(lane: str) -> Outcome:
    started, before = time.monotonic(), busy_seconds()
    outcome = LANES[lane]()
    outcome.seconds, outcome.busy = time.monotonic() - started, busy_seconds() - before
    print(line(lane, outcome), flush=True)
    for skipped in outcome.skipped:
        print(f"    skipped: {skipped}", flush=True)
    return outcome


def busy_seconds() -> float:
    children = os.times()
    return children.children_user + children.children_system


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
    seconds = sum(outcome.seconds for outcome in done.values())
    print(f"{'together':10} {seconds:6.1f} s   in {len(done)} lanes")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def uncounted(done: dict[str, Outcome]) -> list[str]:
    """Every collected test was selected by exactly one lane; the long ones are counted by their own."""
    ran = [outcome for lane, outcome in done.items() if lane in PYTEST_LANES]
    if not set(done) >= set(PYTEST_LANES) - {"long"}:
        return []
    collected = {outcome.collected for outcome in ran}
    selected = sum(outcome.selected for outcome in ran)
    known = max(collected, default=0)
    if len(collected) != 1 or ("long" in done and selected != known) or selected > known:
        return [f"the lanes do not add up: {selected} selected of {sorted(collected)} collected"]
    return []


if __name__ == "__main__":
    sys.exit(main())
