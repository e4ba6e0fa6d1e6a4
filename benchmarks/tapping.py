"""One turn of taps: as fast as they are answered, or at planned moments. Every reply is checked."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.installation import Running
from benchmarks.line import ALIVE, Line, at_their_moments, centile, lines
from benchmarks.papers import Answers, Sheet
from benchmarks.report import RunFailed

Check = Callable[[Sheet, int, bytes, Answers], bool]
PATIENCE = 60


def stands(sheet: Sheet, status: int, body: bytes, given: Answers) -> bool:
    return status == 200 and sheet.acknowledge(body, given)


def echoed(sheet: Sheet, status: int, body: bytes, given: Answers) -> bool:
    """What the echo says is the request's own body."""
    return status == 200 and body.endswith(b'"seq":%d}]}' % given[-1][2]) and sheet.send.encode() in body


@dataclass
class Side:
    """A server with its phones: paper after paper on its own connection."""

    running: Running
    sheets: list[Sheet]
    check: Check = stands
    lines: list[Line] = field(default_factory=list)

    async def connect(self) -> None:
        """New connections, accepted already: a server closes those that were silent for long."""
        self.leave()
        self.lines = await lines(self.running.port, len(self.sheets))
        replies = await asyncio.gather(*(line.exchange(ALIVE) for line in self.lines))
        if any(status != 200 for status, _, _ in replies):
            raise RunFailed("a server does not answer")

    def leave(self) -> None:
        for line in self.lines:
            line.close()


@dataclass
class Turn:
    """Acknowledged answers, seconds by the clock, CPU-seconds of the server, seconds of every request."""

    answers: int
    seconds: float
    cpu: float
    spans: list[float]

    @property
    def per_cpu_second(self) -> float:
        return self.answers / self.cpu

    @property
    def requests_per_second(self) -> float:
        return len(self.spans) / self.seconds

    @property
    def busy(self) -> float:
        """Share of one core that the server used: 1 at saturation."""
        return round(self.cpu / self.seconds, 2)

    @property
    def p50(self) -> float:
        return centile(self.spans, 0.5)

    @property
    def p99(self) -> float:
        return centile(self.spans, 0.99)


class _Taps:
    """Sends and checks taps of one turn; the first wrong reply ends the run."""

    def __init__(self, side: Side, count: int) -> None:
        self._side, self._count = side, count
        self._chance = random.Random(len(side.sheets))
        self.spans: list[float] = []
        self.wrong = ""
        self.under_way = 0
        self.idle = asyncio.Event()

    def tap(self, place: int, planned: float, then: Callable[[], None] | None = None) -> None:
        sheet = self._side.sheets[place]
        request, given = sheet.tap(self._chance, self._count)

        def answered(status: int, body: bytes, seconds: float) -> None:
            self.under_way -= 1
            if self._side.check(sheet, status, body, given):
                self.spans.append(seconds)
            elif not self.wrong:
                self.wrong = f"{status} {body[:300]!r}"
            if not self.under_way:
                self.idle.set()
            if then is not None and not self.wrong:
                then()

        self.under_way += 1
        self.idle.clear()
        self._side.lines[place].ask(request, planned, answered)

    async def end(self) -> None:
        if self.under_way:
            await asyncio.wait_for(self.idle.wait(), PATIENCE)
        if self.wrong:
            raise RunFailed(f"a tap was answered with {self.wrong}")


async def saturate(side: Side, seconds: float, count: int = 1) -> Turn:
    """All connections tap again as soon as they are answered. ``count``: answers a request."""
    await side.connect()
    taps = _Taps(side, count)
    begun, cpu = time.monotonic(), side.running.cpu()

    def again(place: int) -> None:
        now = time.monotonic()
        if now < begun + seconds:
            taps.tap(place, now, lambda: again(place))

    for place in range(len(side.lines)):
        again(place)
    await taps.end()
    return Turn(len(taps.spans) * count, time.monotonic() - begun, side.running.cpu() - cpu, taps.spans)


async def steadily(side: Side, rate: float, seconds: float) -> Turn:
    """Open loop: ``rate`` taps a second at random moments, round the papers, whatever has come back."""
    chance = random.Random(int(rate))
    return await on_plan(side, sorted(chance.uniform(0, seconds) for _ in range(int(rate * seconds))))


async def on_plan(side: Side, moments: list[float]) -> Turn:
    """One tap at each of these seconds from now, round the papers."""
    await side.connect()
    taps = _Taps(side, 1)
    begun, cpu = time.monotonic(), side.running.cpu()
    await at_their_moments(moments, lambda place, planned: taps.tap(place % len(side.lines), planned))
    await taps.end()
    return Turn(len(taps.spans), time.monotonic() - begun, side.running.cpu() - cpu, taps.spans)
