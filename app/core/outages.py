"""Whether an error says that the database is away for the moment: nothing is wrong with the request, ask again."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.refusal import Refusal, busy, full

OUTAGES = (DBAPIError, PoolTimeoutError)
"""What to catch; :func:`is_outage` tells an outage from a fault of ours."""
POSTGRES_CLASSES = {"08", "40", "53", "55", "57", "58"}
"""Of SQLSTATE the first two: connection, rollback, resources, locks, intervention (shutdown, time limits), system."""
SQLITE_CODES = {5, 6, 10, 13, 14}
"""BUSY, LOCKED, IOERR, FULL, CANTOPEN."""


FULL = {13, "53100"}
"""No room on the disk: SQLite's FULL, PostgreSQL's disk_full."""


def what_to_say(error: BaseException) -> Refusal:
    """The refusal of whoever wanted to write during an outage."""
    original = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorcode", None)
    return full() if (getattr(original, "sqlstate", None) if code is None else code & 0xFF) in FULL else busy()


def is_outage(error: BaseException) -> bool:
    """Connection gone or refused, no answer, no connection free, disk full or failing, locks that did not come."""
    if isinstance(error, PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_CODES
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}
    return error.connection_invalidated or state[:2] in POSTGRES_CLASSES
