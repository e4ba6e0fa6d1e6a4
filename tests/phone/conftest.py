"""A phone without scripts in front of an open contest: forms, links and cookies alone."""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.banks import editions, files
from app.core.house import House
from app.main import create_app
from app.signin import cards
from tests.small_contest import Opened, open_small_contest
from tests.world import PLANNING, World

BANKS = Path(__file__).parents[2] / "question_banks"
SLUG = "small-cup"


@dataclass
class Phone:
    """A browser that keeps cookies and reads pages as text."""

    client: TestClient
    world: World

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(path, **options)

    def post(self, path: str, **fields: Any) -> Response:
        return self.client.post(path, data=fields)

    def sign_in(self, name: str = "赵测一", branch: str = PLANNING) -> Response:
        return self.post(f"/c/{SLUG}", branch=branch, name=name, secret=self.code(name))

    def code(self, name: str) -> str:
        return cards.code(self.world.house.secret, self.world.keys[name], 1)

    def token(self, name: str) -> str:
        return cards.token(self.world.house.secret, self.world.keys[name], 1)


def new_phone(world: World) -> Phone:
    headers = {"Accept": "text/html", "Accept-Language": "zh-CN"}
    client = TestClient(create_app(world.house), base_url="http://cup.test", headers=headers, follow_redirects=False)
    return Phone(client, world)


@pytest.fixture
def contest(world: World) -> Opened:
    load_sample(world.house)
    return open_small_contest(world, slug=SLUG)


@pytest.fixture
def phone(contest: Opened, world: World) -> Phone:
    """Nobody is signed in yet."""
    return new_phone(world)


@pytest.fixture
def member(phone: Phone) -> Phone:
    """赵测一 of the planning branch, signed in."""
    assert phone.sign_in().status_code == 303
    return phone


def load_sample(house: House) -> None:
    editions.load(house, _sample(), house.clock.now())


@cache
def _sample() -> files.Draft:
    return files.read_bank(BANKS / "sample" / "bank.yaml")


def words(response: Response) -> str:
    """What a page says: its text without tags, scripts and blanks."""
    page = re.sub(r"<script.*?</script>", "", response.text, flags=re.DOTALL)
    return "".join(unescape(re.sub(r"<[^>]*>", "", page)).split())
