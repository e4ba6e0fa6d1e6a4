"""One database, one open contest and four server processes for all tests of this folder."""

from collections.abc import Iterator
from unittest import mock

import pytest
from sqlmodel import Session

from app.core.secret import new_key
from app.organisations.models import Member
from tests.conftest import make_house
from tests.faults.four_processes.ground import CROWD, MEMBERS, Four
from tests.faults.processes import Forge, fleet
from tests.open_contest import open_contest
from tests.postgres import Postgres
from tests.world import BRANCHES, World, build_world


@pytest.fixture(scope="package")
def four(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, office_forge: Forge) -> Iterator[Four]:
    folder = tmp_path_factory.mktemp("four")
    with postgres.fresh_database() as url:
        house = make_house(folder / "ours", url)
        world = build_world(house)
        house.writer.run(add_crowd, world)
        cup = open_contest(world, attempts=None)
        with mock.patch("tests.open_contest.lay_bank", nothing):
            due = open_contest(world, "due", attempts=None, opens=house.clock.now() - 7_200_000)
        running = fleet(office_forge, house, 4)
        running.start()
        yield Four(house, cup, due, running)
        running.stop()
        house.close()


def nothing(_session: Session, *_facts: object) -> None:
    """The bank has been laid already."""


def add_crowd(session: Session, world: World) -> None:
    homes = [world.organisations[name] for name in BRANCHES]
    for n in range(MEMBERS + CROWD):
        name = f"测{n}"
        session.add(Member(key=new_key(), organisation_id=homes[n % len(homes)], name=name, folded=name))
