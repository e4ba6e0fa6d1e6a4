"""``new-circle`` and ``circle-from``."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.boards import closing
from app.core.logging import set_up_logging
from tests.boards.ground import run_contest
from tests.boards.test_series import settle
from tests.cli.test_series import run
from tests.world import PLANNING, World


@pytest.fixture
def heat(world: World) -> Iterator[World]:
    made = run_contest(world, "heat", qualifiers=2)
    made.hand_in_all([("赵测一", 90, 60), ("钱测二", 80, 60), ("李测四", 80, 60), ("吴测六", 70, 60)])
    settle(made)
    made.run(closing.finalise, world.house.clock.now() + 60_000)
    yield world
    set_up_logging()


def test_of_a_list(heat: World, tmp_path: Path) -> None:
    listed = tmp_path / "class.txt"
    listed.write_text(f"\ufeff{PLANNING},赵测一\n", "utf-8")
    code, said = run(heat, "new-circle", "class", "--name", "第一期培训班", "--list", str(listed), "--json")
    assert (code, json.loads(said)["people"]) == (0, 1)
    listed.write_text(f"{PLANNING} 无此人\n", "utf-8")
    assert run(heat, "new-circle", "other", "--list", str(listed))[0] == 1


def test_of_a_contests_first(heat: World) -> None:
    code, said = run(heat, "circle-from", "heat", "--as", "final", "--json")
    assert (code, json.loads(said)) == (0, {"circle": "final", "name": "final", "people": 3, "gone": 0})
    assert json.loads(run(heat, "circle-from", "heat", "--top", "1", "--as", "winner", "--json")[1])["people"] == 1
    assert run(heat, "circle-from", "heat", "--as", "final")[0] == 1, "there is one of this slug"
    assert run(heat, "circle-from", "none", "--as", "x1")[0] == 1
