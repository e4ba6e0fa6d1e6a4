"""What every answer carries, whoever asks: safe headers, typed problems, nothing of what was sent."""

from collections.abc import Iterator
from typing import Annotated

import psycopg
import pytest
from fastapi import Body, FastAPI
from sqlalchemy.exc import OperationalError, ProgrammingError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from app.core.house import House
from app.core.refusal import Refusal, not_found
from app.core.web import CSP, SafeHeaders, answer_refusals, drop_session, keep_session, session_token

SENT = "8位数字12345678"


def small_app(house: House, *, https: bool = False) -> FastAPI:
    """A door with one route for each way of going wrong."""
    app = FastAPI(openapi_url=None)
    app.state.house = house
    answer_refusals(app, lambda request, refused: PlainTextResponse(f"page {refused.key}", refused.status))
    app.add_middleware(SafeHeaders, https=https)

    @app.get("/refused")
    def refused() -> None:
        raise not_found()

    @app.get("/broken")
    def broken() -> None:
        raise KeyError(SENT)

    @app.get("/away")
    def away() -> None:
        raise OperationalError(SENT, None, psycopg.errors.AdminShutdown("terminating connection"))

    @app.get("/wrong-statement")
    def wrong_statement() -> None:
        raise ProgrammingError(SENT, None, psycopg.errors.UndefinedTable("relation"))

    @app.post("/number")
    def number(n: Annotated[int, Body(embed=True)]) -> int:
        return n

    @app.get("/own-policy")
    def own_policy() -> Response:
        return PlainTextResponse("x", headers={"Content-Security-Policy": "default-src 'none'"})

    @app.get("/sign-in")
    def sign_in() -> Response:
        response = PlainTextResponse("in")
        keep_session(response, house, "token")
        return response

    @app.get("/sign-out")
    def sign_out(request: Request) -> Response:
        response = PlainTextResponse(session_token(request) or "nobody")
        drop_session(response, house)
        return response

    return app


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(small_app(house), raise_server_exceptions=False) as made:
        yield made


def test_a_refusal_is_a_problem_with_a_key_in_the_asked_language(client: TestClient) -> None:
    found = client.get("/refused")
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"
    body = found.json()
    assert (body["type"], body["key"], body["status"]) == ("/problems/not_found", "not_found", 404)
    assert "没有找到" in body["title"]


def test_a_browser_gets_a_page_and_a_program_never_does(client: TestClient) -> None:
    assert client.get("/refused", headers={"Accept": "text/html"}).text == "page not_found"
    assert client.get("/api/nothing", headers={"Accept": "text/html"}).json()["key"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "status", "key"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("POST", "/refused", 405, "request.method"),
        ("GET", "/broken", 500, "server.failed"),
    ],
)
def test_what_goes_wrong_outside_the_domains_is_a_problem_too(
    client: TestClient, method: str, path: str, status: int, key: str
) -> None:
    found = client.request(method, path)
    assert (found.status_code, found.json()["key"]) == (status, key)
    assert SENT not in found.text


def test_a_malformed_request_is_told_where_and_why_and_nothing_of_what_it_sent(client: TestClient) -> None:
    found = client.post("/number", json={"n": SENT})
    assert found.status_code == 422
    assert found.json()["errors"] == [{"at": "body.n", "why": "int_parsing"}]
    assert SENT not in found.text


def test_busy_says_when_to_come_again(house: House) -> None:
    app = small_app(house)

    @app.get("/full")
    def full() -> None:
        raise Refusal(503, "busy", "人多", {"retry_after": 4})

    assert TestClient(app).get("/full").headers["retry-after"] == "4"


@pytest.mark.parametrize("path", ["/refused", "/broken", "/nowhere"])
def test_every_answer_carries_the_safe_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CSP
    assert "unsafe" not in CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin", "no-referrer would make browsers send Origin: null"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_a_page_may_have_a_stricter_policy_of_its_own(client: TestClient) -> None:
    assert client.get("/own-policy").headers["content-security-policy"] == "default-src 'none'"


def test_hsts_only_where_the_public_address_is_https(house: House) -> None:
    headers = TestClient(small_app(house, https=True)).get("/refused").headers
    assert "strict-transport-security" in headers
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_the_session_works_over_plain_http(client: TestClient) -> None:
    cookie = client.get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("cup_session=token")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/sign-out").text == "token"
    assert client.get("/sign-out").text == "nobody"


def test_the_session_is_bound_to_the_host_over_https(house: House) -> None:
    house.settings = house.settings.model_copy(update={"public_url": "https://cup.example"})
    cookie = TestClient(small_app(house, https=True)).get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-cup_session=token")
    assert "Secure" in cookie


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_database_that_is_away_asks_for_patience(client: TestClient, accept: str) -> None:
    answered = client.get("/away", headers={"accept": accept})
    assert (answered.status_code, answered.headers["retry-after"]) == (503, "10")
    assert SENT not in answered.text
    assert "terminating" not in answered.text


def test_a_wrong_statement_is_a_failure(client: TestClient) -> None:
    """Only what waiting can mend is called busy."""
    answered = client.get("/wrong-statement")
    assert answered.status_code == 500
    assert SENT not in answered.text
