"""In which lane a test runs: by its mark, else by its folder, else it is one of the ordinary tests on SQLite."""

import json
from collections import Counter
from pathlib import Path

import pytest

PYTEST_LANES = ("floors", "pure", "sqlite", "postgres", "api-fuzz", "faults", "browser", "long")

BY_MARK = {
    "long": "long",
    "browser": "browser",
    "faults": "faults",
    "fuzz": "api-fuzz",
    "postgres": "postgres",
    "pure": "pure",
}
"""The first that a test carries decides: a browser test on PostgreSQL is a browser test."""

BY_FOLDER = {"house": "floors", "browser": "browser", "faults": "faults", "fuzz": "api-fuzz"}

NOT_PURE = {"house", "any_house", "postgres_house", "world", "any_world", "migrated_file", "postgres"}


def lane_of(item: pytest.Item) -> str:
    """The one lane of a test."""
    if item.get_closest_marker("long"):
        return "long"
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    if folder in BY_FOLDER:
        return BY_FOLDER[folder]
    for mark, lane in BY_MARK.items():
        if item.get_closest_marker(mark):
            return lane
    return "sqlite"


def select_lanes(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of ``--lane`` (several with commas), and write down how many each lane has."""
    for item in items:
        lane = lane_of(item)
        item.user_properties.append(("lane", lane))
        asked = NOT_PURE.intersection(getattr(item, "fixturenames", ()))
        if lane == "pure" and asked:
            raise pytest.UsageError(f"{item.nodeid} is marked pure and asks for {', '.join(sorted(asked))}")
    if config.getoption("--lane-counts"):
        Path(config.getoption("--lane-counts")).write_text(json.dumps(Counter(map(lane_of, items))))
    if config.getoption("--lane"):
        wanted = config.getoption("--lane").split(",")
        config.hook.pytest_deselected(items=[item for item in items if lane_of(item) not in wanted])
        items[:] = [item for item in items if lane_of(item) in wanted]
