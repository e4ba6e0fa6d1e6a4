"""SIGKILL of the application on PostgreSQL, and of PostgreSQL under the application: nothing acknowledged is lost."""

import asyncio
import random
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from sqlalchemy import text

from app.core.db import Database, UnsafeDatabase
from app.core.house import House, open_house
from tests.conftest import make_house
from tests.faults.conftest import Serve
from tests.faults.kills import Client, Promises, run_kills, until_written
from tests.faults.on_postgres import CrashingPostgres, assert_kept, assert_whole, open_cup
from tests.faults.processes import Process
from tests.postgres import Postgres

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

KILLS, LONG_KILLS = 10, 1000
CRASHES, LONG_CRASHES = 4, 200
ANSWERS = 16
"""At least so many between two crashes."""


@pytest.fixture
def tokens(postgres_house: House) -> list[str]:
    return open_cup(postgres_house)


@pytest.fixture
def server(postgres_house: House, tokens: list[str], serve: Serve) -> Process:
    return serve(postgres_house.settings.data, database_url=postgres_house.settings.database_url)


@pytest.fixture
def crashing(postgres: Postgres) -> Iterator[CrashingPostgres]:
    """The embedded server of these tests; a server of somebody else's is not made to crash."""
    if postgres.embedded is not None:
        yield CrashingPostgres(postgres)
        return
    pytest.fail("needs the embedded PostgreSQL: run without TEST_DATABASE_URL")


@pytest.mark.parametrize(
    "kills", [KILLS, pytest.param(LONG_KILLS, marks=[pytest.mark.long, pytest.mark.timeout(3600)])]
)
def test_kills_of_the_application_lose_nothing(
    postgres_house: House, server: Process, tokens: list[str], kills: int
) -> None:
    promises, back = asyncio.run(run_kills(server, "cup", tokens, kills, seed=31))
    assert_kept(postgres_house, promises)
    assert promises.saves >= kills == len(back)
    assert promises.receipts


@pytest.mark.parametrize(
    "crashes", [CRASHES, pytest.param(LONG_CRASHES, marks=[pytest.mark.long, pytest.mark.timeout(3600)])]
)
def test_crashes_of_postgresql_lose_nothing_and_the_application_goes_on(
    postgres_house: House, server: Process, tokens: list[str], crashing: CrashingPostgres, crashes: int
) -> None:
    promises = asyncio.run(write_through_crashes(server, tokens, crashing, crashes))
    assert_kept(postgres_house, promises)
    assert_whole(postgres_house)
    assert promises.saves >= ANSWERS * crashes
    assert promises.receipts


async def write_through_crashes(
    server: Process, tokens: list[str], crashing: CrashingPostgres, crashes: int
) -> Promises:
    """The same application all the time; after each crash somebody's answer is acknowledged again."""
    promises, chance, stopping = Promises(), random.Random(32), asyncio.Event()
    server.start()
    await server.ready()
    clients = [Client(server.port, "cup", token, promises, random.Random(n)) for n, token in enumerate(tokens)]
    work = [asyncio.create_task(client.run(stopping)) for client in clients]
    ways: cycle[Callable[[], None]] = cycle([crashing.kill, crashing.stop_at_once])
    for _, crash in zip(range(crashes), ways, strict=False):
        assert await until_written(promises, ANSWERS), "the application did not come back"
        await asyncio.sleep(chance.uniform(0.05, 0.4))
        await asyncio.to_thread(crash)
        await asyncio.sleep(0.2)
        await asyncio.to_thread(crashing.start)
    assert await until_written(promises), "the application did not come back"
    stopping.set()
    await asyncio.gather(*work)
    assert server.alive()
    return promises


# --- a server that would acknowledge before it is durable ----------------------------------------------------------


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_sync_is_refused_at_start(
    postgres_house: House, crashing: CrashingPostgres, setting: str
) -> None:
    def set_to(command: str) -> None:
        with postgres_house.database.writer.connect() as connection:
            bare = connection.execution_options(isolation_level="AUTOCOMMIT")
            bare.execute(text(f"ALTER SYSTEM {command}"))
            bare.execute(text("SELECT pg_reload_conf()"))
            for _ in range(100):
                if bare.execute(text(f"SHOW {setting}")).scalar_one() == ("off" if "=" in command else "on"):
                    return
                bare.execute(text("SELECT pg_sleep(0.05)"))
        raise AssertionError("the server did not take the setting")

    set_to(f"SET {setting} = off")
    try:
        with pytest.raises(UnsafeDatabase, match=f"{setting}=off"):
            open_house(postgres_house.settings)
    finally:
        set_to(f"RESET {setting}")
    open_house(postgres_house.settings).close()


@pytest.mark.parametrize("owner", ["DATABASE", "ROLE"])
def test_a_database_or_role_that_does_not_wait_for_the_log_is_overruled_or_refused(
    postgres_house: House, owner: str
) -> None:
    """Our own connections ask for ``synchronous_commit``; where a pooler drops what they ask, start-up refuses."""
    url = postgres_house.database.url
    with postgres_house.database.writer.connect() as connection, connection.begin():
        role, name = connection.execute(text("SELECT current_user, current_database()")).one()
        subject = f"DATABASE {name}" if owner == "DATABASE" else f"ROLE {role} IN DATABASE {name}"
        connection.execute(text(f"ALTER {subject} SET synchronous_commit = off"))

    house = make_house(postgres_house.settings.data, url)
    for engine in (house.database.reader, house.database.writer):
        with engine.connect() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
    house.database.refuse_unsafe()
    house.close()

    asked_for_off = Database(f"{url}{'&' if '?' in url else '?'}options=-csynchronous_commit%3Doff")
    pooled = Database(url, connect=lambda: bare_connection(url))
    for unsafe in (asked_for_off, pooled):
        with pytest.raises(UnsafeDatabase, match="synchronous_commit=off"):
            unsafe.refuse_unsafe()
        unsafe.dispose()


def bare_connection(url: str) -> object:
    """As it comes out of a pooler that passes no options on."""
    import psycopg

    return psycopg.connect(url.replace("+psycopg", ""))
