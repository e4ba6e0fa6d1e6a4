"""docs/practice-and-series.md: the worked example is what the code computes, and the locks are those of the rules."""

from pathlib import Path
from typing import get_args

import pytest

from app.boards.means import means
from app.boards.writing import marks
from app.contests.rules import Rules

pytestmark = pytest.mark.pure

PAGE = (Path(__file__).parents[2] / "docs" / "practice-and-series.md").read_text("utf-8")


def rows(first: str) -> list[list[str]]:
    """The rows of the table whose first heading this is."""
    lines = PAGE[PAGE.index(f"| {first} |") :].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_the_worked_example() -> None:
    table = rows("member")
    months = [{row[0]: round(float(row[n]) * 100) for row in table if row[n] != "–"} for n in (1, 2, 3)]
    found = [[one.key, str(one.sittings), marks(one.figure), str(one.rank or "–")] for one in means(months, 3)]
    assert found == [[row[0], *row[4:]] for row in table]


def test_every_rule_of_practice_is_explained() -> None:
    explained = {row[0].split("`")[1] for row in rows("practice")}
    assert explained == set(get_args(Rules.model_fields["practice"].annotation))
