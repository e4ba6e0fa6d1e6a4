"""The worked examples of docs/rules.md are what the code says."""

import re
from pathlib import Path

import pytest

from app.contests.rules_file import NUMBER
from app.papers.marking import Key, Worth, earn

pytestmark = pytest.mark.pure

ROW = re.compile(r"^\| (exact|half|per_option) \| (.*) \|$", re.MULTILINE)
ROWS = [
    (rule, *(cell.strip() for cell in cells.split("|")))
    for rule, cells in ROW.findall(Path("docs/rules.md").read_text())
]


def hundredths(said: str) -> int:
    found = NUMBER.fullmatch(said.removeprefix("-"))
    assert found
    whole, decimals = found.groups()
    return (-1 if said.startswith("-") else 1) * (int(whole) * 100 + int((decimals or "").ljust(2, "0")))


def test_there_are_examples_of_every_rule() -> None:
    assert {row[0] for row in ROWS} == {"exact", "half", "per_option"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(row[:4]))
def test_an_example_earns_what_it_says(row: tuple[str, ...]) -> None:
    rule, right, chosen, marks, option_marks, deduct, earned, _why = row
    worth = Worth(
        hundredths(marks),
        None if option_marks == "–" else hundredths(option_marks),
        0 if deduct == "–" else hundredths(deduct),
    )
    given = "" if chosen == "–" else chosen
    assert earn(Key(right), "ABCDE", worth, given, rule).marks == hundredths(earned)  # type: ignore[arg-type]
