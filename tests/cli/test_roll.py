"""The commands of the roll, as an organiser types them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer import Typer
from typer.testing import CliRunner

from app.cli import roll
from tests.conftest import TEST_KEY
from tests.organisations.rolls import ROOT, csv_roll, person, xlsx_roll

BRANCH = f"{ROOT}/测试县档案馆党支部"


@pytest.fixture
def data(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "cup.db").write_bytes(migrated_file.read_bytes())
    monkeypatch.setenv("CUP_DATA", str(data))
    monkeypatch.setenv("CUP_SECRET_KEY", TEST_KEY)
    monkeypatch.setenv("CUP_HOST", "127.0.0.1")
    return data


def run(*words: object) -> Result:
    app: Typer = roll.app
    return CliRunner().invoke(app, [str(word) for word in words])


def read(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_demonstration_roll_from_the_command_line(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "demo.xlsx"
    assert read(run("demo-roll", "--out", file, "--json"))["people"] == 2789
    assert read(run("load-roll", file, "--dry-run", "--json"))["added"] == 2789
    assert read(run("load-roll", file, "--json"))["added"] == 2789
    again = read(run("load-roll", file, "--json"))
    assert (again["added"], again["changed"], again["gone"], again["unchanged"]) == (0, 0, 0, 2789)


def test_a_dry_run_loads_nothing(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_bytes(csv_roll([person("赵测一")]))
    assert "新增 / added: 1" in run("load-roll", file, "--dry-run").stdout
    assert read(run("load-roll", file, "--json"))["added"] == 1


def test_every_fault_is_told_and_ends_with_one(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "roll.xlsx"
    file.write_bytes(xlsx_roll([person("赵测一"), person("钱测二", category="?"), person("", number="x")]))
    result = run("load-roll", file)
    assert result.exit_code == 1
    assert "“名册”第 3 行 C 列（人员类别）" in result.stderr
    assert "“名册”第 4 行 B 列（姓名）" in result.stderr
    as_json = run("load-roll", file, "--json")
    assert as_json.exit_code == 1
    assert [(fault["row"], fault["column"]) for fault in json.loads(as_json.stdout)["problems"]] == [(3, "C"), (4, "B")]


def test_ignored_columns_are_named(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    header = ("所属党组织", "姓名", "人员类别", "身份证号", "家庭住址")
    file.write_bytes(csv_roll([(BRANCH, "赵测一", "正式党员", "11010119000101000X", "某处")], header))
    assert "身份证号、家庭住址" in run("load-roll", file).stdout
    assert b"11010119000101000X" not in (data / "cup.db").read_bytes()


def test_a_missing_file_is_one_sentence(data: Path, tmp_path: Path) -> None:
    result = run("load-roll", tmp_path / "none.csv")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_an_organiser_is_made_once(data: Path) -> None:
    assert len(read(run("make-organiser", "测试员", "--json"))["password"]) == 14
    again = run("make-organiser", "测试员")
    assert again.exit_code == 1
    assert "--reset" in again.stderr
    assert run("make-organiser", "测试员", "--reset").exit_code == 0


@pytest.mark.parametrize("command", ["load-roll", "demo-roll", "make-organiser"])
def test_every_command_has_help(command: str) -> None:
    assert run(command, "--help").exit_code == 0
    assert run(command).exit_code == 2
