"""A draft on the small named world, ready to open."""

import pytest

from app.banks.editions import load
from app.banks.files import read_bank
from app.contests import creating, finding, opening
from app.contests.finding import ContestView
from app.core.house import House
from tests.banks.bank_files import bank, question
from tests.contests.rule_sets import OPENS, made
from tests.world import World

NOW = OPENS - 3_600_000


def load_bank(house: House, singles: int = 5, multiples: int = 2, **changes: object) -> int:
    made = [question(f"s-{n}", **changes) for n in range(singles)]
    made += [question(f"m-{n}", kind="multiple", answer="AB") for n in range(multiples)]
    return load(house, read_bank(bank(*made), "made.yaml"), NOW).edition_id


def draft(house: House, slug: str = "cup", **changes: object) -> ContestView:
    house.writer.run(creating.new_contest, slug, made(**changes), preset="monthly-test", now=NOW)
    return view(house, slug)


def view(house: House, slug: str = "cup") -> ContestView:
    with house.database.reading() as session:
        return finding.contest(session, slug)


def prepare(house: House, one: ContestView, now: int = NOW) -> opening.Prepared:
    with house.database.reading() as session:
        return opening.prepare(house, session, one, now)


def open_it(house: House, one: ContestView, now: int = NOW) -> int:
    return house.writer.run(opening.open_contest, prepare(house, one, now), now)


@pytest.fixture
def ready(any_world: World) -> ContestView:
    """A draft on either engine whose bank is loaded."""
    load_bank(any_world.house)
    return draft(any_world.house)


@pytest.fixture
def drafted(world: World) -> ContestView:
    """The same on SQLite."""
    load_bank(world.house)
    return draft(world.house)
