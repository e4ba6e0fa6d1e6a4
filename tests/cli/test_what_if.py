"""``rank-under``: old and new places, in words and as JSON; what cannot be tried is refused with a sentence."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.core.logging import set_up_logging
from tests.boards.ground import Ground, run_contest
from tests.conftest import TEST_KEY
from tests.world import World


@pytest.fixture
def ground(world: World) -> Iterator[Ground]:
    made = run_contest(world)
    made.hand_in_all([("赵测一", 60, 600), ("钱测二", 70, 700), ("孙测三", 80, 800), ("李测四", 90, 500)])
    yield made
    set_up_logging()


def run(ground: Ground, file: Path, rules: str, *words: str) -> tuple[int, str]:
    file.write_text(rules, "utf-8")
    environment = {"CUP_DATA": str(ground.house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
    done = CliRunner().invoke(app, ["rank-under", "cup", "--rules", str(file), *words], env=environment)
    return done.exit_code, done.output


def test_old_and_new_places(ground: Ground, tmp_path: Path) -> None:
    code, said = run(ground, tmp_path / "sum.yaml", "organisation_scoring: {kind: sum}\n")
    assert code == 0
    assert "2 → 1\t发展改革局机关党委规划党支部\t85 → 210" in said
    code, said = run(ground, tmp_path / "sum.yaml", "organisation_scoring: {kind: sum}\n", "--json")
    assert json.loads(said)["rows"][0]["after"] == 1


@pytest.mark.parametrize("rules", ["limit_s: 60\n", "counts: worst\n", "- 1\n"])
def test_what_cannot_be_tried_is_refused(ground: Ground, tmp_path: Path, rules: str) -> None:
    assert run(ground, tmp_path / "bad.yaml", rules)[0] == 1


def test_an_unknown_board_is_refused(ground: Ground, tmp_path: Path) -> None:
    assert run(ground, tmp_path / "last.yaml", "counts: last\n", "--board", "people")[0] == 1
