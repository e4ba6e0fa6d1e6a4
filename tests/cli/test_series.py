"""``new-series`` and ``series``: made, changed and read from the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.core.logging import set_up_logging
from tests.boards.test_series import month
from tests.conftest import TEST_KEY
from tests.world import World


@pytest.fixture
def months(world: World) -> Iterator[World]:
    month(world, "may", ("赵测一", 90, 60), ("钱测二", 80, 60))
    month(world, "june", ("赵测一", 81, 60))
    yield world
    set_up_logging()


def run(world: World, *words: str) -> tuple[int, str]:
    environment = {"CUP_DATA": str(world.house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
    done = CliRunner().invoke(app, list(words), env=environment)
    return done.exit_code, done.output


def test_made_and_read(months: World, tmp_path: Path) -> None:
    new = (
        "new-series",
        "monthly",
        "--title",
        "月度测试",
        "--contest",
        "may",
        "--contest",
        "june",
        "--min-sittings",
        "2",
    )
    code, said = run(months, *new)
    assert code == 0
    assert "1\t85.5\t2\t赵测一" in said
    assert "—\t80\t1\t钱测二" in said
    book = tmp_path / "monthly.xlsx"
    code, said = run(months, "series", "monthly", "--json", "--out", str(book))
    assert json.loads(said)["members"][0] == {
        "rank": 1,
        "shared": False,
        "name": "赵测一",
        "organisation": "发展改革局机关党委规划党支部",
        "mean": 85.5,
        "sittings": 2,
    }
    assert book.read_bytes().startswith(b"PK")
    assert run(months, *new)[0] == 1, "there is one of this slug"


def test_changed_without_losing_its_contests(months: World) -> None:
    run(months, "new-series", "monthly", "--title", "月度测试", "--contest", "may")
    code, said = run(months, "new-series", "monthly", "--title", "改名", "--min-sittings", "1", "--change", "--json")
    assert code == 0
    assert json.loads(said)["contests"] == [{"slug": "may", "counts": True}]
    assert run(months, "series", "none")[0] == 1
