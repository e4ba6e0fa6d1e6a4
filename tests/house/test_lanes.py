"""The lanes: what the Makefile promises is there, and no test falls between two of them."""

import os
import re
import subprocess

import pytest

from tests.house.rooms import ROOT
from tests.lane_of import BY_FOLDER, BY_MARK, PYTEST_LANES, lane_of
from tests.lanes import ALWAYS, LANES, Outcome, uncounted

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
    done = {lane: Outcome(collected=7, selected=1) for lane in PYTEST_LANES if lane != "long"}
    assert uncounted(done) == []
    assert uncounted({**done, "long": Outcome(collected=7, selected=0)}) == []
    assert uncounted({**done, "long": Outcome(collected=7, selected=1)}) != []
    assert uncounted({**done, "pure": Outcome(collected=6, selected=1)}) != []
    assert uncounted({"pure": Outcome(collected=7, selected=1)}) == [], "a part of the lanes is not counted up"


def test_markers_of_the_lanes_are_registered(request: pytest.FixtureRequest) -> None:
    registered = {line.split(":")[0] for line in request.config.getini("markers")}
    assert set(BY_MARK) <= registered
