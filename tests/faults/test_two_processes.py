"""Two server processes on one PostgreSQL, every member going to and fro between them, one of them killed on the way."""

import asyncio
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.cli.simulated_members import Figures, Pace, simulate
from app.core.house import House
from app.signin.cards import token
from app.verify.verifying import verify
from benchmarks.wire import Reply, Wire
from tests.faults.kills import KilledServer
from tests.faults.test_kills import more_members
from tests.open_contest import OpenContest, open_contest
from tests.ports import free_port
from tests.world import build_world

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

MEMBERS = 40


class Wanderer:
    """A browser that asks one process and then the other; one that is gone is left out until it is back."""

    def __init__(self, ports: list[int]) -> None:
        self._wires = [Wire("127.0.0.1", port) for port in ports]
        self._next = cycle(self._wires)
        for wire in self._wires:
            wire.cookies = self._wires[0].cookies

    async def post(self, url: str, *, json: Any) -> Reply:
        return await next(self._next).post(url, json)


@pytest.fixture
def cup(postgres_house: House) -> OpenContest:
    world = build_world(postgres_house)
    postgres_house.writer.run(more_members, world, MEMBERS)
    return open_contest(world)


@pytest.fixture
def servers(cup: OpenContest) -> Iterator[list[KilledServer]]:
    settings = cup.house.settings
    running = [KilledServer(settings.data, free_port(), database_url=settings.database_url) for _ in range(2)]
    for server in running:
        server.start()
        asyncio.run(server.ready())
    yield running
    for server in running:
        server.stop()


def newest_keys(session: Session) -> list[str]:
    query = text("SELECT key FROM member ORDER BY id DESC LIMIT :n")
    return list(session.execute(query, {"n": MEMBERS}).scalars())


async def sit(cup: OpenContest, servers: list[KilledServer], kills: int) -> Figures:
    with cup.house.database.reading() as session:
        tokens = [token(cup.house.secret, key, 1) for key in newest_keys(session)]
    ports = [server.port for server in servers]
    sitting = asyncio.create_task(simulate("", "cup", tokens, Pace(5), make_client=lambda: Wanderer(ports)))
    for _ in range(kills):
        await asyncio.sleep(1.2)
        servers[0].kill()
        servers[0].start()
        await servers[0].ready()
    return await sitting


@pytest.mark.parametrize("kills", [0, 2])
def test_members_between_two_processes_lose_nothing(cup: OpenContest, servers: list[KilledServer], kills: int) -> None:
    figures = asyncio.run(sit(cup, servers, kills))
    assert (figures.handed_in, figures.errors, figures.lost) == (MEMBERS, {}, 0)
    found = verify(cup.house, "cup")
    assert [one.line() for one in found.kept] == []
    assert found.checked["results"] == MEMBERS
