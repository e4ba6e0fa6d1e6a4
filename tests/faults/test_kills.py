"""SIGKILL under sixteen writing members: no acknowledged answer and no receipt is lost, and the contest verifies."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.core.house import House
from app.core.secret import new_key
from app.ledger.chain import receipt
from app.organisations.models import Member
from app.signin.cards import token
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.faults.conftest import Serve
from tests.faults.kills import Promises, run_kills
from tests.open_contest import open_contest
from tests.world import PLANNING, World

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

CLIENTS = 16
KILLS = 30
LONG_KILLS = 1000


def more_members(session: Session, world: World, number: int) -> None:
    for n in range(number):
        session.add(
            Member(key=new_key(), organisation_id=world.organisations[PLANNING], name=f"测{n}", folded=f"测{n}")
        )


@pytest.fixture
def tokens(world: World) -> Iterator[list[str]]:
    """An open contest without a limit of attempts, its house closed, and the card tokens of sixteen members."""
    world.house.writer.run(more_members, world, CLIENTS)
    open_contest(world, attempts=None)
    with world.house.database.reading() as session:
        keys = session.execute(
            text("SELECT key FROM member WHERE category = 'full' ORDER BY id DESC LIMIT :n"), {"n": CLIENTS}
        ).scalars()
        yield [token(world.house.secret, key, 1) for key in keys]


def broken_promises(house: House, promises: Promises) -> list[str]:
    """Every acknowledged answer that is not stored as acknowledged or by a later tap, every receipt without entry."""
    with house.database.reading() as session:
        rows = session.execute(
            text("SELECT p.key, a.n, a.seq, a.value FROM answer a JOIN paper p ON p.id = a.paper_id")
        ).all()
        results = session.execute(text("SELECT paper_key, hash FROM ledger_entry WHERE kind = 'result'")).all()
    stored = {(row.key, row.n): row for row in rows}
    entries = {row.paper_key: receipt(bytes(row.hash)) for row in results}
    broken = []
    for place, (seq, letters) in promises.saved.items():
        row: Any = stored.get(place)
        if row is None or row.seq < seq or list(row.value) != promises.sent[place].get(row.seq):
            broken.append(f"{place}: {seq} {letters} was acknowledged, stored is {row}")
    broken += [f"{paper}: {code}" for paper, code in promises.receipts.items() if entries.get(paper) != code]
    return broken


def nothing_is_lost(house: House, serve: Serve, tokens: list[str], kills: int) -> None:
    promises, _ = asyncio.run(run_kills(serve(house.settings.data), "cup", tokens, kills, seed=30))
    again = make_house(house.settings.data)
    assert broken_promises(again, promises) == []
    assert promises.unseemly == []
    assert [one.line() for one in verify(again, "cup").kept] == []
    with again.database.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    again.close()
    assert promises.saves > 4 * kills  # a busy machine gets round to little between two kills
    assert len(promises.receipts) > kills // 10


def test_thirty_kills_lose_nothing(house: House, serve: Serve, tokens: list[str]) -> None:
    nothing_is_lost(house, serve, tokens, KILLS)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_kills_lose_nothing(house: House, serve: Serve, tokens: list[str]) -> None:
    nothing_is_lost(house, serve, tokens, LONG_KILLS)


def test_an_acknowledgement_before_the_commit_would_be_seen(house: House, serve: Serve, tokens: list[str]) -> None:
    """The seeded fault: a few kills are enough to lose what was promised."""
    hasty = serve(house.settings.data, "acknowledge_before_commit")
    promises, _ = asyncio.run(run_kills(hasty, "cup", tokens, 6, seed=30))
    assert promises.saves > 0
    assert broken_promises(house, promises) != []
