"""The disk fills up under a served contest and is freed again: nobody is told what is not so, and nobody restarts."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.checks_of_machine import disk_space
from app.core.remark import Light
from app.verify.verifying import verify
from benchmarks.wire import Reply
from tests.conftest import make_house
from tests.core.ground import ground
from tests.faults.cards import Cards, deal_cards
from tests.faults.conftest import Serve
from tests.faults.kills import Promises
from tests.faults.processes import Process
from tests.faults.sitters import Sitter
from tests.faults.small_disk import SmallDisk, Tmpfs, small_disk
from tests.faults.test_kills import broken_promises
from tests.world import World

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

MEMBERS = 6
READ = (
    "/healthz",
    "/c/cup",
    "/api/v1/contests/cup",
    "/api/v1/contests/cup/boards/organisations",
    "/api/v1/contests/cup/boards/members",
)


@pytest.fixture
def cards(world: World) -> Cards:
    return deal_cards(world, MEMBERS)


@pytest.fixture
def disk(cards: Cards, tmp_path: Path) -> Iterator[SmallDisk]:
    """With the contest on it."""
    with small_disk(tmp_path / "small") as made:
        shutil.copy(cards.data / "cup.db", made.folder)
        yield made


async def while_full(sitters: list[Sitter], taps: int) -> list[Reply]:
    """Everything that a hall does in that time: taps, hand-ins, a sign-in on another phone."""
    replies = [await sitter.tap() for _ in range(taps) for sitter in sitters]
    return replies + [await sitter.hand_in() for sitter in sitters]


async def until_saved(sitter: Sitter) -> int:
    """How many more taps were refused."""
    for refused in range(50):
        if (await sitter.tap()).status == 200:
            return refused
        await asyncio.sleep(0.1)
    raise TimeoutError("the server takes no answers although the disk is free")


async def fill_and_free(server: Process, disk: SmallDisk, cards: Cards, promises: Promises) -> list[Reply]:
    await server.ready()
    sitters = [Sitter(server.port, card, promises) for card in cards.tokens]
    for sitter in sitters:
        assert (await sitter.start()).status == 201
        assert (await sitter.tap()).status == 200
    assert (await sitters[-1].hand_in()).status == 200
    disk.fill(server.pid)
    replies = await while_full(sitters[:-1], taps=8)
    paper = f"/api/v1/papers/{sitters[0].paper['paper']}"
    assert [(await sitters[0].wire.get(path)).status for path in (*READ, paper)] == [200] * (len(READ) + 1)
    disk.free(server.pid)
    assert await until_saved(sitters[0]) < 10
    for sitter in sitters[1:-1]:
        assert (await sitter.tap()).status == 200
        assert (await sitter.hand_in()).status == 200
    os.kill(server.pid, 0)  # the same process still serves
    server.kill()
    return replies


def served_on(disk: SmallDisk, cards: Cards, serve: Serve, fault: str = "none") -> tuple[Promises, list[Reply]]:
    server, promises = serve(disk.folder, fault), Promises()
    server.start()
    return promises, asyncio.run(fill_and_free(server, disk, cards, promises))


def test_a_full_disk_refuses_plainly_and_loses_nothing(disk: SmallDisk, cards: Cards, serve: Serve) -> None:
    promises, replies = served_on(disk, cards, serve)
    refused = [reply for reply in replies if reply.status != 200]
    assert len(refused) > 30
    assert {reply.status for reply in refused} == {503}
    assert {reply.headers["content-type"] for reply in refused} == {"application/problem+json"}
    assert all(5 <= int(reply.headers["retry-after"]) <= 20 for reply in refused)
    assert {reply.json()["key"] for reply in refused} == {"busy"}
    assert all("磁盘满了" in reply.json()["detail"] for reply in refused) or not isinstance(disk, Tmpfs)
    house = make_house(disk.folder)
    assert broken_promises(house, promises) == []
    assert [one.line() for one in verify(house, "cup").kept] == []
    with house.database.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    house.close()


def test_the_doctor_says_so_before_the_disk_is_full(disk: SmallDisk) -> None:
    if not isinstance(disk, Tmpfs):
        pytest.skip("no small disk could be mounted here: the doctor was not asked about a full one")
    house = make_house(disk.folder)
    found = disk_space(ground(house))
    house.close()
    assert found.light is Light.RED


def test_an_acknowledgement_from_a_full_disk_would_be_seen(disk: SmallDisk, cards: Cards, serve: Serve) -> None:
    """The seeded fault: a writer that takes no notice of the error."""
    promises, _ = served_on(disk, cards, serve, "take_no_notice")
    house = make_house(disk.folder)
    assert broken_promises(house, promises) != []
    house.close()
