"""``new-contest`` and ``open``: drafts from presets and files, opened once, refused with one clear sentence."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.banks.editions import load
from app.banks.files import read_bank
from app.cli import app
from app.core.house import House
from app.core.logging import set_up_logging
from tests.conftest import TEST_KEY
from tests.world import build_world

BANKS = Path(__file__).parents[2] / "question_banks"
Command = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Iterator[Command]:
    def command(*arguments: str | Path, **settings: str) -> Result:
        given = {"DATA": str(house.settings.data), "SECRET_KEY": TEST_KEY, "OFFICE": "测试办公室", "CONTACT": "联系人"}
        given |= {"CONTACT_PHONE": "000", "ERASE_ON": "2027-12-31", **settings}
        environment = {f"CUP_{name}": value for name, value in given.items()}
        return CliRunner().invoke(app, [str(one) for one in arguments], env=environment)

    yield command
    set_up_logging()


@pytest.fixture
def stocked(house: House) -> House:
    """A house with the small world and the bank of the presets."""
    build_world(house)
    load(house, read_bank(BANKS / "party-constitution" / "bank.yaml"), 1)
    return house


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    file = tmp_path / "rules.yaml"
    file.write_text("title: 九月月考\nopens: 2099-09-01 08:00\ncloses: 2099-09-01 17:00\n", encoding="utf-8")
    return file


def test_a_contest_is_made_and_opened(stocked: House, run: Command) -> None:
    made = run("new-contest", "heat", "--preset", "online-heat", "--json")
    assert made.exit_code == 0, made.stderr
    assert json.loads(made.stdout)["phase"] == "draft"
    opened = run("open", "heat", "--json")
    assert opened.exit_code == 0, opened.stderr
    facts = json.loads(opened.stdout)
    assert (facts["phase"], facts["roll"], len(facts["commitment"])) == ("open", 10, 64)
    assert any(facts["commitment"][:4] in sentence for sentence in facts["rules"])
    again = run("open", "heat")
    assert again.exit_code == 1
    assert "已经开赛" in again.stderr


def test_a_rules_file_says_what_differs(run: Command, rules: Path) -> None:
    made = run("new-contest", "september", "--preset", "monthly-test", "--rules", rules, "--json")
    facts = json.loads(made.stdout)
    assert (facts["title"], facts["opens"], facts["closes"]) == (
        "九月月考",
        "2099-09-01T00:00:00.000Z",
        "2099-09-01T09:00:00.000Z",
    )


def test_every_fault_of_a_rules_file_is_told(run: Command, rules: Path) -> None:
    rules.write_text("colour: red\ntotal: 96\n", encoding="utf-8")
    made = run("new-contest", "september", "--preset", "monthly-test", "--rules", rules)
    assert made.exit_code == 1
    assert "colour: 没有这一项" in made.stderr
    rules.write_text("total: 96\n", encoding="utf-8")
    made = run("new-contest", "september", "--preset", "monthly-test", "--rules", rules)
    assert "单选 20 题 × 5 分 = 100 分，和总分 96 分不一致" in made.stderr


def test_a_contest_like_another_keeps_its_rules(run: Command, rules: Path) -> None:
    run("new-contest", "september", "--preset", "monthly-test", "--rules", rules)
    made = run("new-contest", "october", "--like", "september", "--json")
    assert made.exit_code == 0, made.stderr
    assert json.loads(made.stdout)["title"] == "九月月考"
    assert run("new-contest", "november", "--like", "august").exit_code == 1


def test_what_is_missing_is_refused_by_name(house: House, run: Command) -> None:
    assert run("new-contest", "heat").exit_code == 2
    assert "online-heat" in run("new-contest", "heat", "--preset", "P2").stderr
    run("new-contest", "heat", "--preset", "online-heat")
    assert "party-constitution" in run("open", "heat").stderr
    assert "CUP_CONTACT" in run("open", "heat", CONTACT="").stderr
    assert "已经用过" in run("new-contest", "heat", "--preset", "online-heat").stderr
    assert run("open", "nothing").exit_code == 1
