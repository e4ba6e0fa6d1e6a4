"""What happened in which order: which kinds of entries a contest may have in which state."""

from typing import Any

from app.verify.findings import Findings
from app.verify.pinned import Sealed

MOVING = ("opened", "closed", "finalised")
NEXT = {"opened": "opened", "reopened": "opened", "closed": "closed", "finalised": "finalised"}
ALLOWED: dict[str, tuple[str, ...]] = {
    "opened": ("draft",),
    "closed": ("opened",),
    "reopened": ("closed",),
    "finalised": ("closed",),
    "result": ("opened",),
    "frozen": ("opened",),
    "unfrozen": ("opened", "closed"),
    "sitting": ("opened", "closed"),
    "window_changed": ("opened", "closed"),
    "seed_published": MOVING,
    "published": MOVING,
    "lots_drawn": ("finalised",),
}
WHILE_IT_COUNTS = ("opened", "closed")
"""Everything else that can move a board: until the result is final."""
ANY_TIME = ("restored_from_backup",)


class OrderOfEntries:
    """Takes every entry of the walk in order."""

    def __init__(self, pinned: Sealed, findings: Findings) -> None:
        self._pinned, self._findings = pinned, findings
        self._state = "draft"
        self._frozen = False

    def take(self, entry: Any) -> None:
        if not self._allowed(entry.kind):
            expected = f"no {entry.kind} while {self._state}"
            self._findings.differ("state.order", f"entry {entry.seq}", expected, entry.kind)
        self._state = NEXT.get(entry.kind, self._state)
        self._frozen = {"frozen": True, "unfrozen": False}.get(entry.kind, self._frozen)

    def _allowed(self, kind: str) -> bool:
        if kind in ANY_TIME:
            return True
        if (kind == "frozen" and self._frozen) or (kind == "unfrozen" and not self._frozen):
            return False
        return self._state in ALLOWED.get(kind, WHILE_IT_COUNTS)

    def finish(self) -> None:
        self._findings.same("state.stored", "contest", self._state, self._pinned.state)
