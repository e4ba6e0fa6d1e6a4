"""``add-sitting`` and ``allow``."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import app
from app.core.clock import HOUR, local
from app.core.house import House
from app.core.logging import set_up_logging
from tests.conftest import TEST_KEY
from tests.small_contest import Opened, open_small_contest
from tests.world import ARCHIVE, NAMESAKES, World

Command = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Iterator[Command]:
    def command(*arguments: str | Path) -> Result:
        environment = {"CUP_DATA": str(house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
        return CliRunner().invoke(app, [str(one) for one in arguments], env=environment)

    yield command
    set_up_logging()


@pytest.fixture
def cup(world: World) -> Opened:
    return open_small_contest(world, wishes={"make_up": {"days": 7}, "attempts": 1, "pass_mark": 6000})


def at(cup: Opened, hours: int) -> str:
    return f"{local(cup.view.closes + hours * HOUR, cup.house.settings.zone):%Y-%m-%d %H:%M}"


def test_a_make_up_is_added_within_its_days(cup: Opened, run: Command) -> None:
    added = run("add-sitting", "small-cup", "--opens", at(cup, 2), "--closes", at(cup, 3), "--json")
    assert added.exit_code == 0, added.stderr
    facts = json.loads(added.stdout)
    assert (facts["sitting"], facts["commitment"]) == (cup.again().sittings[1].key, cup.again().sittings[1].commitment)
    for opens, closes in ((at(cup, 2), at(cup, 3)), (at(cup, 400), at(cup, 401)), ("soon", "later")):
        refused = run("add-sitting", "small-cup", "--opens", opens, "--closes", closes)
        assert (refused.exit_code, len(cup.again().sittings)) == (1, 2)
        assert refused.stderr.strip()


def test_one_person_is_allowed_time_or_attempts(cup: Opened, run: Command, world: World) -> None:
    more = run("allow", "small-cup", "--member", "赵测一", "--time", "150", "--json")
    assert more.exit_code == 0, more.stderr
    assert json.loads(more.stdout) == {
        "slug": "small-cup",
        "member": world.keys["赵测一"],
        "time_percent": 150,
        "attempts": 0,
    }
    again = run("allow", "small-cup", "--member", world.keys["赵测一"], "--attempts", "2", "--reason", "power")
    assert again.exit_code == 0
    assert "150%" in again.stdout
    assert run("allow", "small-cup", "--member", NAMESAKES, "--attempts", "1").exit_code == 1
    assert run("allow", "small-cup", "--member", NAMESAKES, "--branch", ARCHIVE, "--attempts", "1").exit_code == 1


@pytest.mark.parametrize("options", [(), ("--time", "150", "--attempts", "1"), ("--time", "50")])
def test_what_cannot_be_meant_is_a_usage_error(cup: Opened, run: Command, options: tuple[str, ...]) -> None:
    assert run("allow", "small-cup", "--member", "赵测一", *options).exit_code == 2
