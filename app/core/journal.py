"""What a batch appends at its very end: entries are numbered together, the head locked last."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.core.plain import Plain

Flush = Callable[[Plain, list[Any]], None]


class Journal:
    """What a batch appends at its very end, after every use case and before the commit.

    ``defer(flush, item)`` promises ``flush(here, items)`` once a batch; a refused use case takes its items back.
    """

    def __init__(self) -> None:
        self.items: list[tuple[Flush, Any]] = []
        self.info = {"journal": self}
        """What sessions and plain connections of the batch carry."""

    def defer(self, flush: Flush, item: Any) -> None:
        self.items.append((flush, item))

    def flush(self, here: Plain) -> None:
        by_flush: dict[Flush, list[Any]] = {}
        for flush, item in self.items:
            by_flush.setdefault(flush, []).append(item)
        for flush, items in by_flush.items():
            flush(here, items)
        self.items.clear()


def journal(here: Session | Plain) -> Journal:
    """The journal of the batch that this session or plain connection writes in."""
    found: Journal = here.info["journal"]
    return found
