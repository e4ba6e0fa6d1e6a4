"""Faults between processes, put into the servers of a test: each takes out a guard that several processes rely on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from app.papers import closing
from app.papers.models import Paper


def check_then_act() -> None:
    """A paper is closed because it was open when it was read: unlocked while it is read, unguarded when written."""
    honest = Select.with_for_update

    def unlocked(query: Any, **options: Any) -> Any:
        return query if query.column_descriptions[0]["entity"] is Paper else honest(query, **options)

    def unguarded(session: Any, statement: Any) -> int:
        session.execute(statement.execution_options(synchronize_session=False))
        return 1

    Select.with_for_update = unlocked  # type: ignore[method-assign,assignment]
    closing.rows_changed = unguarded  # type: ignore[assignment]


RACES: dict[str, Callable[[], None]] = {"check_then_act": check_then_act}
