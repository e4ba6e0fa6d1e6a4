"""``load-bank``: what is wrong is said and nothing is loaded; what is sound is loaded once."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.banks import index
from app.cli import app
from app.core.house import House
from app.core.logging import set_up_logging
from tests.banks.bank_files import bank, question
from tests.conftest import TEST_KEY

Command = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Iterator[Command]:
    def command(*arguments: str | Path) -> Result:
        environment = {"CUP_DATA": str(house.settings.data), "CUP_SECRET_KEY": TEST_KEY}
        return CliRunner().invoke(app, ["load-bank", *map(str, arguments)], env=environment)

    yield command
    set_up_logging()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("made", "other"):
        (tmp_path / "banks" / name).mkdir(parents=True)
        (tmp_path / "banks" / name / "bank.yaml").write_bytes(bank(question(), bank=name))
    return tmp_path / "banks"


def banks(house: House) -> list[str]:
    with house.database.reading() as session:
        return [one.name for one in index.banks(session)]


def test_a_folder_of_banks_is_loaded_and_again_changes_nothing(house: House, folder: Path, run: Command) -> None:
    done = run(folder, "--json")
    assert done.exit_code == 0, done.stderr
    assert [(one["bank"], one["loaded"]["new"]) for one in json.loads(done.stdout)] == [("made", True), ("other", True)]
    assert banks(house) == ["made", "other"]
    again = run(folder / "made", "--json")
    assert [one["loaded"]["new"] for one in json.loads(again.stdout)] == [False]
    assert "nothing changed" in run(folder / "made").stdout


def test_one_error_keeps_every_bank_out(house: House, folder: Path, run: Command) -> None:
    (folder / "other" / "bank.yaml").write_bytes(bank(question(answer="E"), bank="other"))
    done = run(folder)
    assert done.exit_code == 1
    assert "q-1 answer: 答案有 E" in done.stdout
    assert "no bank was loaded" in done.stderr
    assert banks(house) == []


def test_check_reads_and_loads_nothing(house: House, folder: Path, run: Command) -> None:
    (folder / "made" / "bank.yaml").write_bytes(bank(question(explanation=None)))
    done = run(folder, "--check", "--json")
    assert done.exit_code == 0
    first = json.loads(done.stdout)[0]
    assert first["warnings"] == ["q-1 explanation: 没有解析。请写一两句，说明依据哪一条。"] or first["warnings"]
    assert first["loaded"] is None
    assert banks(house) == []


def test_a_path_without_a_bank_is_said(tmp_path: Path, run: Command) -> None:
    assert run(tmp_path).exit_code == 1
    missing = run(tmp_path / "bank.yaml")
    assert missing.exit_code == 1
    assert "打不开文件" in missing.stdout


def test_the_banks_of_the_project_are_sound(run: Command) -> None:
    done = run(Path(__file__).parents[2] / "question_banks", "--check", "--json")
    assert done.exit_code == 0, done.stdout
    assert {one["bank"] for one in json.loads(done.stdout)} >= {"party-constitution", "sample"}
