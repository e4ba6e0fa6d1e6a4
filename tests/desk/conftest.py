"""A desk to sit at: the door alone in an app, and a browser without scripts signed in as an organiser."""

from collections.abc import Iterator

import pytest
from asgi_cross_origin_protection import CrossOriginProtection
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session
from starlette.routing import Route

from app import desk
from app.core.house import House
from app.core.pages import page, serve_static
from app.core.web import SafeHeaders, answer_refusals, cookie_name
from app.signin import sessions
from app.signin.models import Organiser

NAME = "测试组织者"
TOKEN = "o" * 26
HTML = {"Accept": "text/html"}


@pytest.fixture
def door(house: House) -> FastAPI:
    """The desk as main.py mounts it."""
    app = FastAPI()
    app.state.house = house
    answer_refusals(app, lambda request, refused: page(request, "error.html", status=refused.status, refused=refused))
    app.add_middleware(CrossOriginProtection)
    app.add_middleware(SafeHeaders, https=False)
    app.router.routes.append(Route("/static/{name:path}", serve_static))
    app.include_router(desk.router)
    return app


@pytest.fixture
def stranger(door: FastAPI) -> Iterator[TestClient]:
    with TestClient(door, base_url="http://cup.test", headers=HTML, follow_redirects=False) as client:
        yield client


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
