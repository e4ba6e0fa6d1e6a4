"""What goes where with a replica: a second database of the same content stands for one that has stopped to follow."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient

from app.boards.asking import Asked
from app.core.db import Database
from app.core.house import House
from app.live.ticker import frames
from app.live.topics import Topic
from app.main import create_app
from app.signin.cards import token
from tests.open_contest import OpenContest, open_contest
from tests.postgres import Postgres
from tests.world import build_world

pytestmark = pytest.mark.postgres

BOARD = "/api/v1/contests/cup/boards/organisations"


@contextmanager
def left_behind(house: House, server: Postgres) -> Iterator[House]:
    """The house with a replica that stands where the database stands now, whatever is written from here on."""
    house.database.dispose()  # a database is copied while nobody has it open
    name = house.settings.database_url.rsplit("/", 1)[1].split("?")[0]
    with server._made(f"TEMPLATE {name}") as url:
        replica = Database(url)
        yield replace(house, replica=replica, kept={})
        replica.dispose()


@pytest.fixture
def cup(postgres_house: House) -> OpenContest:
    return open_contest(build_world(postgres_house))


def participants(client: TestClient) -> int:
    return int(client.get(BOARD).json()["participants"])


def test_a_persons_own_page_comes_from_the_database_and_boards_from_the_replica(
    cup: OpenContest, postgres: Postgres
) -> None:
    with left_behind(cup.house, postgres) as house, TestClient(create_app(house)) as client:
        paper = asyncio.run(cup.sit("赵测一", {}))
        card = token(house.secret, cup.world.keys["赵测一"], 1)
        assert client.post("/api/v1/sign-in", json={"token": card}).status_code == 200
        own = client.get(f"/api/v1/papers/{paper.key}/result").json()
        assert (own["participants"], participants(client)) == (1, 0)
        assert client.get("/screen/cup/organisations").status_code == 200
        (frame,) = frames(house, [Topic("cup", Asked("organisations"), "zh")]).values()
        assert json.loads(frame.data.split(b"data: ")[1])["participants"] == 0
        with house.screens.database.reading() as session, pytest.raises(DBAPIError, match="read-only"):
            session.execute(text("DELETE FROM answer"))


def test_a_replica_that_is_away_keeps_nobody_from_answering(cup: OpenContest) -> None:
    gone = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2")
    with TestClient(create_app(replace(cup.house, replica=gone, kept={}))) as client:
        assert client.get(BOARD).status_code == 503
        card = token(cup.house.secret, cup.world.keys["赵测一"], 1)
        assert client.post("/api/v1/sign-in", json={"token": card}).status_code == 200
        assert client.post("/api/v1/contests/cup/papers", json={}).status_code == 201
    gone.dispose()
