"""Who signs in, in the tests: the small world, and short ways through the asynchronous doors."""

import asyncio
from typing import Any

from app.core.house import House
from app.signin import cards, sessions, signing_in
from app.signin.sessions import SignedMember
from tests.world import ARCHIVE, World

NOW = 1_780_000_000_000
WRONG = "00000000"


def code_of(world: World, name: str, issue: int = 1) -> str:
    return cards.code(world.house.secret, world.keys[name], issue)


def sign_in(
    house: House, *, branch: str = ARCHIVE, name: str = "欧阳测九", secret: str, now: int = NOW, **options: Any
) -> tuple[str, SignedMember]:
    return asyncio.run(signing_in.sign_in(house, branch=branch, name=name, secret=secret, now=now, **options))


def by_token(house: House, token: str, now: int = NOW, **options: Any) -> tuple[str, SignedMember]:
    return asyncio.run(signing_in.sign_in_by_token(house, token, now, **options))


def who(house: House, token: str | None, now: int = NOW) -> str | None:
    """The name behind a session, as any door would ask."""
    with house.database.reading() as session:
        found = sessions.member(session, token, now)
    return found.name if found else None
