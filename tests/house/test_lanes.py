"""The lanes: what the Makefile promises is there, and no test falls between two of them."""

import os
import re
import subprocess

import pytest

from tests.house.rooms import ROOT
from tests.lane_of import BY_FOLDER, BY_MARK, PYTEST_LANES, lane_of
from tests.lanes import ALWAYS, BESIDE, LANES, ORDINARY, Outcome, in_rows, uncounted

TARGETS = {"help", "run", "show", "serve", "check", "test", "test-long", "bench", "lint", "format", "lock", "pictures"}


def test_the_makefile_explains_its_targets() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([a-z-]+)", listed, re.MULTILINE)) >= TARGETS


def test_what_is_merged_has_passed_make_test() -> None:
    runner = ROOT / ".ci" / "run"
    assert os.access(runner, os.X_OK)
    assert runner.read_text().splitlines()[-1] == "exec make test"


def test_every_lane_that_a_mark_or_folder_names_exists() -> None:
    assert {*BY_MARK.values(), *BY_FOLDER.values(), "sqlite"} == set(PYTEST_LANES)
    assert set(PYTEST_LANES) <= set(LANES)
    assert set(ALWAYS) == set(LANES) - {"long"}


def test_every_test_of_this_run_is_in_one_lane(request: pytest.FixtureRequest) -> None:
    assert {lane_of(item) for item in request.session.items} <= set(PYTEST_LANES)


def test_lanes_that_do_not_add_up_are_noticed() -> None:
    there = {"pure": 7, "browser": 2}
    assert uncounted({"pure": Outcome(passed=7, there=there), "browser": Outcome(passed=1, skipped=["why"])}) == []
    assert uncounted({"pure": Outcome(passed=7, there=there), "browser": Outcome(passed=1)}) != []
    assert uncounted({"floors": Outcome(passed=1)}) != [], "the imports alone are not the house rules"
    assert uncounted({"faults": Outcome()}) != [], "an empty lane has tested nothing"
    assert uncounted({"lint": Outcome(passed=2), "pure": Outcome(passed=7)}) == []


def test_ordinary_lanes_are_collected_once() -> None:
    assert in_rows(ALWAYS) == ([(lane,) for lane in BESIDE], [ORDINARY, ("browser",)])
    assert in_rows(["lint", "pure"]) == ([("lint",)], [("pure",)])
    assert in_rows(["long"]) == ([], [("long",)])


def test_markers_of_the_lanes_are_registered(request: pytest.FixtureRequest) -> None:
    registered = {line.split(":")[0] for line in request.config.getini("markers")}
    assert set(BY_MARK) <= registered
