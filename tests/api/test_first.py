"""An answer's short way gives what the long way through routes and middleware would have given."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from tests.api.conftest import Api

BODIES: dict[str, bytes] = {
    "an answer": b'{"send":"SEND","answers":[{"n":1,"choice":["A"],"seq":1}]}',
    "another's token": b'{"send":"9.aaaa","answers":[{"n":1,"choice":["A"],"seq":1}]}',
    "an impossible answer": b'{"send":"SEND","answers":[{"n":1,"choice":["Z"],"seq":1}]}',
    "no JSON": b"\xff",
    "too much": b" " * 70_000,
}


@pytest.fixture
def long_way(api: Api) -> TestClient:
    app = create_app(api.house)
    app.middleware_stack = FastAPI.build_middleware_stack(app)
    return TestClient(app, base_url=str(api.client.base_url))


def told(client: TestClient, path: str, body: bytes, **options: Any) -> tuple[int, dict[str, str], Any]:
    reply = client.request(options.pop("method", "POST"), path, content=body, **options)
    said = reply.json()
    said.pop("remaining_ms", None)
    return reply.status_code, dict(reply.headers) | {"content-length": ""}, said


@pytest.mark.parametrize("what", ["answers", "hand-in", "elsewhere"])
@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_both_ways_say_the_same(api: Api, long_way: TestClient, what: str, body: bytes) -> None:
    api.sign_in()
    paper = api.start()
    path, sent = f"/api/v1/papers/{paper['paper']}/{what}", body.replace(b"SEND", paper["send"].encode())
    short = told(api.client, path, sent, headers={"Accept-Language": "en"})
    assert short == told(long_way, path, sent, headers={"Accept-Language": "en"})
    assert short[1]["content-security-policy"]
    assert short[1]["cache-control"] == "no-store"


def test_another_method_goes_the_long_way(api: Api, long_way: TestClient) -> None:
    path = "/api/v1/papers/nobody/answers"
    assert told(api.client, path, b"", method="PUT") == told(long_way, path, b"", method="PUT")
