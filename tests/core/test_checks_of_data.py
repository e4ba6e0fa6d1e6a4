"""The clock against the records, tables and guards, durability, the last backup, and who may read the files."""

import os
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core import backups, checks_of_data
from app.core.backups import Look
from app.core.clock import DAY, HOUR, MINUTE
from app.core.copying import copy_sqlite
from app.core.house import House
from app.core.migrating import downgrade
from app.core.remark import Light
from tests.core.ground import ground


def archive(house: House, file: Path) -> Path:
    copy = file.with_suffix(".copy")
    copy_sqlite(house.settings.sqlite_path, copy)
    with tarfile.open(file, "w") as made:
        made.add(copy, "cup.db")
    return file


def test_a_clock_behind_the_records_is_red(house: House) -> None:
    now = house.clock.now()
    assert checks_of_data.clock_against_records(ground(house)).light is Light.GREEN
    assert checks_of_data.clock_against_records(ground(house, newest=now)).light is Light.GREEN
    behind = checks_of_data.clock_against_records(ground(house, newest=now + MINUTE))
    assert (behind.light, "还早" in behind.said("zh")) == (Light.RED, True)


def test_a_clock_that_was_never_set_is_red(house: House) -> None:
    assert checks_of_data.clock_against_records(ground(house, now=0)).light is Light.RED


def test_a_clock_that_was_turned_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.clock, "step", lambda: 90_000)
    found = checks_of_data.clock_against_records(ground(house))
    assert (found.light, "90 秒" in found.said("zh")) == (Light.AMBER, True)


@pytest.mark.parametrize(
    ("zone", "light"), [("Asia/Shanghai", "green"), ("Asia/Urumqi", "amber"), ("UTC", "amber"), ("Beijing", "red")]
)
def test_the_zone(house: House, zone: str, light: str) -> None:
    house.settings = house.settings.model_copy(update={"timezone": zone})
    assert checks_of_data.timezone(ground(house)).light == light


def test_tables_of_another_version_are_red(house: House) -> None:
    assert checks_of_data.migrations(ground(house)).light is Light.GREEN
    downgrade(house.database, "2026_11_22_first_tables")
    assert checks_of_data.migrations(ground(house)).light is Light.RED


def test_a_guard_that_is_gone_is_red(house: House) -> None:
    assert checks_of_data.triggers(ground(house)).light is Light.GREEN
    with house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER ledger_entry_stands"))
    assert checks_of_data.triggers(ground(house)).light is Light.RED


def test_a_setting_that_loses_answers_is_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks_of_data.database_settings(ground(house)).light is Light.GREEN
    monkeypatch.setitem(checks_of_data.ON_SQLITE, "synchronous", 3)
    found = checks_of_data.database_settings(ground(house))
    assert (found.light, "synchronous=2" in found.said("zh")) == (Light.RED, True)


@pytest.mark.postgres
def test_postgresql_is_asked_for_its_own_settings(postgres_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PostgreSQL" in checks_of_data.database_settings(ground(postgres_house)).said("zh")
    assert checks_of_data.backup(ground(postgres_house)).light is Light.AMBER
    monkeypatch.setattr(checks_of_data, "UNSAFE", ("on",))
    assert "fsync=on" in checks_of_data.database_settings(ground(postgres_house)).said("zh")


@pytest.mark.parametrize(("size", "light"), [(0, "green"), (70_000_000, "amber"), (600_000_000, "red")])
def test_a_log_that_grows_is_said(house: House, size: int, light: str) -> None:
    file = house.settings.sqlite_path.with_name("cup.db-wal")
    file.touch()
    os.truncate(file, size)
    assert checks_of_data.write_ahead_log(ground(house)).light == light


def test_without_a_backup_only_an_empty_house_is_let_off(house: House) -> None:
    assert checks_of_data.backup(ground(house)).light is Light.AMBER
    assert checks_of_data.backup(ground(house, newest=1)).light is Light.RED


def test_a_fresh_backup_is_looked_into(house: House, tmp_path: Path) -> None:
    now, file = house.clock.now(), archive(house, tmp_path / "stick.tar")
    backups.note(house.settings.data, file, now - 2 * HOUR)
    found = checks_of_data.backup(ground(house, now=now))
    assert (found.light, "2 小时以前" in found.said("zh"), "stick.tar" in found.said("zh")) == (Light.GREEN, True, True)
    assert checks_of_data.backup(ground(house, now=now + DAY)).light is Light.AMBER, "too old"
    file.unlink()
    assert checks_of_data.backup(ground(house, now=now)).light is Light.AMBER, "the stick is away"
    file.write_bytes(b"no archive")
    assert checks_of_data.backup(ground(house, now=now)).light is Light.RED


def test_the_newest_of_note_and_folder_counts(house: House, tmp_path: Path) -> None:
    now, data = house.clock.now(), house.settings.data
    backups.note(data, archive(house, tmp_path / "old.tar"), now - 3 * DAY)
    newer = archive(house, data / "backups" / "newer.tar")
    os.utime(newer, (now / 1000 - 60, now / 1000 - 60))
    found = backups.last(data)
    assert found is not None
    assert Path(found.file).name == "newer.tar"
    (data / "backups" / backups.NOTE).write_text("{}")
    assert backups.last(data) == found, "a note that cannot be read is no note"


def test_a_backup_is_damaged_or_too_large_to_look_into(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive(house, tmp_path / "cup.tar")
    found = backups.Backup(str(file), 0, 0)
    assert backups.look(found, tmp_path) is Look.WHOLE
    monkeypatch.setattr(backups, "MOST_LOOKED_AT", 10)
    assert backups.look(found, tmp_path) is Look.TOO_LARGE
    monkeypatch.undo()
    content = bytearray(file.read_bytes())
    content[512 + 4096 * 2 : 512 + 4096 * 6] = os.urandom(4096 * 4)
    file.write_bytes(content)
    assert backups.look(found, tmp_path) is Look.BROKEN


def test_files_that_others_can_read_are_named(house: House) -> None:
    key, base = house.settings.data / "secret.key", house.settings.sqlite_path
    key.write_text("k")
    key.chmod(0o600)
    base.chmod(0o600)
    assert checks_of_data.file_modes(ground(house)).light is Light.GREEN
    key.chmod(0o644)
    found = checks_of_data.file_modes(ground(house))
    assert (found.light, found.advice("zh").endswith("chmod 600 secret.key")) == (Light.RED, True)
