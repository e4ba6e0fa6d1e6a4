"""Members without HTTP: saves, hand-ins and sign-ins through the use cases and the writer of one process, open loop."""

import asyncio
import random
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from app.core.house import House
from app.papers.answers import Given, Save
from app.papers.hand_in import hand_in_paper
from app.papers.saving import save
from app.papers.tokens import lease_of
from app.signin.cards import CardRow
from app.signin.signing_in import sign_in
from benchmarks.line import at_their_moments, centile
from benchmarks.papers import Sheet
from benchmarks.report import RunFailed

KINDS = ("save", "hand-in", "sign-in")


@dataclass(frozen=True)
class Load:
    """Requests a second."""

    saves: int
    hand_ins: int
    sign_ins: int
    seconds: float

    def plan(self) -> list[tuple[float, str]]:
        """Seconds from now and what comes then, in order."""
        chance = random.Random(self.saves)
        rates = zip(KINDS, (self.saves, self.hand_ins, self.sign_ins), strict=True)
        every = [
            (chance.uniform(0, self.seconds), kind) for kind, rate in rates for _ in range(int(rate * self.seconds))
        ]
        return sorted(every)


@dataclass
class Served:
    """When each request was planned (seconds from the start) and how long it took until it was durable."""

    spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def centile(self, kind: str, part: float = 0.99, within: tuple[float, float] = (0, float("inf"))) -> float:
        """Milliseconds; of the requests planned ``within`` these seconds."""
        spans = [span for at, span in self.spans[kind] if within[0] <= at <= within[1]]
        return centile(spans, part) if spans else 0.0

    def most(self, kind: str) -> float:
        return self.centile(kind, 1.0)


class Crowd:
    """``leaving`` hand their papers in, one after another; ``staying`` go on answering."""

    def __init__(self, house: House, leaving: list[Sheet], staying: list[Sheet], cards: list[CardRow]) -> None:
        self._house, self._leaving, self._staying, self._cards = house, iter(leaving), staying, cards
        self._chance = random.Random(len(staying))
        self._tasks: set[asyncio.Task[None]] = set()
        self._wrong: list[BaseException] = []

    async def come(self, load: Load) -> Served:
        """Everything that was planned, each at its moment whatever else has come back; the first fault ends the run."""
        served, plan = Served(), load.plan()
        deeds = {"save": self._save, "hand-in": self._hand_in, "sign-in": self._sign_in}
        begun = time.monotonic()

        async def timed(deed: Coroutine[Any, Any, None], kind: str, planned: float) -> None:
            await deed
            served.spans[kind].append((planned - begun, time.monotonic() - planned))

        def start(place: int, planned: float) -> None:
            kind = plan[place][1]
            task = asyncio.create_task(timed(deeds[kind](), kind, planned))
            self._tasks.add(task)
            task.add_done_callback(self._done)

        await at_their_moments([moment for moment, _ in plan], start)
        while self._tasks:
            await asyncio.wait(self._tasks, timeout=60)
        if self._wrong:
            raise RunFailed(f"{len(self._wrong)} of {len(plan)}: {self._wrong[0]!r}")
        return served

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._wrong.append(error)

    async def _save(self) -> None:
        sheet = self._chance.choice(self._staying)
        given = sheet.next(self._chance)
        facts = self._facts(sheet, given)
        saved = await self._house.writer.write(save, facts)
        n, letter, seq = given
        stands = saved.stands[n]
        if stands.seq < seq or (stands.seq == seq and stands.value != letter):
            raise RunFailed(f"{given} was saved and {stands} stands")
        sheet.acknowledged[n] = max(sheet.acknowledged.get(n, (0, "")), (seq, letter))

    async def _hand_in(self) -> None:
        sheet = next(self._leaving)
        given = sheet.next(self._chance)
        handed = await hand_in_paper(self._house, self._facts(sheet, given))
        if handed.entry is None or not handed.entry.seq or handed.late:
            raise RunFailed(f"a hand-in gave {handed}")
        sheet.acknowledged[given[0]] = given[2], given[1]

    async def _sign_in(self) -> None:
        card = self._chance.choice(self._cards)
        now = self._house.clock.now()
        _, member = await sign_in(
            self._house, branch=card.organisation, name=card.name, secret=card.secret, now=now, address="127.0.0.1"
        )
        if member.name != card.name:
            raise RunFailed("somebody else was signed in")

    def _facts(self, sheet: Sheet, given: tuple[int, str, int]) -> Save:
        lease = lease_of(self._house.secret, sheet.key, sheet.send)
        return Save(sheet.key, lease, self._house.clock.now(), (Given(*given),))
