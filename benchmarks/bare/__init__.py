"""Yardsticks: servers that do as little as can be done, each a process: ``python -m benchmarks.bare.NAME PORT``."""

import sys
from typing import Any

import uvicorn


def serve(app: Any, *, grace: int | None = None) -> None:
    """On 127.0.0.1 until a signal comes, with the settings that the application gives uvicorn; ``grace``: seconds that
    open streams have to end."""
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=grace,
        backlog=4096,
        proxy_headers=False,
    )
