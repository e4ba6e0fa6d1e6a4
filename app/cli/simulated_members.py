"""Simulated members through the real HTTP interface: sign in, start, answer at a human pace, hand in.

Nothing here touches the database: what a member may not see, the simulation does not know either.
"""

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from httpx2 import AsyncClient, AsyncHTTPTransport, Limits, RequestError

API = "/api/v1"
TRIES = 8
CONNECTIONS = 256

Knowledge = Mapping[str, Sequence[Any]]
"""By stem: the texts of the right options, ``["T"]``/``["F"]``, or one text a gap."""


@dataclass(frozen=True)
class Pace:
    """``seconds`` for the whole show; members arrive over the first ``arriving`` of it, and rest between taps."""

    seconds: float
    arriving: float = 0.35


@dataclass
class Figures:
    """What was measured: seconds of every acknowledged request by name, and everything that went wrong."""

    spans: dict[str, list[float]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    retries: int = 0
    signed_in: int = 0
    started: int = 0
    handed_in: int = 0
    without_attempt: int = 0
    lost: int = 0
    """Acknowledged answers that the server did not return as they were sent."""

    def note(self, name: str, seconds: float) -> None:
        self.spans.setdefault(name, []).append(seconds)

    def fail(self, name: str, why: str) -> None:
        key = f"{name}: {why}"
        self.errors[key] = self.errors.get(key, 0) + 1

    def centile(self, name: str, part: float) -> float | None:
        """Seconds below which ``part`` of the requests stayed."""
        spans = sorted(self.spans.get(name, ()))
        return spans[min(len(spans) - 1, int(len(spans) * part))] if spans else None

    def summary(self) -> dict[str, Any]:
        """Figures as JSON: milliseconds with one decimal."""
        requests = {
            name: {"count": len(spans), "p50_ms": _ms(self.centile(name, 0.5)), "p99_ms": _ms(self.centile(name, 0.99))}
            for name, spans in sorted(self.spans.items())
        }
        counted = ("signed_in", "started", "handed_in", "without_attempt", "retries", "lost")
        return {"requests": requests, "errors": self.errors, **{name: getattr(self, name) for name in counted}}


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


class Answered(Protocol):
    """What a member needs of a response."""

    @property
    def status_code(self) -> int: ...

    def json(self) -> Any: ...


class Client(Protocol):
    """What a member needs of a browser: it keeps cookies and raises ``OSError`` or ``RequestError`` when cut off."""

    async def post(self, url: str, *, json: Any) -> Answered: ...


class GaveUp(Exception):
    """A member's request failed for good; the member leaves."""


class SimulatedMember:
    """One member's visit. ``skill`` is the share of questions the member knows the answer of."""

    def __init__(self, client: Client, contest: str, token: str, figures: Figures, chance: random.Random) -> None:
        self._client, self._contest, self._token, self._figures = client, contest, token, figures
        self._chance = chance
        self._skill = chance.uniform(0.45, 0.98)
        self._seq = 0

    async def visit(self, knowledge: Knowledge, until: float) -> None:
        """Sit one paper, resting between taps so that it is handed in at ``until`` (of the monotonic clock)."""
        await self._post("sign_in", "/sign-in", {"token": self._token})
        self._figures.signed_in += 1
        started = await self._post("start", f"/contests/{self._contest}/papers", {})
        if started.status_code == 409:
            self._figures.without_attempt += 1
            return
        self._figures.started += 1
        await self._sit(started.json(), knowledge, until)

    async def _sit(self, paper: dict[str, Any], knowledge: Knowledge, until: float) -> None:
        path = f"/papers/{paper['paper']}"
        left = list(paper["items"])
        while left:
            await asyncio.sleep(max(0.0, (until - time.monotonic()) / (len(left) + 1)) * self._chance.uniform(0.5, 1.5))
            item = left.pop(0)
            if self._chance.random() < 0.98:
                await self._answer(path, paper["send"], self._chosen(item, knowledge))
        await self._post("hand_in", f"{path}/hand-in", {"send": paper["send"]})
        self._figures.handed_in += 1

    async def _answer(self, path: str, send: str, given: dict[str, Any]) -> None:
        self._seq += 1
        answer = {**given, "seq": self._seq}
        response = await self._post("save", f"{path}/answers", {"send": send, "answers": [answer]})
        stands = response.json()["saved"].get(str(given["n"]), {})
        if any(stands.get(key) != given[key] for key in ("choice", "texts") if key in given):
            self._figures.lost += 1

    def _chosen(self, item: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
        known = knowledge.get(item["stem"]) if self._chance.random() < self._skill else None
        if item["kind"] == "blank":
            return {"n": item["n"], "texts": list(known) if known else ["不清楚"] * item["blanks"]}
        keys = [option["key"] for option in item["options"]]
        if known is not None:
            chosen = [one["key"] for one in item["options"] if one["text"] in known or one["key"] in known]
        elif item["kind"] == "multiple":
            chosen = self._chance.sample(keys, self._chance.randint(2, max(2, len(keys) - 1)))
        else:
            chosen = [self._chance.choice(keys)]
        return {"n": item["n"], "choice": sorted(chosen)}

    async def _post(self, name: str, path: str, body: dict[str, Any]) -> Answered:
        """Send until the server has it: repeats are harmless, 503 and broken connections are waited out."""
        for attempt in range(TRIES):
            begun = time.monotonic()
            try:
                response = await self._client.post(API + path, json=body)
            except (RequestError, OSError, EOFError) as error:
                why = type(error).__name__
            else:
                if response.status_code < 300 or (name == "start" and response.status_code == 409):
                    self._figures.note(name, time.monotonic() - begun)
                    return response
                why = str(response.status_code)
                if response.status_code < 500:
                    break
            self._figures.retries += 1
            await asyncio.sleep(min(5.0, 0.2 * 2**attempt) * self._chance.uniform(0.5, 1.0))
        self._figures.fail(name, why)
        raise GaveUp


Told = Callable[[Figures, float], None]


async def simulate(
    base_url: str,
    contest: str,
    tokens: Sequence[str],
    pace: Pace,
    *,
    knowledge: Knowledge | None = None,
    tell: Told | None = None,
    make_client: Callable[[], Client] | None = None,
    seed: int = 0,
) -> Figures:
    """Let every token's member visit once; ``tell`` hears of the figures and the seconds gone, twice a second."""
    figures = Figures()
    begun = time.monotonic()
    async with AsyncHTTPTransport(limits=Limits(max_connections=CONNECTIONS)) as transport:

        def browser() -> Client:
            return AsyncClient(transport=transport, base_url=base_url, timeout=30, trust_env=False)

        visits = []
        for n, token in enumerate(tokens):
            chance = random.Random(seed + n)  # noqa: S311 - nothing secret
            member = SimulatedMember((make_client or browser)(), contest, token, figures, chance)
            visits.append(asyncio.create_task(_visit(member, pace, knowledge or {}, chance)))
        telling = asyncio.create_task(_tell(tell, figures, begun)) if tell else None
        await asyncio.gather(*visits)
        if telling:
            telling.cancel()
    return figures


async def _visit(member: SimulatedMember, pace: Pace, knowledge: Knowledge, chance: random.Random) -> None:
    begun = time.monotonic()
    arrival = chance.uniform(0, pace.arriving * pace.seconds)
    until = begun + chance.uniform(arrival + (pace.seconds - arrival) * 0.6, pace.seconds * 0.97)
    await asyncio.sleep(arrival)
    try:
        await member.visit(knowledge, until)
    except GaveUp:
        pass


async def _tell(tell: Told, figures: Figures, begun: float) -> None:
    while True:
        await asyncio.sleep(0.5)
        tell(figures, time.monotonic() - begun)
