"""An open contest on SQLite, its house closed, and the cards of its members: what a test takes to a served process."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.signin.cards import token
from tests.faults.test_kills import more_members
from tests.open_contest import open_contest
from tests.world import World


@dataclass(frozen=True)
class Cards:
    data: Path
    tokens: list[str]


def deal_cards(world: World, number: int, **wishes: Any) -> Cards:
    """So many members with a card each."""
    house = world.house
    house.writer.run(more_members, world, number)
    open_contest(world, **wishes)
    with house.database.reading() as session:
        keys = session.execute(text("SELECT key FROM member ORDER BY id DESC LIMIT :n"), {"n": number}).scalars()
        tokens = [token(house.secret, key, 1) for key in keys]
    house.close()
    return Cards(house.settings.data, tokens)
