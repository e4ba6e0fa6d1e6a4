"""Backups while members write: each is whole, restores into an empty folder, and lacks nothing from before it began."""

import asyncio
import copy
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import app, archive
from app.core.house import House
from app.core.logging import set_up_logging
from app.ledger.tail import head, tail
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.faults.cards import Cards, deal_cards
from tests.faults.conftest import Serve
from tests.faults.kills import Promises
from tests.faults.processes import Process
from tests.faults.sitters import Sitter
from tests.faults.test_kills import broken_promises
from tests.world import World

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

MEMBERS = 6
BACKUPS = 3
LONG_BACKUPS = 50
SAVES = 60
"""Answers from one backup to the next, at least."""


@dataclass
class Backup:
    """``before``: what had been promised when the backup began."""

    file: Path
    before: Promises


@pytest.fixture
def cards(world: World) -> Cards:
    return deal_cards(world, MEMBERS, attempts=None)


def restore(file: Path, data: Path) -> Result:
    """The command, on that data folder."""
    data.mkdir(exist_ok=True)
    try:
        return CliRunner().invoke(app, ["restore", str(file)], env={"CUP_DATA": str(data)})
    finally:
        set_up_logging()


async def sit_on(sitter: Sitter, stopping: asyncio.Event) -> None:
    """One paper after another until the end."""
    while not stopping.is_set():
        await sitter.start()
        for _ in range(12):
            assert (await sitter.tap()).status == 200
            await asyncio.sleep(0.02)
        assert (await sitter.hand_in()).status == 200


async def until_written(promises: Promises, saves: int) -> None:
    """A backup of nothing new would prove nothing: wait for so many answers, on a slow machine too."""
    for _ in range(2000):
        if promises.saves >= saves:
            return
        await asyncio.sleep(0.01)


async def back_up_beside(server: Process, cards: Cards, number: int, every: float) -> list[Backup]:
    await server.ready()
    promises, made, stopping = Promises(), [], asyncio.Event()
    beside = make_house(cards.data)
    work = [asyncio.create_task(sit_on(Sitter(server.port, card, promises), stopping)) for card in cards.tokens]
    for n in range(number):
        await asyncio.sleep(every)
        await until_written(promises, (n + 1) * SAVES)
        made.append(Backup(cards.data / f"{n}.tar", copy.deepcopy(promises)))
        await asyncio.to_thread(archive.write_archive, beside, made[-1].file)
    stopping.set()
    await asyncio.gather(*work)
    beside.close()
    return made


def faults_of(backup: Backup, data: Path) -> list[str]:
    """What is wrong with the backup once it is restored into an empty folder."""
    done = restore(backup.file, data)
    if done.exit_code:
        return [done.stderr]
    house = make_house(data)
    found = broken_promises(house, backup.before) + [one.line() for one in verify(house, "cup").kept]
    found += [] if last_entry(house) == "restored_from_backup" else ["the chain does not say so"]
    house.close()
    shutil.rmtree(data)
    return found


def last_entry(house: House) -> str:
    with house.database.reading() as session:
        return tail(session, 1, after=head(session, 1).seq - 1)[0].kind


def every_backup_is_whole(serve: Serve, cards: Cards, folder: Path, number: int, every: float) -> list[Backup]:
    server = serve(cards.data)
    server.start()
    made = asyncio.run(back_up_beside(server, cards, number, every))
    assert [faults_of(one, folder / "empty") for one in made] == [[]] * number
    assert made[-1].before.saves >= SAVES * number
    return made


def test_backups_beside_writing_members_lack_nothing(serve: Serve, cards: Cards, tmp_path: Path) -> None:
    made = every_backup_is_whole(serve, cards, tmp_path, BACKUPS, every=0.2)
    assert len(made[-1].before.receipts) > 0


@pytest.mark.long
@pytest.mark.timeout(900)
def test_fifty_backups_one_a_second(serve: Serve, cards: Cards, tmp_path: Path) -> None:
    every_backup_is_whole(serve, cards, tmp_path, LONG_BACKUPS, every=1)


def test_a_copy_of_the_file_alone_would_be_seen(
    serve: Serve, cards: Cards, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seeded fault: what stands in the log only is not in the copy."""
    monkeypatch.setattr(archive, "copy_sqlite", shutil.copyfile)
    server = serve(cards.data)
    server.start()
    made = asyncio.run(back_up_beside(server, cards, 1, every=0.2))
    assert faults_of(made[0], tmp_path / "empty") != []
