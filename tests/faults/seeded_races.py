"""Faults between processes, put into the servers of a test: each takes out a guard that several processes rely on."""

import time
from collections.abc import Callable
from typing import Any

from app.core.plain import Statement
from app.papers import closing, hand_in


def check_then_act() -> None:
    """A paper is closed because it was open when it was read: unlocked while it is read, unguarded when written."""
    hand_in.LOCK = without(hand_in.LOCK, " FOR UPDATE")
    closing.CLOSE = without(closing.CLOSE, " AND paper.state = 'open'")
    honest = hand_in.close_papers

    def later(*facts: Any) -> Any:
        time.sleep(0.1)
        return honest(*facts)

    hand_in.close_papers = later


def without(statement: Statement, guard: str) -> Statement:
    assert guard in statement.postgres
    return Statement(*(words.replace(guard, "") for words in statement))


RACES: dict[str, Callable[[], None]] = {"check_then_act": check_then_act}
