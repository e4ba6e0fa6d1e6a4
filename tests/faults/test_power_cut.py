"""The power is cut under the application's own writer, at many moments: what was acknowledged is there afterwards."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.contests.finding import contest
from app.core.house import House
from app.organisations.models import Category
from app.papers.book import book
from app.papers.sitting import Prepared, prepare
from app.signin.sessions import SignedMember
from app.verify.verifying import verify
from tests.conftest import make_house
from tests.faults.forgetful_vfs import Promise, Sync
from tests.faults.power_cuts import TAPS, cut, settle, write_on_a_forgetful_disk
from tests.faults.test_kills import more_members
from tests.open_contest import open_contest
from tests.world import PLANNING, World

pytestmark = pytest.mark.faults

MEMBERS = 48
CUTS = 200
LONG_CUTS = 5000
ROUNDS = 10
"""The long lane cuts in so many separate runs."""

Drawn = tuple[House, list[Prepared]]


@pytest.fixture
def drawn(world: World) -> Drawn:
    """An open contest and everybody's first paper, drawn but not started; the file is settled and closed."""
    house = world.house
    house.writer.run(more_members, world, MEMBERS)
    open_contest(world)
    with house.database.reading() as session:
        view = contest(session, "cup")
        book(house, session, view)
        rows = session.execute(text("SELECT id, key, name FROM member ORDER BY id DESC LIMIT :n"), {"n": MEMBERS}).all()
        people = [
            SignedMember(row.id, row.key, row.name, world.organisations[PLANNING], "", Category.FULL) for row in rows
        ]
        papers = [prepare(house, session, view, person, house.clock.now()) for person in people]
    house.writer.close()
    house.database.dispose()
    settle(house.settings.sqlite_path)
    return house, papers


def verified(house: House, file: Path) -> list[str]:
    """What the second scorer finds in the file."""
    again = make_house(file.parent)
    found = [one.line() for one in verify(again, "cup").kept]
    again.close()
    return found


def nothing_is_lost(house: House, papers: list[Prepared], cuts: int, folder: Path, seed: int) -> None:
    run = write_on_a_forgetful_disk(house, papers, seed)
    outcomes = cut(run, cuts, folder, seed)
    assert len(outcomes) == cuts
    assert [one for one in outcomes if one] == []
    assert run.diary.count(Promise) > MEMBERS * TAPS
    assert run.diary.count(Sync) > TAPS
    assert run.diary.events.count(Sync("cup.db")) > 1  # cuts fell into checkpoints too
    assert verified(house, folder / "cup.db") == []


def test_two_hundred_power_cuts_lose_nothing(drawn: Drawn, tmp_path: Path) -> None:
    nothing_is_lost(*drawn, CUTS, tmp_path / "cut", seed=1)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_five_thousand_power_cuts_lose_nothing(drawn: Drawn, tmp_path: Path) -> None:
    for seed in range(100, 100 + ROUNDS):
        nothing_is_lost(*drawn, LONG_CUTS // ROUNDS, tmp_path / "cut", seed)


def test_without_a_sync_for_each_commit_acknowledged_answers_are_lost(drawn: Drawn, tmp_path: Path) -> None:
    """The seeded fault: synchronous=NORMAL syncs the log at checkpoints only, and a kill would not show it."""
    run = write_on_a_forgetful_disk(
        *drawn, seed=2, altered=lambda sql: sql.replace("synchronous=FULL", "synchronous=NORMAL")
    )
    outcomes = cut(run, CUTS // 4, tmp_path / "cut", seed=2)
    losing = [one for one in outcomes if any(said.startswith("lost") for said in one)]
    assert len(losing) > CUTS // 8
    assert not any(said.startswith("cannot be read") for one in outcomes for said in one)
