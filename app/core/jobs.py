"""A queued use case: what it is, what became of it, and how its caller is told."""

import asyncio
import time
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import structlog

log = structlog.get_logger()

UNSTARTED = object()
"""The result of a job that its batch had no room for."""


class Lane(IntEnum):
    STAGE = 0
    MEMBERS = 1
    DESK = 2


class Job:
    __slots__ = ("bulk", "error", "fact", "function", "future", "lane", "loop", "options", "queued", "result")

    def __init__(
        self, function: Callable[..., Any], fact: tuple[Any, ...], options: dict[str, Any], lane: Lane
    ) -> None:
        self.function = function
        self.fact = fact
        self.options = options
        self.lane = lane
        self.bulk = hasattr(function, "most")
        self.queued = time.monotonic()
        self.loop: asyncio.AbstractEventLoop | None = None
        self.future: Any = None
        self.result: Any = None
        self.error: BaseException | None = None


def fail(jobs: list[Job], error: BaseException) -> None:
    for job in jobs:
        job.result, job.error = None, error


def deliver(jobs: list[Job]) -> None:
    """Hand out the outcomes, with one wake-up for each event loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        if job.loop is None:
            _settle(job)
        else:
            by_loop.setdefault(job.loop, []).append(job)
    for loop, waiting in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_all, waiting)
        except RuntimeError:
            log.warning("writer.nobody_waits", jobs=len(waiting))


def _settle_all(jobs: list[Job]) -> None:
    for job in jobs:
        _settle(job)


def _settle(job: Job) -> None:
    if job.future.done():
        return
    if job.error is not None:
        job.future.set_exception(job.error)
    else:
        job.future.set_result(job.result)
