"""The line to PostgreSQL dropped, reset, hung, refused, cut within COMMIT: patience is asked for, nothing is lost.

One application all the time; a proxy breaks the line. While it is broken every reply says 503 with ``Retry-After`` and
nothing else; what was acknowledged stands, what was not may be sent again, and afterwards everything goes on by itself.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import text

from app.core import waiting
from app.core.house import House
from app.core.refusal import Refusal
from app.core.waiting import PatientConnection
from app.organisations.models import Member
from benchmarks.wire import Reply, Wire
from tests.conftest import make_house
from tests.faults.conftest import Serve
from tests.faults.fault_proxy import AtCommit, FaultProxy
from tests.faults.kills import BROKEN, Client, Promises, says_come_again, until_written
from tests.faults.on_postgres import CrashingPostgres, assert_kept, open_cup, through
from tests.faults.processes import Process
from tests.postgres import Postgres

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

LONG_OUTAGES = 100
PAGES = ("/", "/c/cup", "/desk", "/screen/cup/organisations", "/desk/sign-in")
READ = ("/api/v1/contests", "/api/v1/contests/cup", "/api/v1/contests/cup/boards/organisations")


@pytest.fixture
def tokens(postgres_house: House) -> list[str]:
    return open_cup(postgres_house)


@pytest.fixture
def line(postgres: Postgres, postgres_house: House) -> FaultProxy:
    """To be entered within the test's own loop."""
    if postgres.embedded is None:
        pytest.fail("needs the embedded PostgreSQL: run without TEST_DATABASE_URL")
    return FaultProxy(CrashingPostgres(postgres).socket)


@pytest.fixture
def server(postgres_house: House, line: FaultProxy, serve: Serve) -> Process:
    """The application at the other end of the line."""
    settings = postgres_house.settings
    return serve(settings.data, database_url=through(settings.database_url, line.port))


@asynccontextmanager
async def serving(server: Process, line: FaultProxy) -> AsyncIterator[None]:
    async with line:
        server.start()
        await server.ready()
        yield
        assert server.alive(), "it has to go on without a restart"


# --- outages under sixteen writing members -------------------------------------------------------------------------


async def refused_for(line: FaultProxy, seconds: float) -> None:
    line.go_away()
    await asyncio.sleep(seconds)
    await line.come_back()


async def hung_for(line: FaultProxy, seconds: float) -> None:
    line.hang()
    await asyncio.sleep(seconds)
    line.flow()


async def at_commit(line: FaultProxy, what: AtCommit, times: int) -> None:
    for _ in range(times):
        met = line.commits_met
        line.at_next_commit(what)
        for _ in range(500):
            if line.commits_met > met:
                break
            await asyncio.sleep(0.02)


async def dropped(line: FaultProxy, *, reset: bool) -> None:
    line.drop(reset=reset)


Outage = Callable[[FaultProxy], Awaitable[None]]
OUTAGES: dict[str, Outage] = {
    "dropped": lambda line: dropped(line, reset=False),
    "reset": lambda line: dropped(line, reset=True),
    "cut before COMMIT": lambda line: at_commit(line, AtCommit.BEFORE, 5),
    "cut after COMMIT": lambda line: at_commit(line, AtCommit.AFTER, 5),
    "refused for a second": lambda line: refused_for(line, 1),
    "hung for five seconds": lambda line: hung_for(line, 5),
    "silent within COMMIT": lambda line: at_commit(line, AtCommit.SILENCE, 1),
}
QUICK_OUTAGES = 6
"""All but the last, which takes as long as the application has patience."""


async def write_through_outages(server: Process, line: FaultProxy, tokens: list[str], outages: int) -> Promises:
    promises, stopping, chance = Promises(), asyncio.Event(), random.Random(33)
    async with serving(server, line):
        clients = [Client(server.port, "cup", token, promises, random.Random(n)) for n, token in enumerate(tokens)]
        work = [asyncio.create_task(client.run(stopping)) for client in clients]
        work.append(asyncio.create_task(read_pages(server.port, promises, stopping)))
        boards = asyncio.Queue[bytes]()
        watching = asyncio.create_task(watch_board(server.port, boards))
        for _, (name, outage) in zip(range(outages), cycle(OUTAGES.items()), strict=False):
            assert await until_written(promises, 16), f"nothing was written again before: {name}"
            await asyncio.sleep(chance.uniform(0, 0.2))
            await outage(line)
        assert await until_written(promises, 16), "nothing was written again"
        while not boards.empty():
            boards.get_nowait()
        await asyncio.wait_for(boards.get(), 60)  # the same stream all the time
        stopping.set()
        await asyncio.gather(*work)
        watching.cancel()
        assert (await Wire("127.0.0.1", server.port).get("/readyz")).status == 200
    return promises


async def read_pages(port: int, promises: Promises, stopping: asyncio.Event) -> None:
    """Somebody who reads all the time, pages and data."""
    wire = Wire("127.0.0.1", port)
    for path in cycle((*PAGES, *READ)):
        if stopping.is_set():
            return
        try:
            reply = await wire.get(path, accept="application/json" if path in READ else "text/html")
        except BROKEN:
            continue
        if not (reply.status < 400 or is_fair(reply)):
            promises.unseemly.append(f"{path} {reply.status} {reply.headers} {reply.body[:400]!r}")
        await asyncio.sleep(0.1)


async def watch_board(port: int, boards: asyncio.Queue[bytes]) -> None:
    """A screen's stream, opened once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /api/v1/contests/cup/boards/organisations/stream HTTP/1.1\r\nHost: cup\r\n\r\n")
    while line := await reader.readline():
        if line.startswith(b"id:"):
            boards.put_nowait(line)


def is_fair(reply: Reply) -> bool:
    """A refusal in words: a problem for programs, a page for people."""
    if "text/html" in reply.headers.get("content-type", ""):
        return reply.status == 503 and "retry-after" in reply.headers and b"Traceback" not in reply.body
    return says_come_again(reply)


@pytest.mark.parametrize(
    "outages", [QUICK_OUTAGES, pytest.param(LONG_OUTAGES, marks=[pytest.mark.long, pytest.mark.timeout(3600)])]
)
def test_outages_ask_for_patience_and_lose_nothing(
    postgres_house: House, server: Process, line: FaultProxy, tokens: list[str], outages: int
) -> None:
    promises = asyncio.run(write_through_outages(server, line, tokens, outages))
    assert_kept(postgres_house, promises)
    assert promises.receipts
    assert set(promises.refused) <= {f"{what} 503" for what in ("sign_in", "start", "save", "hand_in")}
    assert promises.refused, "no outage was felt: the test has tested nothing"


# --- one member's hand-in, lost exactly in COMMIT ------------------------------------------------------------------


async def hand_in_at_commit(port: int, line: FaultProxy, token: str, what: AtCommit) -> None:
    """The hand-in's COMMIT is cut; it is sent again until it is answered, and then once more."""
    wire = Wire("127.0.0.1", port)
    await wire.post("/api/v1/sign-in", {"token": token})
    paper = (await wire.post("/api/v1/contests/cup/papers", {})).json()
    address, send = f"/api/v1/papers/{paper['paper']}", {"send": paper["send"]}
    single = next(item["n"] for item in paper["items"] if item["kind"] == "single")
    last = {**send, "answers": [{"n": single, "choice": ["A"], "seq": 2}]}
    replies, met = [], line.commits_met
    line.at_next_commit(what)
    while not replies or (replies[-1].status != 200 and len(replies) < 50):
        replies.append(await wire.post(f"{address}/hand-in", last))
    *refused, first = replies
    assert line.commits_met == met + 1
    assert refused
    assert all(says_come_again(reply) for reply in refused)
    repeated = await wire.post(f"{address}/hand-in", send)
    result = (await wire.get(f"{address}/result")).json()
    assert first.status == repeated.status == 200
    assert first.json()["receipt"] == repeated.json()["receipt"] == result["receipt"]
    assert "late" not in first.json()
    wire.close()


def test_a_hand_in_lost_in_commit_is_one_result_with_one_receipt(
    postgres_house: House, server: Process, line: FaultProxy, tokens: list[str]
) -> None:
    """Whether the server did it or not, nobody who waited can know; the member who asks again gets the one outcome."""

    async def both() -> None:
        async with serving(server, line):
            for token, what in zip(tokens, (AtCommit.BEFORE, AtCommit.AFTER), strict=False):
                await hand_in_at_commit(server.port, line, token, what)

    asyncio.run(both())
    assert_kept(postgres_house, Promises())
    with postgres_house.database.reading() as session:
        results = session.execute(text("SELECT paper_key FROM ledger_entry WHERE kind = 'result'")).scalars().all()
        answers = session.execute(text("SELECT value, seq FROM answer")).all()
    assert len(results) == len(set(results)) == 2
    assert answers == [("A", 2)] * 2


# --- a line that is kept and says nothing, for ever ----------------------------------------------------------------


def test_a_line_that_says_nothing_is_given_up(
    postgres_house: House, line: FaultProxy, tokens: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of COMMIT, of a reading statement, of connecting: the writer and the readers go on."""
    monkeypatch.setattr(PatientConnection, "patience", 0.5)
    monkeypatch.setitem(waiting.CONNECTING, "connect_timeout", 2)
    asyncio.run(fall_silent(postgres_house, line))


async def fall_silent(house: House, line: FaultProxy) -> None:
    async with line:
        far = make_house(house.settings.data, through(house.settings.database_url, line.port))
        try:
            await asyncio.to_thread(read, far)
            line.at_next_commit(AtCommit.SILENCE)
            with pytest.raises(Refusal, match="busy"):
                await far.writer.write(add_nobody)
            await far.writer.write(add_nobody)

            line.hang()
            for _ in range(2):  # the connection that was there, and then a new one
                with pytest.raises(Exception, match=r"no answer|timeout|timed out"):
                    await asyncio.to_thread(read, far)
            with pytest.raises(Refusal, match="busy"):
                await far.writer.write(add_nobody)
            line.flow()
            await asyncio.to_thread(read, far)
            await far.writer.write(add_nobody)
        finally:
            line.flow()
            await asyncio.to_thread(far.close)


def add_nobody(session: Any) -> None:
    session.get(Member, 1)


def read(house: House) -> None:
    with house.database.reading() as session:
        session.get(Member, 1)
