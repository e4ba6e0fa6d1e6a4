"""Imports the application once and forks a serving child at each line ``start``: a restart takes a moment, not seconds.

``python -m tests.faults.forking_server FOLDER PORT FAULT [DATABASE_URL]`` prints each child's process id.
"""

import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from app.cli import serving
from app.core.house import House, open_house
from app.core.logging import set_up_logging
from app.core.serving_lock import ServingLock
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import TEST_KEY
from tests.faults.seeded import FAULTS


def serve(settings: Settings) -> None:
    set_up_logging(settings.log_format)
    if not settings.database_url:
        ServingLock(settings.data).take()
    house = open_house(settings)
    serving.run(house)
    house.close()


def warm_up(settings: Settings) -> None:
    """Half a second that every child would spend on the same routes."""
    create_app(cast(House, SimpleNamespace(settings=settings, kept={})))


def main(folder: str, port: str, fault: str, database_url: str = "") -> None:
    FAULTS[fault]()
    settings = Settings(
        data=Path(folder), host="127.0.0.1", port=int(port), secret_key=TEST_KEY, database_url=database_url
    )
    warm_up(settings)
    child = 0
    for line in sys.stdin:
        if line.strip() != "start":
            return
        if child:
            os.waitpid(child, 0)
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            serve(settings)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
