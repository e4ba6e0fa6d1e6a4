"""``roll-change`` and ``secretary`` on the command line."""

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import app
from app.core.logging import set_up_logging
from app.organisations import secretaries
from tests.conftest import TEST_KEY
from tests.small_contest import open_small_contest
from tests.world import PLANNING, SCHOOLS, World

Command = Callable[..., Result]


@pytest.fixture
def command(world: World) -> Iterator[Command]:
    """A command on the world's data."""

    def run(*words: str) -> Result:
        environment = {"CUP_DATA": str(world.house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
        return CliRunner().invoke(app, list(words), env=environment)

    yield run
    set_up_logging()


def test_a_change_is_made_and_said(world: World, command: Command) -> None:
    open_small_contest(world)
    done = command(
        "roll-change", "small-cup", "moved", "--name", "赵测一", "--reason", "transferred", "--to", SCHOOLS, "--json"
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == {
        "slug": "small-cup",
        "change": "moved",
        "member": world.keys["赵测一"],
        "expected": 11,
    }
    left = command("roll-change", "small-cup", "left", "--name", "赵测一", "--reason", "other")
    assert left.exit_code == 0
    assert "10" in left.output


def test_reasons_and_people_have_to_be_clear(world: World, command: Command) -> None:
    open_small_contest(world)
    assert command("roll-change", "small-cup", "left", "--name", "赵测一", "--reason", "x").exit_code == 2
    unclear = command("roll-change", "small-cup", "left", "--name", "王测同", "--reason", "other")
    assert unclear.exit_code == 1
    assert "--branch" in unclear.stderr
    wrong = command("roll-change", "small-cup", "moved", "--name", "赵测一", "--reason", "corrected", "--to", "没有")
    assert wrong.exit_code == 1


def test_a_secretary_is_appointed_and_removed(world: World, command: Command) -> None:
    assert command("secretary", PLANNING, "赵测一").exit_code == 0
    with world.house.database.reading() as session:
        assert len(secretaries.appointed(session)) == 1
    assert command("secretary", PLANNING, "赵测一", "--remove", "--json").exit_code == 0
    with world.house.database.reading() as session:
        assert secretaries.appointed(session) == []
    assert command("secretary", "没有的支部", "赵测一").exit_code == 1
