"""Faults that are put into the application inside a test process only, to prove that the tests see them."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.core import batch, db, writer
from app.core.db import Database
from app.core.jobs import Job, deliver
from app.papers import viewing


def acknowledge_before_commit() -> None:
    """Outcomes are delivered while the transaction is still open; the disk takes 100 ms."""

    def eager(database: Database, jobs: list[Job]) -> None:
        with database.writer.connect() as connection, connection.begin():
            batch._write_all(connection, jobs, hurried=False)
            deliver(jobs)
            time.sleep(0.1)
        jobs.clear()

    writer.write_batch = eager


def deferred_begin() -> None:
    """SQLite transactions begin as readers, and become writers at their first write."""
    honest = db._listen_sqlite

    def listen(engine: Any, *, reading: bool) -> None:
        honest(engine, reading=True)

        @event.listens_for(engine, "connect")
        def _let_write(connection: Any, _record: Any) -> None:
            if not reading:
                connection.execute("PRAGMA query_only=OFF")

    db._listen_sqlite = listen


def sync_at_checkpoints_only() -> None:
    """SQLite's synchronous=NORMAL: quick, and the last commits are gone after a power cut."""
    honest = db._listen_sqlite

    def listen(engine: Any, *, reading: bool) -> None:
        honest(engine, reading=reading)

        @event.listens_for(engine, "connect")
        def _sync_less(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=NORMAL")

    db._listen_sqlite = listen


def take_no_notice() -> None:
    """A commit that the disk had no room for is acknowledged all the same."""
    honest = writer.write_batch

    def careless(database: Database, jobs: list[Job]) -> None:
        with suppress(OperationalError):
            honest(database, jobs)

    writer.write_batch = careless


def explanation_in_the_paper() -> None:
    """Each item of a paper carries its explanation, as some quiz servers send the whole question."""
    honest = viewing.item_json

    def talkative(book: Any, item: Any, n: int, language: str) -> dict[str, Any]:
        return {**honest(book, item, n, language), "note": book.question(item).explanation}

    viewing.item_json = talkative


FAULTS: dict[str, Callable[[], None]] = {
    "none": lambda: None,
    "acknowledge_before_commit": acknowledge_before_commit,
    "deferred_begin": deferred_begin,
    "sync_at_checkpoints_only": sync_at_checkpoints_only,
    "take_no_notice": take_no_notice,
    "explanation_in_the_paper": explanation_in_the_paper,
}
