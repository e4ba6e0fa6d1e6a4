"""The document on durability against the tests: what it names is there, and every seeded fault is seen by a test."""

import re
from pathlib import Path

import pytest

from tests.faults.seeded import FAULTS
from tests.faults.seeded_races import RACES
from tests.house.rooms import ROOT

DOCUMENT = (ROOT / "docs" / "durability.md").read_text()
SEEDED = sorted((FAULTS | RACES).keys() - {"none"})


def named(line: str) -> list[tuple[Path, str]]:
    """File and name of every test that a line of the document names."""
    return [(ROOT / file, test) for file, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", line)]


def source(file: Path, test: str) -> str:
    """The test with its decorators."""
    return next(block for block in file.read_text().split("\n\n\n") if f"def {test}(" in block)


def test_every_test_that_the_document_names_is_there() -> None:
    assert len(named(DOCUMENT)) > 20
    for file, test in named(DOCUMENT):
        assert re.search(rf"^def {test}\(", file.read_text(), re.MULTILINE), f"{file.name}::{test}"


@pytest.mark.parametrize("fault", SEEDED)
def test_every_seeded_fault_is_seen_by_a_test(fault: str) -> None:
    """The document's line names tests, and each of them puts this fault in."""
    lines = [line for line in DOCUMENT.splitlines() if line.startswith(f"| `{fault}` |")]
    assert len(lines) == 1
    assert named(lines[0])
    for file, test in named(lines[0]):
        assert fault in source(file, test)


def test_the_document_names_no_fault_that_is_gone() -> None:
    table = DOCUMENT[DOCUMENT.index("## Seeded faults") :]
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == SEEDED
