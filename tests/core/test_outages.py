"""What is an outage of the database, to be waited out, and what is a fault of ours, to be seen."""

import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.core.outages import is_outage

pytestmark = pytest.mark.pure


def on_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    return error


OUTAGES = {
    "no connection is free": PoolTimeoutError("QueuePool limit"),
    "connection refused": OperationalError("", None, psycopg.OperationalError("connection refused")),
    "connecting took too long": OperationalError("", None, psycopg.errors.ConnectionTimeout("expired")),
    "server shuts down": OperationalError("", None, psycopg.errors.AdminShutdown("terminating connection")),
    "server starts up": OperationalError("", None, psycopg.errors.CannotConnectNow("starting up")),
    "too many connections": OperationalError("", None, psycopg.errors.TooManyConnections("sorry")),
    "statement took too long": OperationalError("", None, psycopg.errors.QueryCanceled("statement timeout")),
    "disk of the server full": OperationalError("", None, psycopg.errors.DiskFull("could not extend file")),
    "disk full": OperationalError("", None, on_sqlite(sqlite3.SQLITE_FULL)),
    "disk fails": OperationalError("", None, on_sqlite(sqlite3.SQLITE_IOERR_FSYNC)),
    "locked": OperationalError("", None, on_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT)),
}
FAULTS = {
    "no such column": OperationalError("", None, on_sqlite(sqlite3.SQLITE_ERROR)),
    "no such table": ProgrammingError("", None, psycopg.errors.UndefinedTable("relation")),
    "not unique": IntegrityError("", None, psycopg.errors.UniqueViolation("duplicate key")),
    "ours": KeyError("ours"),
}


@pytest.mark.parametrize("error", OUTAGES.values(), ids=OUTAGES)
def test_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize("error", FAULTS.values(), ids=FAULTS)
def test_a_fault_of_ours(error: Exception) -> None:
    assert not is_outage(error)
