"""What a measurement gives back: medians and spread, what is reached, tables, and runs that failed."""

import ast
import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.report import Row, RunFailed, Table, as_json, as_markdown, as_text, from_json, number, refuse_errors

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parents[2] / "benchmarks"
RATIO = Row("ours / theirs", "×", [1.5, 1.2, 1.9], "≥ 1.5")
ROWS = [RATIO, Row("p99", "ms", [81.25], "≤ 50"), Row("rate", "/s", [12345.0])]
TABLE = Table("saves", "Durable answers", "Turn by turn.", ROWS, {"errors": 0, "lost": 0, "version": "1.2"})


def test_a_row_has_its_median_and_its_spread():
    assert (RATIO.median, RATIO.least, RATIO.most) == (1.5, 1.2, 1.9)
    assert Row("even", "ms", [1, 2, 3, 10]).median == 2.5


@pytest.mark.parametrize(
    ("runs", "reach", "reached"),
    [
        ([1.4, 1.5, 9], "≥ 1.5", True),
        ([1.4, 1.49, 9], "≥ 1.5", False),
        ([50, 50, 1], "≤ 50", True),
        ([60, 60, 1], "≤ 50", False),
        ([50.1], "≤ 50", False),
        ([0.021], "≤ 0.02", False),
        ([3], "", None),
    ],
)
def test_the_median_decides_what_is_reached(runs: list[float], reach: str, reached: bool | None):
    assert Row("figure", "×", runs, reach).reached is reached


def test_text_says_what_is_not_reached():
    ratio, p99, rate = as_text(TABLE).splitlines()[3:6]
    assert ratio.split()[-6:] == ["1.50", "1.20", "1.90", "≥", "1.5", "reached"]
    assert p99.endswith("≤ 50  NOT REACHED")
    assert rate.split()[-3:] == ["12,345"] * 3


def test_markdown_is_a_table_with_its_origin():
    lines = as_markdown(TABLE, {"command": "`python -m benchmarks saves`", "measured": "2026-11-23"}).splitlines()
    assert lines[0] == "### Durable answers"
    assert "| ours / theirs | × | 1.50 | 1.20 … 1.90 | ≥ 1.5 | yes |" in lines
    assert "| p99 | ms | 81.2 | one run | ≤ 50 | **no** |" in lines
    assert "errors: 0; lost: 0; version: 1.2." in lines
    assert "command: `python -m benchmarks saves`; measured: 2026-11-23." in lines


def test_json_gives_the_same_table_again():
    assert from_json(json.loads(json.dumps(as_json(TABLE)))) == TABLE


@pytest.mark.parametrize("fact", ["errors", "lost", "acknowledged and not stored", "differences"])
def test_a_run_with_an_error_fails(fact: str):
    refuse_errors([TABLE])
    with pytest.raises(RunFailed, match=fact):
        refuse_errors([TABLE, Table("bad", "Bad", "", [], {fact: 1})])


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.0123, "0.012"), (1.25, "1.25"), (12.34, "12.3"), (123.4, "123"), (-2.5, "-2.50"), (1e6, "1,000,000")],
)
def test_a_number_has_as_many_digits_as_mean_something(value: float, shown: str):
    assert number(value) == shown


@pytest.mark.parametrize("wrong", [RunFailed("a tap was answered with 503"), TimeoutError()])
def test_a_measurement_that_fails_leaves_no_table_and_the_others_go_on(monkeypatch, wrong: Exception):
    def run(name: str, *_: object) -> list[str]:
        if name == "rushes":
            raise wrong
        return [f"{name}_table"]

    monkeypatch.setattr(command, "run", run)
    wishes = command._wishes([])
    assert command.run_all(["saves", "rushes", "memory"], wishes, {}) == (["saves_table", "memory_table"], ["rushes"])


def test_every_measurement_is_listed():
    having = {file.stem for file in FOLDER.glob("*.py") if _measures(file)}
    assert set(command.MEASURES) == having


def _measures(file: Path) -> bool:
    return any(isinstance(one, ast.FunctionDef) and one.name == "measure" for one in ast.parse(file.read_text()).body)
