"""What every test may ask for: a fresh migrated house on SQLite or on either engine, and one small named world."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Dialect
from sqlalchemy.util import LRUCache

from app.core.clock import Clock
from app.core.db import Database, open_database
from app.core.house import House
from app.core.logging import set_up_logging
from app.core.migrating import upgrade
from app.core.secret import Secret
from app.core.settings import Settings
from app.core.writer import Writer
from tests.lane_of import select_lanes
from tests.postgres import Postgres
from tests.world import World, build_world

TEST_KEY = "a key that is only used by the tests, 0123456789"


def pytest_configure() -> None:
    """The tests' settings come from the tests alone."""
    for name in [name for name in os.environ if name.startswith("CUP_")]:
        del os.environ[name]
    Settings.model_config["env_file"] = None
    set_up_logging()
    # A busy machine is not a fault: no deadline for an example. `make test-long` looks further.
    hypothesis_settings.register_profile(
        "ordinary", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
    )
    hypothesis_settings.load_profile("ordinary")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lane", help="only the tests of these lanes, with commas between")
    parser.addoption("--lane-counts", help="write here how many tests each lane has")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    select_lanes(config, items)


def make_house(data: Path, database_url: str = "") -> House:
    """A house over a database that is already migrated; close it when done."""
    data.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        data=data,
        database_url=database_url,
        host="127.0.0.1",
        secret_key=TEST_KEY,
        office="测试办公室",
        contact="测试联系人",
        contact_phone="000-0000",
        erase_on="2027-12-31",
    )
    database = open_database(settings)
    _compile_once(database)
    return House(settings, database, Writer(database), Secret(TEST_KEY), Clock())


_compiled: dict[bool, tuple[Dialect, LRUCache[Any, Any]]] = {}
"""For each kind of database the statements that an earlier house of this process has compiled."""


def _compile_once(database: Database) -> None:
    """Give the house's engines the statements of the houses before: to compile them anew takes half of a small test."""
    for engine in (database.reader, database.writer):
        if database.is_sqlite not in _compiled:
            with engine.connect():  # what a dialect learns of its database, it learns at its first connection
                _compiled[database.is_sqlite] = (engine.dialect, LRUCache(4000))
        engine.dialect, engine._compiled_cache = _compiled[database.is_sqlite]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table; copied, never opened."""
    file = tmp_path_factory.mktemp("template") / "cup.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.dispose()
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for this process, with a migrated template database."""
    server = Postgres()
    yield server
    server.stop()


HouseMaker = Callable[[], House]


@pytest.fixture
def house(tmp_path: Path, migrated_file: Path) -> Iterator[House]:
    """A fresh migrated house on SQLite."""
    yield from _sqlite_house(tmp_path, migrated_file)


@pytest.fixture
def postgres_house(tmp_path: Path, postgres: Postgres) -> Iterator[House]:
    """A fresh migrated house on PostgreSQL. Mark the test ``postgres``."""
    yield from _postgres_house(tmp_path, postgres)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A fresh migrated house, once on each engine."""
    if request.param == "sqlite":
        yield from _sqlite_house(tmp_path, request.getfixturevalue("migrated_file"))
    else:
        yield from _postgres_house(tmp_path, request.getfixturevalue("postgres"))


@pytest.fixture
def world(house: House) -> World:
    """The small named world, on SQLite."""
    return build_world(house)


@pytest.fixture
def any_world(any_house: House) -> World:
    """The small named world, once on each engine."""
    return build_world(any_house)


def _sqlite_house(folder: Path, migrated: Path) -> Iterator[House]:
    data = folder / "data"
    data.mkdir()
    shutil.copyfile(migrated, data / "cup.db")
    made = make_house(data)
    yield made
    made.close()


def _postgres_house(folder: Path, server: Postgres) -> Iterator[House]:
    with server.fresh_database() as url:
        made = make_house(folder / "data", url)
        yield made
        made.close()
