"""No reply before the sync: the served process is watched from outside, call by call."""

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from benchmarks.wire import Wire
from tests.faults.cards import Cards, deal_cards
from tests.faults.conftest import Serve
from tests.faults.processes import Process
from tests.faults.tracing import Replies, Trace, replies
from tests.world import World

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

MEMBERS = 8
BLANK = 10
"""The item of the small contest's paper that takes texts."""
MARK = re.compile(r"mark-\d+-\d+")
ALONE = 150
"""Taps one after another: each is a commit of its own."""
TOGETHER = 18
"""Taps of each member, all members at once: several share a commit."""


@pytest.fixture
def cards(world: World) -> Cards:
    return deal_cards(world, MEMBERS)


class Sitter:
    """One member on one connection, with an open paper."""

    def __init__(self, port: int, number: int) -> None:
        self._number = number
        self._wire = Wire("127.0.0.1", port)
        self._paper: dict[str, Any] = {}
        self._seq = 0

    async def start(self, token: str) -> None:
        """A server with a fault may have forgotten the sign-in that it has just acknowledged: once more."""
        await self._wire.post("/api/v1/sign-in", {"token": token})
        while (reply := await self._wire.post("/api/v1/contests/cup/papers", {})).status == 401:
            await asyncio.sleep(0.05)
        self._paper = reply.json()

    async def tap(self) -> None:
        await self._post("answers")

    async def hand_in(self) -> None:
        await self._post("hand-in")

    async def _post(self, where: str) -> None:
        """With a text that no other request has: it is found again in the log's pages."""
        self._seq += 1
        answer = {"n": BLANK, "texts": [f"mark-{self._number}-{self._seq}", ""], "seq": self._seq}
        body = {"send": self._paper["send"], "answers": [answer]}
        reply = await self._wire.post(f"/api/v1/papers/{self._paper['paper']}/{where}", body)
        assert reply.status == 200


async def sit(server: Process, tokens: list[str], file: Path, alone: int, together: int) -> Replies:
    await server.ready()
    sitters = [Sitter(server.port, n) for n in range(len(tokens))]
    for sitter, card in zip(sitters, tokens, strict=True):
        await sitter.start(card)
    trace = Trace(server.pid, file)
    for n in range(alone):
        await sitters[n % len(sitters)].tap()
    for _ in range(together):
        await asyncio.gather(*(sitter.tap() for sitter in sitters))
    if together:
        await asyncio.gather(*(sitter.hand_in() for sitter in sitters))
    return replies(trace.stop(), MARK)


def watched(cards: Cards, serve: Serve, fault: str = "none", alone: int = ALONE, together: int = 0) -> Replies:
    if shutil.which("strace") is None:
        pytest.skip("strace is not there: nobody watched whether the sync comes before the reply")
    server = serve(cards.data, fault)
    server.start()
    try:
        return asyncio.run(sit(server, cards.tokens, cards.data / "trace", alone, together))
    except PermissionError as refused:
        pytest.skip(f"a process may not be traced here, nobody watched the sync: {refused}")


def test_no_reply_comes_before_the_sync_of_its_commit(cards: Cards, serve: Serve) -> None:
    found = watched(cards, serve, together=TOGETHER)
    assert found.all == ALONE + MEMBERS * (TOGETHER + 1)
    assert found.early == []


@pytest.mark.parametrize("fault", ["acknowledge_before_commit", "sync_at_checkpoints_only"])
def test_a_reply_before_the_sync_would_be_seen(cards: Cards, serve: Serve, fault: str) -> None:
    found = watched(cards, serve, fault, alone=30)
    assert found.all == 30
    assert len(found.early) > 25
