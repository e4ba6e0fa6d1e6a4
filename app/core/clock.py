"""The only reader of the time. Instants are integers everywhere: milliseconds since 1970-01-01 UTC."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

STEP = 2 * SECOND


class Clock:
    """Wall time at start + monotonic since, so that a stepped system clock moves no deadline.

    A step of more than 2 s is reported by :meth:`step` and followed only when somebody calls :meth:`follow`.
    """

    def __init__(self) -> None:
        self._behind = 0
        self.follow()

    def now(self) -> int:
        return self._wall + (time.monotonic_ns() - self._start) // 1_000_000

    def step(self) -> int:
        """How far the system's wall clock has moved away from this clock, in ms."""
        return time.time_ns() // 1_000_000 - self.now()

    def doubt(self, newest: int) -> None:
        """Something was stored at ``newest``, later than now: open and expire nothing until it is past or confirmed."""
        self._behind = newest

    def confirm(self) -> None:
        """An organiser says that the clock is right."""
        self._behind = 0

    @property
    def doubtful(self) -> bool:
        """Whether the clock stands behind what is stored by more than a step."""
        return self._behind > self.now() + STEP

    def follow(self, wall: int | None = None) -> None:
        """Take the system's wall clock (or a database's time) as the new origin."""
        self._start = time.monotonic_ns()
        self._wall = time.time_ns() // 1_000_000 if wall is None else wall


def rfc3339(instant: int) -> str:
    """``2026-06-01T00:00:00.000Z``: how an instant leaves the server."""
    moment = datetime.fromtimestamp(instant // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{instant % 1000:03d}Z"


def instant(moment: datetime) -> int:
    """The instant of an aware datetime; a naive one is a programming error."""
    if moment.tzinfo is None:
        raise ValueError("a naive datetime has no instant")
    return int(moment.timestamp() * 1000)


def local(instant: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(instant / 1000, zone)
