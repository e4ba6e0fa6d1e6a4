"""``verify`` at the command line: 0 without a difference, 3 with one, 1 for a contest that is not there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import text
from typer.testing import CliRunner

from app.cli import app
from app.ledger.appending import append
from app.ledger.chain import Entry
from tests.conftest import TEST_KEY
from tests.open_contest import OpenContest, open_contest, sit_all
from tests.world import World


@pytest.fixture
def cup(world: World) -> OpenContest:
    contest = open_contest(world)
    sit_all(contest, {"赵测一": {1: "A"}, "钱测二": {}})
    return contest


@pytest.fixture
def run(cup: OpenContest) -> Callable[..., Result]:
    def command(*arguments: str | Path) -> Result:
        environment = {"CUP_DATA": str(cup.house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
        return CliRunner().invoke(app, ["verify", *map(str, arguments)], env=environment)

    return command


def test_a_clean_contest_ends_with_0(run: Callable[..., Result]) -> None:
    done = run("cup")
    assert done.exit_code == 0, done.output
    assert "0 differences" in done.output


def test_a_difference_ends_with_3_and_is_named(cup: OpenContest, run: Callable[..., Result]) -> None:
    with cup.house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("UPDATE answer SET value = 'B' WHERE n = 1"))
    done = run("cup")
    assert done.exit_code == 3
    assert "result.answers at paper" in done.output
    found = json.loads(run("cup", "--json").stdout)
    assert found["differences"] == len(found["kept"]) >= 1
    assert found["kept"][0].keys() == {"what", "place", "expected", "found"}


def test_an_unknown_contest_ends_with_1(run: Callable[..., Result]) -> None:
    assert run("nothing-here").exit_code == 1


def test_a_restored_contest_still_verifies_and_folds(cup: OpenContest, run: Callable[..., Result]) -> None:
    cup.house.writer.run(append, cup.view.id, Entry("restored_from_backup", cup.house.clock.now()))
    cup.freeze()
    assert run("cup").exit_code == 0
