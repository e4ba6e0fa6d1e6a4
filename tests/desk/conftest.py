"""A desk to sit at: the whole app, and a browser without scripts signed in as an organiser."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.core.house import House
from app.core.web import cookie_name
from app.main import create_app
from app.signin import sessions
from app.signin.models import Organiser

NAME = "测试组织者"
TOKEN = "o" * 26
BANKS = Path(__file__).parents[2] / "question_banks"


@pytest.fixture
def stranger(house: House) -> TestClient:
    """A browser; the app's background work does not run."""
    return TestClient(
        create_app(house), base_url="http://cup.test", headers={"Accept": "text/html"}, follow_redirects=False
    )


@pytest.fixture
def client(stranger: TestClient, house: House) -> TestClient:
    """An organiser with a password of their own, signed in."""
    house.writer.run(_sign_in, now=house.clock.now())
    stranger.cookies.set(cookie_name(house), TOKEN, domain="cup.test")
    return stranger


def _sign_in(session: Session, *, now: int) -> None:
    made = Organiser(name=NAME, password_hash="-", one_time=False)
    session.add(made)
    session.flush()
    assert made.id is not None
    sessions.start_organiser(session, made.id, sessions.hash_of(TOKEN), now)
