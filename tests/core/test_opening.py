"""A table before the routes, and no queue without end in front of the threads."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from anyio import to_thread
from httpx2 import ASGITransport, AsyncClient, Response

from app.core import opening
from app.core.house import House
from app.main import create_app

PAGE = {"Accept": "text/html"}


def asking(house: House, ask: Callable[[AsyncClient], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        async with AsyncClient(transport=ASGITransport(create_app(house)), base_url="http://cup.test") as client:
            return await ask(client)

    return asyncio.run(go())


def in_a_crowd(house: House, monkeypatch: pytest.MonkeyPatch, path: str, **headers: str) -> Response:
    """One request while one thread works, one request waits for it, and none more may."""
    monkeypatch.setattr(opening, "MOST_WAITING", 0)
    done = threading.Event()

    async def ask(client: AsyncClient) -> Response:
        to_thread.current_default_thread_limiter().total_tokens = 1
        busy = [asyncio.create_task(to_thread.run_sync(done.wait)) for _ in range(2)]
        await asyncio.sleep(0.05)
        try:
            return await client.get(path, headers=headers)
        finally:
            done.set()
            await asyncio.gather(*busy)

    found: Response = asking(house, ask)
    return found


def test_a_browser_that_would_wait_too_long_gets_a_page_that_comes_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = in_a_crowd(house, monkeypatch, "/desk", Accept="text/html")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert 8 <= int(answer.headers["Refresh"]) <= 14
    assert "人多" in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_a_script_gets_a_problem_and_asks_again_by_itself(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = in_a_crowd(house, monkeypatch, "/api/v1/contests")
    assert (answer.status_code, answer.json()["key"]) == (503, "busy")
    assert "Refresh" not in answer.headers


def test_what_needs_no_thread_and_what_watches_the_server_go_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_a_crowd(house, monkeypatch, "/healthz").status_code == 200
    assert in_a_crowd(house, monkeypatch, "/c/nowhere", **PAGE).status_code == 404


def test_the_table_says_what_the_routes_would(house: House) -> None:
    async def ask(client: AsyncClient) -> list[int]:
        paths = (
            "/c/nowhere",
            "/c/",
            "/c/nowhere/start",
            "/c/nowhere/nowhere",
            "/static/none.css",
            "/api/v1/contests/x/y",
        )
        return [(await client.get(path)).status_code for path in paths] + [
            (await client.delete("/c/nowhere")).status_code,
            (await client.head("/")).status_code,
        ]

    assert asking(house, ask) == [404, 404, 404, 404, 404, 404, 405, 200]
