"""Whatever is sent to the API, by a stranger or by a member: an answer of the API, never a fault of the server."""

import asyncio
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case

from app.signin.cards import token
from benchmarks.wire import Wire
from tests.faults.kills import KilledServer
from tests.open_contest import open_contest
from tests.ports import free_port
from tests.world import World

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(600)]

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
LONG_EXAMPLES = 1000
KNOWN = ("contest.", "paper.", "attempts.", "sign_in.", "request.", "not_found", "busy", "server.method")


@pytest.fixture
def server(world: World) -> Iterator[KilledServer]:
    open_contest(world, attempts=None)
    running = KilledServer(world.house.settings.data, free_port())
    running.start()
    asyncio.run(running.ready())
    yield running
    running.stop()


@pytest.fixture
def member(world: World, server: KilledServer) -> dict[str, Any]:
    """A signed-in member with an open paper: cookie, paper and send token."""

    async def begin() -> dict[str, Any]:
        wire = Wire("127.0.0.1", server.port)
        await wire.post("/api/v1/sign-in", {"token": token(world.house.secret, world.keys["赵测一"], 1)})
        paper = (await wire.post("/api/v1/contests/cup/papers", {})).json()
        return {"cookie": wire.cookies["cup_session"], "paper": paper["paper"], "send": paper["send"]}

    return asyncio.run(begin())


def faults(server: KilledServer, who: dict[str, Any] | None, examples: int) -> tuple[int, list[str]]:
    """(requests sent, what went wrong) over every operation of the document but the endless streams."""
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/api/v1/openapi.json")
    wrong: list[str] = []
    sent = 0
    for operation in schema.exclude(path_regex="/stream$").get_all_operations():
        found = operation.ok()

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        )
        @given(case=found.as_strategy(), chance=st.randoms(use_true_random=False))
        def send(case: Case, chance: random.Random) -> None:
            nonlocal sent
            sent += 1
            if who is not None:
                _make_it_mine(case, who, chance)
            wrong.extend(_judge(case, who))

        send()
    return sent, wrong


def _make_it_mine(case: Case, who: dict[str, Any], chance: random.Random) -> None:
    """Half of the requests go to what is there, so that they get further than the first door."""
    if chance.random() < 0.5 and case.path_parameters:
        for name, real in (("slug", "cup"), ("paper", who["paper"])):
            if name in case.path_parameters:
                case.path_parameters[name] = real
    if isinstance(case.body, dict) and "send" in case.body and chance.random() < 0.7:
        case.body["send"] = who["send"]
        if chance.random() < 0.6:
            case.body["answers"] = [_plausible(chance) for _ in range(chance.randrange(1, 4))]


def _plausible(chance: random.Random) -> dict[str, Any]:
    """An answer that a phone might send, if not for this item."""
    given = {"texts": ["五"]} if chance.random() < 0.2 else {"choice": chance.sample("ABCDTF", chance.randrange(3))}
    return {"n": chance.randrange(1, 12), "seq": chance.choice((0, 1, 2**53 - 1)), **given}


def _judge(case: Case, who: dict[str, Any] | None) -> list[str]:
    cookies = {"cup_session": who["cookie"]} if who and "sign-in" not in case.path else None
    response = case.call(cookies=cookies, timeout=20)
    said = f"{case.method} {case.formatted_path}: {response.status_code}"
    if response.status_code >= 500:
        return [f"{said} {case.body!r}"]
    if response.status_code >= 400:
        key = response.json().get("key", "")
        if not key.startswith(KNOWN):
            return [f"{said} without a known key: {response.text[:200]}"]
    return []


@pytest.mark.parametrize("role", ["anonymous", "member"])
def test_no_request_breaks_the_server(server: KilledServer, member: dict[str, Any], role: str) -> None:
    sent, wrong = faults(server, member if role == "member" else None, EXAMPLES)
    assert wrong == []
    assert sent >= 8 * EXAMPLES


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ["anonymous", "member"])
def test_ten_thousand_requests_do_not_either(server: KilledServer, member: dict[str, Any], role: str) -> None:
    sent, wrong = faults(server, member if role == "member" else None, LONG_EXAMPLES)
    assert wrong == []
    assert sent >= 8 * LONG_EXAMPLES


def test_every_route_of_the_api_is_in_the_document(server: KilledServer) -> None:
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{server.port}/api/v1/openapi.json")
    found = {f"{one.ok().method.upper()} {one.ok().path}" for one in schema.get_all_operations()}
    assert {
        "GET /api/v1/contests",
        "GET /api/v1/contests/{slug}",
        "POST /api/v1/sign-in",
        "DELETE /api/v1/sign-in",
        "POST /api/v1/contests/{slug}/papers",
        "GET /api/v1/papers/{paper}",
        "POST /api/v1/papers/{paper}/answers",
        "POST /api/v1/papers/{paper}/hand-in",
        "GET /api/v1/papers/{paper}/result",
        "GET /api/v1/contests/{slug}/boards/{board}",
        "GET /api/v1/contests/{slug}/boards/{board}/stream",
    } <= found
