"""A member may meet another of four processes with every request, and sees no seam."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle, product
from typing import Any

import pytest

from app.cli.simulated_members import Figures, Pace, simulate
from benchmarks.wire import Reply, Wire
from tests.faults.four_processes.ground import API, PATIENCE, Browser, Four, verified, wires
from tests.faults.round_robin import RoundRobin

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

BOARDS = ("organisations", "districts", "units", "members")


@asynccontextmanager
async def listening(port: int, path: str) -> AsyncIterator[asyncio.StreamReader]:
    """A stream of server-sent events, after its head."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    assert b" 200 " in (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0]
    yield reader
    writer.close()


async def board_shown(reader: asyncio.StreamReader) -> bytes:
    """The data of the next board on a stream."""
    async with asyncio.timeout(PATIENCE):
        while not (line := await reader.readline()).startswith(b"data: "):
            pass
    return line.removeprefix(b"data: ").strip()


async def sit(home: list[Wire], card: str) -> Reply:
    """Sign in on the first process, start on the second, answer on all four, hand in on the third."""
    assert (await home[0].post(f"{API}/sign-in", {"token": card})).status == 200
    paper = (await home[1].post(f"{API}/contests/cup/papers", {})).json()
    for seq, (item, wire) in enumerate(zip(paper["items"], cycle(home), strict=False)):
        if item["kind"] == "single":
            answers = [{"n": item["n"], "choice": ["A"], "seq": seq}]
            path = f"{API}/papers/{paper['paper']}/answers"
            assert (await wire.post(path, {"send": paper["send"], "answers": answers})).status == 200
    return await home[2].post(f"{API}/papers/{paper['paper']}/hand-in", {"send": paper["send"]})


async def watched_from_the_fourth(four: Four) -> float:
    """Seconds from the receipt to the screen."""
    board = f"{API}/contests/cup/boards/organisations"
    home = wires(four.ports)
    async with listening(four.ports[3], f"{board}/stream") as screen:
        before = json.loads(await board_shown(screen))["participants"]
        assert (await sit(home, four.cards(1, after=60)[0])).status == 200
        handed_in = time.monotonic()
        shown = await board_shown(screen)
        seen = time.monotonic() - handed_in
    assert json.loads(shown)["participants"] == before + 1
    assert shown == (await home[1].get(board)).body
    return seen


async def asked_everywhere(four: Four) -> None:
    """Every board in both languages: one ETag and the same bytes from all four, and each knows the others' ETag."""
    home = wires(four.ports)
    for name, language in product(BOARDS, ("zh", "en")):
        path = f"{API}/contests/cup/boards/{name}?lang={language}"
        replies = [await one.get(path) for one in home]
        assert {reply.status for reply in replies} == {200}
        assert len({(reply.headers["etag"], reply.body) for reply in replies}) == 1
        known = f"If-None-Match: {replies[0].headers['etag']}\r\n"
        assert (await home[2].request("GET", path, b"", known)).status == 304


def test_a_screen_on_the_fourth_process_follows_a_visit_over_the_others(four: Four, record_property: Any) -> None:
    record_property("seconds to the screen", asyncio.run(watched_from_the_fourth(four)))
    asyncio.run(asked_everywhere(four))
    verified(four.cup)


async def watched_while_connections_are_cut(four: Four) -> None:
    """Every connection to the database is cut under the four: the stream goes on as soon as there is something new."""
    async with listening(four.ports[3], f"{API}/contests/cup/boards/organisations/stream") as screen:
        before = json.loads(await board_shown(screen))["entry"]
        cut_connections(four)
        card = four.cards(1, after=60)
        figures = await simulate("", "cup", card, Pace(1), make_client=lambda: Browser(four.ports[0]))
        assert (figures.handed_in, figures.errors, figures.lost) == (1, {}, 0)
        assert json.loads(await board_shown(screen))["entry"] == before + 1


def cut_connections(four: Four) -> None:
    others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    others += " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert four.ask(others)[0][0] >= 4


def test_a_screen_goes_on_when_every_connection_to_the_database_was_cut(four: Four) -> None:
    asyncio.run(watched_while_connections_are_cut(four))


async def behind_the_proxy(four: Four, visitors: int, seconds: float, kills: int) -> tuple[Figures, dict[int, int]]:
    chance = random.Random(7)
    async with RoundRobin(four.ports) as proxy:
        cards = four.cards(visitors, after=61)
        sitting = asyncio.create_task(
            simulate("", "cup", cards, Pace(seconds), make_client=lambda: Browser(proxy.port))
        )
        for _ in range(kills):
            await asyncio.sleep(seconds / (kills + 1))
            one = chance.choice(four.fleet.processes)
            one.kill()
            one.start()
        figures = await sitting
    await asyncio.gather(*(one.ready() for one in four.fleet.processes))
    return figures, proxy.served


@pytest.mark.parametrize(("visitors", "kills"), [(40, 0), (20, 4)])
def test_members_behind_a_round_robin_proxy_lose_nothing(four: Four, visitors: int, kills: int) -> None:
    before = four.results(four.cup)
    figures, served = asyncio.run(behind_the_proxy(four, visitors, 3, kills))
    assert (figures.handed_in, figures.errors, figures.lost) == (visitors, {}, 0)
    assert kills or max(served.values()) - min(served.values()) <= 1
    assert verified(four.cup) == four.results(four.cup) == before + visitors
