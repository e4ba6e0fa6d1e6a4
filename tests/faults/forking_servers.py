"""Imports the application once and forks a serving child for each line ``{"settings": {…}, "fault": "none"}``.

``python -m tests.faults.forking_servers`` prints each child's process id. Children that were killed are reaped; when
its input ends, the rest is killed too.
"""

import json
import os
import signal
import sys
from typing import Any

from app.core.settings import Settings
from tests.faults.forking_server import serve, warm_up
from tests.faults.seeded import FAULTS
from tests.faults.seeded_races import RACES


def fork(wish: dict[str, Any]) -> int:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.stdin.close()
        (FAULTS | RACES)[wish["fault"]]()
        serve(Settings(**wish["settings"]))
        os._exit(0)
    return child


def reap(*_: object) -> None:
    """Take leave of every child that has ended, so that its processor time is counted."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def main() -> None:
    warm_up(Settings())
    signal.signal(signal.SIGCHLD, reap)
    children = []
    for line in sys.stdin:
        children.append(fork(json.loads(line)))
        print(children[-1], flush=True)
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except (ProcessLookupError, ChildProcessError):
            continue


if __name__ == "__main__":
    main()
