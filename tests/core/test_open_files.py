"""Open files: asked for as many as a full hall needs, and never fewer than before."""

import resource

import pytest

from app.core.open_files import open_file_limit, raise_open_files, reachable_open_files

pytestmark = pytest.mark.pure


def test_it_is_raised_as_far_as_the_system_lets_it() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (500, before[1]))
        assert reachable_open_files(600) == 600
        assert open_file_limit() == 500
        assert raise_open_files(600) == 600 == open_file_limit()
        assert raise_open_files(400) == 600
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
