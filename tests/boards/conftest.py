"""A contest on the small world, once on SQLite and once on either engine."""

import pytest

from tests.boards.ground import Ground, run_contest
from tests.world import World


@pytest.fixture
def ground(world: World) -> Ground:
    return run_contest(world)


@pytest.fixture
def any_ground(any_world: World) -> Ground:
    return run_contest(any_world)
