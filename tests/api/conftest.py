"""The API over real HTTP semantics, in this process, on either engine."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from app.core.house import House
from app.main import create_app
from app.organisations.models import Member
from app.signin import cards
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, World

PLANNER = "赵测一"


@dataclass
class Api:
    """A client of the API and the small contest behind it."""

    client: TestClient
    cup: Opened
    world: World

    @property
    def house(self) -> House:
        return self.cup.house

    def card(self, name: str = PLANNER) -> dict[str, str]:
        with self.house.database.reading() as session:
            member = _member(session, self.world.members[name])
        return {
            "name": name,
            "secret": cards.code(self.house.secret, member.key, member.issue),
            "token": cards.token(self.house.secret, member.key, member.issue),
        }

    def sign_in(self, name: str = PLANNER) -> None:
        answer = self.post("/sign-in", {"token": self.card(name)["token"]})
        assert answer.status_code == 200, answer.text

    def start(self) -> dict[str, Any]:
        answer = self.post(f"/contests/{self.cup.view.slug}/papers")
        assert answer.status_code in (200, 201), answer.text
        paper: dict[str, Any] = answer.json()
        return paper

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.client.post(f"/api/v1{path}", json=body, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(f"/api/v1{path}", **options)


def _member(session: Session, member_id: int) -> Member:
    return session.get_one(Member, member_id)


@pytest.fixture
def api(any_world: World) -> Iterator[Api]:
    cup = open_small_contest(any_world)
    with TestClient(create_app(any_world.house), base_url="http://cup.test") as client:
        yield Api(client, cup, any_world)


BRANCH = PLANNING
