"""The commands of the roll, as an organiser types them."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer import Typer
from typer.testing import CliRunner

from app.cli import roll
from app.organisations.sheets import sheets
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


STRANGE = [
    person("赵测一", "档案馆支部"),
    person("钱测二", "档案馆支部", category="党员同志"),
    person("孙测三", BRANCH),
]


def test_what_does_not_match_is_chosen_once_and_kept(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_bytes(csv_roll([person("孙测三", BRANCH)]))
    read(run("load-roll", file, "--json"))
    file.write_bytes(csv_roll(STRANGE))
    refused = run("load-roll", file)
    assert refused.exit_code == 1
    assert "共 2 行" in refused.stderr
    assert f'--choose "档案馆支部={BRANCH}"' in refused.stderr
    assert "“roll.csv”里有 3 处要改" in refused.stderr
    as_json = json.loads(run("load-roll", file, "--json").stdout)["choose"]
    assert {(one["kind"], one["written"], one["rows"]) for one in as_json} == {
        ("organisation", "档案馆支部", 2), ("category", "党员同志", 1),
    }  # fmt: skip

    chosen = ("--choose", "档案馆支部=测试县档案馆党支部", "--choose", "党员同志=正式党员")
    assert read(run("load-roll", file, "--dry-run", "--json", *chosen))["added"] == 2
    assert run("load-roll", file).exit_code == 1, "a dry run keeps nothing"
    assert read(run("load-roll", file, "--json", *chosen))["added"] == 2
    assert "按选过的 / as chosen: 档案馆支部 →" in run("load-roll", file).stdout


def test_every_unknown_name_can_be_a_new_branch(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_bytes(csv_roll([person("孙测三", BRANCH)]))
    read(run("load-roll", file, "--json"))
    file.write_bytes(csv_roll([person("孙测三", BRANCH), person("赵测一", "甲支部"), person("钱测二", "乙支部")]))
    assert read(run("load-roll", file, "--json", "--choose", "*=新建"))["organisations"] == 2


@pytest.mark.parametrize("choice", ["没有等号", "=正式党员", "档案馆支部=", "档案馆支部=没有这个"])
def test_a_choice_that_means_nothing_is_one_sentence(data: Path, tmp_path: Path, choice: str) -> None:
    file = tmp_path / "roll.csv"
    file.write_bytes(csv_roll([person("孙测三", BRANCH)]))
    read(run("load-roll", file, "--json"))
    file.write_bytes(csv_roll(STRANGE))
    refused = run("load-roll", file, "--choose", choice)
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_rows_to_be_mended_are_written_with_their_reasons(data: Path, tmp_path: Path, ending: str) -> None:
    file, out = tmp_path / "roll.csv", tmp_path / f"faults.{ending}"
    header = ("所属党组织", "姓名", "人员类别", "手机号", "身份证号")
    file.write_bytes(
        csv_roll([(BRANCH, "=1+1", "正式党员", "139", "110"), (BRANCH, "赵测一", "正式", "", "110")], header)
    )
    assert run("load-roll", file, "--faults", out).exit_code == 1
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    (sheet,) = sheets(out.read_bytes(), out.name)
    assert sheet.rows[0] == [*header[:4], "原工作表", "原来第几行", "要改的地方"]
    assert len(sheet.rows) == 2, "only the row that is faulty"
    assert sheet.rows[1][:6] == [BRANCH, "'=1+1", "正式党员", "139", "roll.csv", "2"]
    assert "B 列（姓名）：不像姓名" in sheet.rows[1][6]
    assert "D 列（手机号）：不是手机号" in sheet.rows[1][6]


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
