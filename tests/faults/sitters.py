"""Members who sit over HTTP and remember what they were told: every acknowledged answer, every receipt."""

from typing import Any

from benchmarks.wire import Reply, Wire
from tests.faults.kills import Promises


class Sitter:
    """One member on one connection. What the server refuses is handed back, never hidden."""

    def __init__(self, port: int, card: str, promises: Promises) -> None:
        self.wire = Wire("127.0.0.1", port)
        self._card, self._promises = card, promises
        self.paper: dict[str, Any] = {}
        self._seq = 0

    async def start(self) -> Reply:
        if not self.wire.cookies:
            await self.wire.post("/api/v1/sign-in", {"token": self._card})
        reply = await self.wire.post("/api/v1/contests/cup/papers", {})
        if reply.status in (200, 201):
            self.paper = reply.json()
        return reply

    async def tap(self) -> Reply:
        """Choose something else on the next of the four single-choice questions."""
        self._seq += 1
        n, letters = 1 + self._seq % 4, ["ABCD"[self._seq // 4 % 4]]
        place = (self.paper["paper"], n)
        self._promises.sent.setdefault(place, {})[self._seq] = letters
        reply = await self._post("answers", [{"n": n, "choice": letters, "seq": self._seq}])
        if reply.status == 200:
            self._promises.saves += 1
            self._promises.saved[place] = (self._seq, letters)
        return reply

    async def hand_in(self) -> Reply:
        reply = await self._post("hand-in", [])
        if reply.status == 200:
            self._promises.receipts[self.paper["paper"]] = reply.json()["receipt"]
        return reply

    async def _post(self, where: str, answers: list[dict[str, Any]]) -> Reply:
        body = {"send": self.paper["send"], "answers": answers}
        return await self.wire.post(f"/api/v1/papers/{self.paper['paper']}/{where}", body)
