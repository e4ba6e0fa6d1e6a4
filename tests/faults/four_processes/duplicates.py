"""A member whose phone sends everything several times, out of order, on two sockets to two processes at once."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from benchmarks.wire import Reply, Wire
from tests.faults.four_processes.ground import API, wires

Stands = tuple[int, int, str]
"""Lease, seq, letters."""


@dataclass
class Kept:
    """What the servers said: of each (paper, item) the newest answer that stood or was acknowledged from the device
    that has the paper, the receipts, and the refusals."""

    answers: dict[tuple[str, int], Stands] = field(default_factory=dict)
    receipts: dict[str, set[str]] = field(default_factory=dict)
    requests: int = 0
    said: dict[str, int] = field(default_factory=dict)

    def saw(self, reply: Reply) -> None:
        self.requests += 1
        what = "200" if reply.status == 200 else f"{reply.status} {reply.json().get('key')}"
        self.said[what] = self.said.get(what, 0) + 1


@dataclass(frozen=True)
class Sending:
    """One request of a paper: an answer, or with ``n`` = 0 the hand-in."""

    n: int
    lease: int
    seq: int = 0
    letter: str = ""


class Stutterer:
    """Sends each of ``saves`` answers one to five times, and the hand-in too."""

    def __init__(self, ports: list[int], card: str, chance: random.Random, kept: Kept, saves: int) -> None:
        self._wires = wires(chance.sample(ports, 2))
        self._card, self._chance, self._kept, self._saves = card, chance, kept, saves
        self._paper: dict[str, Any] = {}
        self._send: dict[int, str] = {}

    async def run(self) -> None:
        """A patient one waits for its answers before it hands in; another's hand-in overtakes some of them."""
        await self._start()
        newest = max(self._send)
        answers = [one for one in self._answers(newest) for _ in range(self._chance.randint(1, 5))]
        hand_ins = [Sending(0, newest)] * self._chance.randint(2, 5)
        self._chance.shuffle(answers)
        if self._chance.random() < 0.5:
            await self._both_sockets(answers)
            await self._both_sockets(hand_ins)
        else:
            middle = len(answers) // 2
            await self._both_sockets([*answers[:middle], *hand_ins, *answers[middle:]])

    async def _start(self) -> None:
        await self._wires[0].post(f"{API}/sign-in", {"token": self._card})
        for wire in self._wires[: self._chance.randint(1, 2)]:
            self._paper = (await wire.post(f"{API}/contests/cup/papers", {})).json()
            self._send[self._paper["lease"]] = self._paper["send"]

    def _answers(self, newest: int) -> list[Sending]:
        """Of an item that only the older lease answers there is one answer: it may fill, but not change."""
        items = [item["n"] for item in self._paper["items"] if item["kind"] == "single"]
        old = items.pop() if newest > 1 else 0
        sending = [Sending(old, 1, 1, "A")] if old else []
        for seq in range(len(sending), self._saves):
            lease = self._chance.randint(1, newest)
            sending.append(Sending(self._chance.choice(items), lease, seq, self._chance.choice("ABCD")))
        fixed = {one.n for one in sending if one.lease == newest}
        return [one for one in sending if one.n in fixed or one.n == old]

    async def _both_sockets(self, sending: list[Sending]) -> None:
        await asyncio.gather(*(self._one_socket(wire, sending[n::2]) for n, wire in enumerate(self._wires)))

    async def _one_socket(self, wire: Wire, sending: list[Sending]) -> None:
        for one in sending:
            while (await self._ask(wire, one)).status == 503:
                await asyncio.sleep(0.2)

    async def _ask(self, wire: Wire, one: Sending) -> Reply:
        path, send = f"{API}/papers/{self._paper['paper']}", self._send[one.lease]
        if not one.n:
            reply = await wire.post(f"{path}/hand-in", {"send": send})
        else:
            answer = {"n": one.n, "choice": [one.letter], "seq": one.seq}
            reply = await wire.post(f"{path}/answers", {"send": send, "answers": [answer]})
        self._kept.saw(reply)
        if reply.status == 200:
            self._note(one, reply)
        return reply

    def _note(self, one: Sending, reply: Reply) -> None:
        paper, said = self._paper["paper"], reply.json()
        if not one.n:
            self._kept.receipts.setdefault(paper, set()).add(said["receipt"])
            return
        place, stands = (paper, one.n), _stands(said["saved"][str(one.n)])
        newest = [stands, (one.lease, one.seq, one.letter)] if one.lease == max(self._send) else [stands]
        self._kept.answers[place] = max(*newest, self._kept.answers.get(place, stands))


def _stands(saved: dict[str, Any]) -> Stands:
    return saved["lease"], saved["seq"], "".join(saved["choice"])
