"""The commands of the cards and posters, as an organiser types them."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer import Typer
from typer.testing import CliRunner

from app.cli import cards, roll
from app.contests.creating import compose, new_contest
from app.core.refusal import Refusal
from tests.conftest import TEST_KEY, make_house
from tests.organisations.rolls import ROOT, csv_roll, person
from tests.signin.people import by_token, sign_in

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


def run(*words: object, app: Typer = cards.app) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def read(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def two_branches(data: Path, tmp_path: Path) -> Path:
    file = tmp_path / "roll.csv"
    rows = [person("赵测一", BRANCH), person("钱测二", BRANCH), person("孙测三", f"{ROOT}/测试县气象局党支部")]
    file.write_bytes(csv_roll(rows))
    assert run("load-roll", file, app=roll.app).exit_code == 0
    return data


def test_cards_as_csv_open_the_accounts(two_branches: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards.csv"
    assert read(run("sign-in-cards", "--format", "csv", "--out", out, "--json"))["cards"] == 3
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"organisation", "name", "secret", "token"}
    house = make_house(two_branches)
    try:
        for row in rows:
            by_code = sign_in(house, branch=row["organisation"], name=row["name"], secret=row["secret"])
            assert by_code[1].name == by_token(house, row["token"])[1].name == row["name"]
    finally:
        house.close()


def test_cards_of_one_branch_or_of_all_below(two_branches: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards.csv"
    csv_to = ("--format", "csv", "--out", out, "--json")
    assert read(run("sign-in-cards", "--branch", "测试县档案馆党支部", *csv_to))["cards"] == 2
    assert read(run("sign-in-cards", "--branch", ROOT, *csv_to))["cards"] == 3
    unknown = run("sign-in-cards", "--branch", "档案", *csv_to)
    assert unknown.exit_code == 1
    assert "测试县档案馆党支部" in unknown.stderr


def test_printed_cards_need_a_contest_for_their_codes(two_branches: Path, tmp_path: Path) -> None:
    result = run("sign-in-cards", "--out", tmp_path / "cards.html")
    assert result.exit_code == 1
    assert "new-contest" in result.stderr
    assert not list(tmp_path.glob("cards.html*"))


@pytest.fixture
def contest(two_branches: Path) -> Path:
    house = make_house(two_branches)
    try:
        now = house.clock.now()
        rules = compose("online-heat", {"title": "测试杯"}, now=now)
        house.writer.run(new_contest, "cup", rules, preset="online-heat", now=now)
    finally:
        house.close()
    return two_branches


def test_printed_cards_come_with_slips_and_lists_unless_told_otherwise(contest: Path, tmp_path: Path) -> None:
    out = tmp_path / "cards.html"
    assert read(run("sign-in-cards", "--out", out, "--json"))["cards"] == 3
    page = out.read_text()
    assert (page.count('class="card"'), page.count('class="slip"')) == (3, 2)
    assert run("sign-in-cards", "--out", out, "--parts", "lists").exit_code == 0
    assert 'class="card"' not in out.read_text()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_posters_for_all_for_one_branch_and_for_each(contest: Path, tmp_path: Path) -> None:
    out = tmp_path / "posters.html"
    assert read(run("posters", "cup", "--out", out, "--json"))["posters"] == 1
    assert "A3" in out.read_text()
    assert read(run("posters", "cup", "--out", out, "--every-branch", "--size", "a4", "--json"))["posters"] == 2
    assert read(run("posters", "cup", "--out", out, "--branch", "测试县档案馆党支部", "--json"))["posters"] == 1
    assert "档案馆党支部" in out.read_text()
    assert run("posters", "none", "--out", out).exit_code == 1


def test_a_card_is_re_issued_and_voided_by_command(two_branches: Path, tmp_path: Path) -> None:
    of = ("赵测一", "--branch", "测试县档案馆党支部")
    old = card_of(tmp_path, "赵测一")
    assert read(run("reissue-card", *of, "--json"))["issue"] == 2
    new = card_of(tmp_path, "赵测一")
    assert not opens(two_branches, old)
    assert opens(two_branches, new)
    assert run("void-card", *of).exit_code == 0
    assert not opens(two_branches, new)
    assert read(run("sign-in-cards", "--format", "csv", "--out", tmp_path / "x.csv", "--json"))["cards"] == 2
    assert read(run("reissue-card", *of, "--json"))["issue"] == 3
    assert opens(two_branches, card_of(tmp_path, "赵测一"))


def test_whoever_is_not_there_or_not_alone_is_refused_in_a_sentence(two_branches: Path) -> None:
    assert "没有名叫" in run("reissue-card", "李测四", "--branch", "测试县档案馆党支部").stderr
    several = run("void-card", "测", "--branch", ROOT)
    assert several.exit_code == 1
    assert "3 位" in several.stderr


def card_of(folder: Path, name: str) -> str:
    out = folder / "one.csv"
    assert run("sign-in-cards", "--format", "csv", "--out", out).exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        return next(row["token"] for row in csv.DictReader(file) if row["name"] == name)


def opens(data: Path, token: str) -> bool:
    house = make_house(data)
    try:
        by_token(house, token)
    except Refusal:
        return False
    finally:
        house.close()
    return True


@pytest.mark.parametrize("command", ["sign-in-cards", "posters", "reissue-card", "void-card"])
def test_every_command_has_help(command: str) -> None:
    assert run(command, "--help").exit_code == 0
    assert run(command).exit_code == 2
