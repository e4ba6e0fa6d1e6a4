"""Alive, ready, measured."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from app.core import health
from app.core.house import House
from app.core.migrating import downgrade
from app.core.web import answer_refusals, problem

Client = Callable[..., TestClient]
HERE, ELSEWHERE = ("127.0.0.1", 50000), ("192.168.1.20", 50000)


def client_of(house: House, address: tuple[str, int] = HERE) -> TestClient:
    app = FastAPI(openapi_url=None)
    app.state.house = house
    answer_refusals(app, problem)
    app.router.routes.extend(health.routes)
    return TestClient(app, client=address)


def test_alive_and_ready(any_house: House) -> None:
    client = client_of(any_house)
    assert client.get("/healthz").text == "ok\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


def test_not_ready_while_migrations_are_missing(house: House) -> None:
    downgrade(house.database, "2026_11_22_first_tables")
    found = client_of(house).get("/readyz")
    assert found.status_code == 503
    assert found.json() == {"ready": False, "database": True, "migrations": False, "triggers": False}


def test_not_ready_when_a_trigger_is_gone(house: House) -> None:
    with house.database.writer.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER ledger_entry_stands"))
    found = client_of(house).get("/readyz")
    assert (found.status_code, found.json()["triggers"]) == (503, False)


def test_not_ready_without_a_database(house: House) -> None:
    house.database.dispose()
    house.settings.sqlite_path.unlink()
    house.settings.sqlite_path.mkdir()
    found = client_of(house).get("/readyz")
    assert (found.status_code, found.json()["database"]) == (503, False)


def test_metrics_are_for_this_machine(house: House) -> None:
    house.kept["gauges"] = {"watchers": ("Screens that watch", lambda: 3)}
    found = client_of(house).get("/metrics")
    assert "cup_writer_batches_total 0.0" in found.text
    assert "cup_watchers 3.0" in found.text
    assert "cup_wal_bytes" in found.text


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        (ELSEWHERE, {}, 404),
        (HERE, {"X-Forwarded-For": "203.0.113.9"}, 404),
        (ELSEWHERE, {"Authorization": "Bearer wrong"}, 404),
        (ELSEWHERE, {"Authorization": "Bearer let me see"}, 200),
    ],
)
def test_metrics_for_others_need_the_token(
    house: House, address: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    house.settings = house.settings.model_copy(update={"metrics_token": "let me see"})
    assert client_of(house, address).get("/metrics", headers=headers).status_code == status


def test_without_a_token_set_no_token_opens_the_metrics(house: House) -> None:
    assert client_of(house, ELSEWHERE).get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
