"""Faults between processes, put into the servers of a test: each takes out a guard that several processes rely on."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from app.core.plain import Plain, Statement
from app.ledger import appending
from app.ledger.chain import GENESIS, TYPED, Entry, link, payload
from app.papers import closing, hand_in, saving

# --- papers ----------------------------------------------------------------------------------------------------------


def check_then_act() -> None:
    """A paper is closed because it was open when it was read: unlocked while it is read, unguarded when written."""
    hand_in.LOCK = without(hand_in.LOCK, " FOR UPDATE")
    closing.CLOSE = without(closing.CLOSE, " AND paper.state = 'open'")
    honest = hand_in.close_papers

    def later(*facts: Any) -> Any:
        time.sleep(0.1)
        return honest(*facts)

    hand_in.close_papers = later


def save_without_lock() -> None:
    """A save looks at its papers without FOR SHARE: a hand-in beside it does not wait for its commit."""
    saving.LOCK = without(saving.LOCK, " FOR SHARE")


def without(statement: Statement, guard: str) -> Statement:
    assert guard in statement.postgres
    return Statement(*(words.replace(guard, "") for words in statement))


# --- the chain -------------------------------------------------------------------------------------------------------


def cached_head() -> None:
    """Each process remembers where it left a chain, instead of locking and reading the head in every batch."""
    remembered: dict[tuple[int, int], tuple[int, bytes]] = {}

    def extend(here: Plain, contest_id: int, entries: Iterable[Entry]) -> None:
        place = id(here._driver._pool), contest_id  # the pool stands for the process: the tests have two in one
        seq, previous = remembered.get(place) or here.rows(appending.HEAD, contest=contest_id)[0]
        for entry in entries:
            seq, previous = seq + 1, _insert(here, contest_id, seq + 1, previous, entry)
        here.run(appending.MOVE, contest=contest_id, seq=seq, hash=previous)
        remembered[place] = seq, previous

    appending._extend = extend


def number_from_a_sequence() -> None:
    """Entries take their number as an identity column would give it, and nobody waits for anybody (PostgreSQL)."""
    number = Statement("", "SELECT nextval('ledger_numbers')")

    def extend(here: Plain, contest_id: int, entries: Iterable[Entry]) -> None:
        for entry in entries:
            _insert(here, contest_id, here.rows(number)[0][0], GENESIS, entry)

    appending._extend = extend


def _insert(here: Plain, contest_id: int, seq: int, previous: bytes, entry: Entry) -> bytes:
    entry.seq, written = seq, payload(contest_id, seq, entry)
    entry.hash = link(previous, written)
    row = {name: getattr(entry, name) for name in ("seq", "kind", "at", *TYPED, "hash")}
    here.run_each(appending.INSERT, [{"contest_id": contest_id, **row, "payload": written, "previous": previous}])
    return entry.hash


RACES: dict[str, Callable[[], None]] = {
    "check_then_act": check_then_act,
    "save_without_lock": save_without_lock,
    "cached_head": cached_head,
    "number_from_a_sequence": number_from_a_sequence,
}
