"""``doctor``: beside a running server, before the first start, and waiting for a phone."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import app, doctor
from app.core import backups
from app.core.checkup import CHECKS
from app.core.house import House
from app.core.logging import set_up_logging
from tests.conftest import TEST_KEY
from tests.ports import free_port

Command = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Iterator[Command]:
    house.settings.sqlite_path.chmod(0o600)
    environment = {
        "CUP_DATA": str(house.settings.data),
        "CUP_SECRET_KEY": TEST_KEY,
        "CUP_PORT": str(free_port()),
        "CUP_PUBLIC_URL": "http://cup.test",
    }

    def command(*arguments: str, **settings: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env={**environment, **settings})

    yield command
    set_up_logging()


def lights(done: Result) -> dict[str, str]:
    return {one["name"]: one["light"] for one in json.loads(done.stdout)["checks"]}


def test_every_check_is_in_the_json_with_what_to_do(run: Command) -> None:
    done = run("doctor", "--json")
    found = json.loads(done.stdout)
    assert [one["name"] for one in found["checks"]] == [check.__name__ for check in CHECKS]
    assert found["addresses"] == ["http://cup.test"]
    assert found["phone"] == {"waited": 0, "reached": False, "from": None}
    assert lights(done)["listening"] == "amber"
    assert all(bool(one["do"]) is (one["light"] != "green") for one in found["checks"])


def test_it_ends_with_1_while_something_is_to_be_done(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda _ground: [])
    assert run("doctor").exit_code == 0
    monkeypatch.undo()
    assert run("doctor", CUP_PUBLIC_URL="http://localhost").exit_code == 1


def test_before_the_first_start_it_migrates_nothing(run: Command, tmp_path: Path) -> None:
    done = run("doctor", "--json", CUP_DATA=str(tmp_path / "fresh"))
    assert done.exit_code == 1
    assert (lights(done)["migrations"], lights(done)["clock_against_records"]) == ("red", "green")
    assert lights(run("doctor", "--json", CUP_DATA=str(tmp_path / "fresh")))["migrations"] == "red"


def test_a_backup_is_noted_for_it(run: Command, house: House, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "stick.tar")).exit_code == 0
    found = backups.last(house.settings.data)
    assert found is not None
    assert Path(found.file) == (tmp_path / "stick.tar").resolve()
    assert lights(run("doctor", "--json"))["backup"] == "green"


def test_without_a_server_no_phone_is_waited_for(run: Command) -> None:
    done = run("doctor", "--phone", "30")
    assert done.exit_code == 1
    assert "make serve" in done.stderr


@pytest.mark.parametrize(("own", "code"), [(False, 0), (True, 1)])
def test_a_phone_that_came_is_said(run: Command, monkeypatch: pytest.MonkeyPatch, own: bool, code: int) -> None:
    says = "请用手机扫。" if own else "手机连上来了：20:41:07，来自 192.0.2.9。"
    came = {"reached": True, "own": own, "address": "192.0.2.9", "says": says}
    monkeypatch.setattr(doctor, "examine", lambda _ground: [])
    monkeypatch.setattr(doctor, "_asked", lambda _settings, _code: came)
    done = run("doctor", "--phone", "1")
    assert done.exit_code == code
    assert f"{'✗' if own else '✓'} {says}" in done.stdout
    assert "/reach/" in done.stdout
