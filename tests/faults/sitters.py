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
        reply = await self.wire.post("/api/v1/contests/cup/papers", {})
        if reply.status == 401:
            await self.wire.post("/api/v1/sign-in", {"token": self._card})
            reply = await self.wire.post("/api/v1/contests/cup/papers", {})
        if reply.status in (200, 201):
            self.paper = reply.json()
        return reply

    async def tap(self) -> Reply:
        """Choose something else on the next of the four single-choice questions."""
        n = 1 + (self._seq + 1) % 4
        return await self.choose({n: ["ABCD"[self._seq // 4 % 4]]})

    async def choose(self, chosen: dict[int, list[str]]) -> Reply:
        answers = []
        for n, letters in chosen.items():
            self._seq += 1
            self._promises.sent.setdefault((self.paper["paper"], n), {})[self._seq] = letters
            answers.append({"n": n, "choice": letters, "seq": self._seq})
        reply = await self.post("answers", answers=answers)
        if reply.status == 200:
            self._promises.saves += 1
            kept = {(self.paper["paper"], one["n"]): (one["seq"], one["choice"]) for one in answers}
            self._promises.saved.update(kept)
        return reply

    async def hand_in(self, **further: Any) -> Reply:
        reply = await self.post("hand-in", **further)
        if reply.status == 200:
            self._promises.receipts[self.paper["paper"]] = reply.json()["receipt"]
        return reply

    async def post(self, where: str, **facts: Any) -> Reply:
        body = {"send": self.paper["send"], **facts}
        return await self.wire.post(f"/api/v1/papers/{self.paper['paper']}/{where}", body)


class Phone(Sitter):
    """Keeps what was acknowledged, as the member's page does, and sends it again when a reply says that the server was
    restored from a backup since the last one."""

    def __init__(self, port: int, card: str, promises: Promises) -> None:
        super().__init__(port, card, promises)
        self._kept: dict[int, list[str]] = {}
        self._restored = 0
        self.sent_again = 0

    async def start(self) -> Reply:
        """A page that is opened again compares what it kept with what the server has."""
        reply = await super().start()
        await self._notice(reply)
        return reply

    async def choose(self, chosen: dict[int, list[str]]) -> Reply:
        reply = await super().choose(chosen)
        if reply.status == 200:
            self._kept.update(chosen)
            await self._notice(reply)
        return reply

    async def hand_in(self, **further: Any) -> Reply:
        reply = await super().hand_in(restored=self._restored)
        if reply.status == 409 and reply.json()["key"] == "paper.restored":
            await self._notice(reply)
            reply = await super().hand_in(restored=self._restored)
        return reply

    async def _notice(self, reply: Reply) -> None:
        restored = reply.json().get("restored", 0)
        if restored == self._restored:
            return
        self._restored = restored
        if self._kept:
            self.sent_again += 1
            assert (await self.choose(dict(self._kept))).status == 200
