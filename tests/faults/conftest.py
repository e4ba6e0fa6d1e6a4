"""What the tests of faults share: one process that has the application in memory and forks the servers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TEST_KEY
from tests.faults.processes import Forge, Process
from tests.ports import free_port

Serve = Callable[..., Process]
"""``serve(data, fault="none", **settings)``: a process on that folder, not started yet; on its SQLite file unless
the settings name another database."""


@pytest.fixture(scope="session")
def office_forge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    """Importing the application costs more than serving it: once for all."""
    made = Forge(tmp_path_factory.mktemp("forge") / "servers.log")
    yield made
    made.close()


@pytest.fixture
def serve(office_forge: Forge) -> Iterator[Serve]:
    """Server processes; whatever runs at the end of the test is killed."""
    made: list[Process] = []

    def process(data: Path, fault: str = "none", **settings: Any) -> Process:
        ours = {"data": str(data), "host": "127.0.0.1", "port": free_port(), "secret_key": TEST_KEY}
        made.append(Process(office_forge, ours | settings, fault))
        return made[-1]

    yield process
    for one in made:
        one.kill()
