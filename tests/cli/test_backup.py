"""``backup`` beside a running server, ``restore`` without one: the same rows, the same key, or nothing."""

import json
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import app
from app.core.house import House
from app.core.logging import set_up_logging
from app.core.serving_lock import ServingLock
from app.core.writer import Lane
from app.ledger.appending import append, begin_chain
from app.ledger.chain import Entry
from app.ledger.tail import head, tail
from tests.conftest import TEST_KEY, make_house

CONTEST = 5
Command = Callable[..., Result]


@pytest.fixture
def run(house: House) -> Iterator[Command]:
    def command(*arguments: str | Path, **settings: str) -> Result:
        environment = {"CUP_DATA": str(house.settings.data), "CUP_SECRET_KEY": TEST_KEY, **settings}
        return CliRunner().invoke(app, [str(one) for one in arguments], env=environment)

    yield command
    set_up_logging()


def results(house: House, *papers: str) -> None:
    for paper in papers:
        house.writer.run(append, CONTEST, Entry("result", 0, paper_key=paper))


def kinds(house: House) -> list[str]:
    with house.database.reading() as session:
        return [entry.kind for entry in tail(session, CONTEST, after=0)]


def test_a_backup_brings_back_what_stood_and_says_so_in_the_chain(house: House, tmp_path: Path, run: Command) -> None:
    house.writer.run(begin_chain, CONTEST)
    results(house, "p1", "p2")
    backup = tmp_path / "cup-backup.tar"
    done = run("backup", backup, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["bytes"] == backup.stat().st_size
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    results(house, "p3")
    house.close()

    done = run("restore", backup, "--json")
    assert done.exit_code == 0, done.stderr
    assert (Path(json.loads(done.stdout)["kept"]) / "cup.db").exists()
    again = make_house(house.settings.data)
    assert kinds(again) == ["result", "result", "restored_from_backup"]
    again.close()


def test_a_backup_holds_the_key_and_no_name_of_its_maker(house: House, tmp_path: Path, run: Command) -> None:
    backup = tmp_path / "cup-backup.tar"
    assert run("backup", backup).exit_code == 0
    with tarfile.open(backup) as archive:
        members = archive.getmembers()
        key = archive.extractfile("secret.key")
        assert key is not None
        assert key.read().decode().strip() == TEST_KEY
    assert {member.name for member in members} == {"cup.db", "secret.key", "about.json"}
    assert {(member.uname, member.gname, member.mode) for member in members} == {("", "", 0o600)}


def test_a_backup_beside_a_busy_writer_is_whole(house: House, tmp_path: Path, run: Command) -> None:
    house.writer.run(begin_chain, CONTEST)
    results(house, "first")
    stop = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            entry = Entry("result", 0, paper_key=f"p{number}")
            house.writer.run(append, CONTEST, entry, lane=Lane.MEMBERS)

    busy = threading.Thread(target=keep_writing)
    busy.start()
    done = run("backup", tmp_path / "busy.tar")
    stop.set()
    busy.join()
    assert done.exit_code == 0, done.stderr
    with house.database.reading() as session:
        assert head(session, CONTEST).seq > 1


def test_nothing_is_restored_under_a_running_server(house: House, tmp_path: Path, run: Command) -> None:
    assert run("backup", tmp_path / "one.tar").exit_code == 0
    serving = ServingLock(house.settings.data)
    serving.take()
    done = run("restore", tmp_path / "one.tar")
    serving.release()
    assert done.exit_code == 1
    assert "stop it" in done.stderr


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "missing"])
def test_a_damaged_backup_changes_nothing(house: House, tmp_path: Path, run: Command, damage: str) -> None:
    house.writer.run(begin_chain, CONTEST)
    results(house, "p1")
    file = tmp_path / "damaged.tar"
    assert run("backup", file).exit_code == 0
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes({"cut": content[:9000], "flipped": content, "empty": b""}.get(damage, b""))
    if damage == "missing":
        file.unlink()
    house.close()
    done = run("restore", file)
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Traceback" not in done.stderr
    again = make_house(house.settings.data)
    assert kinds(again) == ["result"]
    again.close()


def test_another_key_in_the_environment_is_refused(house: House, tmp_path: Path, run: Command) -> None:
    assert run("backup", tmp_path / "one.tar").exit_code == 0
    house.close()
    done = run("restore", tmp_path / "one.tar", CUP_SECRET_KEY="another key, 0123456789 0123456789 0123")
    assert done.exit_code == 1
    assert "CUP_SECRET_KEY" in done.stderr


def test_postgresql_is_left_to_its_own_tools(run: Command, tmp_path: Path) -> None:
    done = run("restore", tmp_path / "x.tar", CUP_DATABASE_URL="postgresql://nobody@localhost/nothing")
    assert done.exit_code == 1
    assert "pg_dump" in done.stderr
