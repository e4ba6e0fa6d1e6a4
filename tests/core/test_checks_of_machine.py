"""Sleep, power, disk and limits, read from a made-up machine."""

import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from app.core import checks_of_machine, machine
from app.core.house import House
from app.core.remark import Light
from tests.core.ground import ground, put

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A Linux PC that could sleep."""
    put(tmp_path / "pc", "sys/power/state", "freeze mem disk\n")
    return tmp_path / "pc"


def test_a_machine_that_cannot_sleep_or_must_not_is_fine(house: House, root: Path, tmp_path: Path) -> None:
    assert checks_of_machine.sleeping(ground(house, root=tmp_path / "none")).light is Light.GREEN
    unit = root / "etc/systemd/system/sleep.target"
    unit.parent.mkdir(parents=True)
    unit.symlink_to("/dev/null")
    assert checks_of_machine.sleeping(ground(house, root=root)).light is Light.GREEN


def test_a_machine_that_falls_asleep_is_named(house: House, root: Path) -> None:
    assert checks_of_machine.sleeping(ground(house, root=root)).light is Light.AMBER, (
        "the desktop's settings are unread"
    )
    put(root, "proc/acpi/button/lid/LID0/state", "open")
    assert "HandleLidSwitch=suspend" in checks_of_machine.sleeping(ground(house, root=root)).said("zh")
    put(root, "etc/systemd/logind.conf", "[Login]\n#IdleAction=ignore\nIdleAction=hibernate\n")
    found = checks_of_machine.sleeping(ground(house, root=root))
    assert (found.light, "hibernate" in found.said("zh"), "mask" in found.advice("zh")) == (Light.RED, True, True)
    put(root, "etc/systemd/logind.conf.d/stay.conf", "[Login]\nIdleAction=ignore\nHandleLidSwitch=ignore\n")
    assert checks_of_machine.sleeping(ground(house, root=root)).light is Light.AMBER, "the later file is the one"


@pytest.mark.parametrize("system", ["win32", "linux"])
def test_where_windows_decides_one_is_told_where_to_look(house: House, root: Path, system: str) -> None:
    put(root, "proc/version", "Linux version 5.15 (Microsoft@Microsoft.com)")
    found = checks_of_machine.sleeping(ground(house, root=root, system=system))
    assert (found.light, "Windows" in found.advice("zh")) == (Light.AMBER, True)


@pytest.mark.parametrize(
    ("said", "light"),
    [(" sleep                1 (sleep prevented by coreaudiod)\n", "red"), (" sleep    0\n", "green"), ("", "amber")],
)
def test_a_mac_is_asked_with_pmset(house: House, monkeypatch: pytest.MonkeyPatch, said: str, light: str) -> None:
    monkeypatch.setattr(machine, "output_of", lambda *_command: said)
    assert checks_of_machine.sleeping(ground(house, system="darwin")).light == light


@pytest.mark.parametrize(
    ("said", "light"),
    [
        ("Now drawing from 'Battery Power'\n -InternalBattery-0\t61%; discharging", "red"),
        ("Now drawing from 'AC Power'\n -InternalBattery-0\t100%; charged", "green"),
        ("Now drawing from 'AC Power'\n", "green"),
    ],
)
def test_the_battery_of_a_mac(house: House, monkeypatch: pytest.MonkeyPatch, said: str, light: str) -> None:
    monkeypatch.setattr(machine, "output_of", lambda *_command: said)
    assert checks_of_machine.power(ground(house, system="darwin")).light == light


def test_a_program_that_is_not_there_or_hangs_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.output_of("no-such-program-here") == ""

    def hangs(*_command: object, **_options: object) -> None:
        raise subprocess.TimeoutExpired("pmset", 1)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert machine.output_of("ls") == ""


def test_a_laptop_on_its_battery_wants_the_mains(house: House, root: Path) -> None:
    assert checks_of_machine.power(ground(house, root=root)).light is Light.GREEN, "no battery"
    put(root, "sys/class/power_supply/BAT0/type", "Battery\n")
    put(root, "sys/class/power_supply/BAT0/capacity", "63\n")
    put(root, "sys/class/power_supply/BAT0/status", "Discharging\n")
    put(root, "sys/class/power_supply/mouse/type", "Battery\n")
    put(root, "sys/class/power_supply/mouse/scope", "Device\n")
    found = checks_of_machine.power(ground(house, root=root))
    assert (found.light, "63%" in found.said("zh")) == (Light.RED, True)
    put(root, "sys/class/power_supply/BAT0/status", "Charging\n")
    assert checks_of_machine.power(ground(house, root=root)).light is Light.GREEN


@pytest.mark.parametrize(("free", "light"), [(400, "red"), (1_500, "amber"), (9_000, "green")])
def test_room_on_the_disk(house: House, monkeypatch: pytest.MonkeyPatch, free: int, light: str) -> None:
    monkeypatch.setattr(checks_of_machine.shutil, "disk_usage", lambda _folder: Usage(0, 0, free * 1_000_000))
    found = checks_of_machine.disk_space(ground(house))
    assert (found.light, f"{free} MB" in found.said("zh")) == (light, True)


@pytest.mark.parametrize(("span", "light"), [(0.4, "green"), (80.0, "amber"), (900.0, "red")])
def test_how_long_the_disk_takes(house: House, monkeypatch: pytest.MonkeyPatch, span: float, light: str) -> None:
    monkeypatch.setattr(machine, "sync_ms", lambda _folder: span)
    assert checks_of_machine.disk_sync(ground(house)).light == light


def test_the_time_of_a_write_is_measured_and_nothing_stays(tmp_path: Path) -> None:
    assert machine.sync_ms(tmp_path) > 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "light"), [("ext4", "green"), ("nfs4", "red"), ("9p", "red"), ("tmpfs", "red"), ("overlay", "amber")]
)
def test_the_kind_of_disk_is_that_of_the_nearest_mount(house: House, root: Path, kind: str, light: str) -> None:
    data = house.settings.data.resolve()
    put(
        root,
        "proc/mounts",
        f"b {str(data).replace(' ', chr(92) + '040')} {kind} rw 0 0\na / xfs rw 0 0\nc /other nfs rw 0 0\n",
    )
    found = checks_of_machine.disk_kind(ground(house, root=root))
    assert found.light == light, found.said("zh")


def test_a_disk_that_is_not_readable_is_said(house: House, tmp_path: Path) -> None:
    assert checks_of_machine.disk_kind(ground(house, root=tmp_path / "none")).light is Light.AMBER


@pytest.mark.parametrize(("limit", "light"), [(256, "red"), (4_096, "amber"), (20_000, "green"), (None, "green")])
def test_the_limit_of_connections(house: House, monkeypatch: pytest.MonkeyPatch, limit: int | None, light: str) -> None:
    monkeypatch.setattr(machine, "open_file_limit", lambda: limit)
    assert checks_of_machine.open_files(ground(house)).light == light
