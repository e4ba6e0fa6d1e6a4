"""Pure: where a contest stands. The state is stored; what lies between states follows from the window and the time."""

from enum import StrEnum


class Phase(StrEnum):
    DRAFT = "draft"
    """Rules may still change; nobody but organisers sees it."""
    SCHEDULED = "scheduled"
    """Opened, the window has not begun: rules, roll and commitment stand."""
    OPEN = "open"
    OVER = "over"
    """The window has ended, papers may still be handed in by the sweep."""
    CLOSED = "closed"
    FINALISED = "finalised"


_SETTLED = {"draft": Phase.DRAFT, "closed": Phase.CLOSED, "finalised": Phase.FINALISED}


def phase(state: str, opens: int, closes: int, now: int) -> Phase:
    """The phase at ``now``; the window is half-open, ``opens ≤ now < closes`` (all ms UTC)."""
    settled = _SETTLED.get(state)
    if settled is not None:
        return settled
    if state != "opened":
        raise ValueError(f"unknown state {state!r}")
    if now < opens:
        return Phase.SCHEDULED
    return Phase.OPEN if now < closes else Phase.OVER


def public(phase: Phase) -> bool:
    """Whether members may know of the contest."""
    return phase is not Phase.DRAFT


def ended(phase: Phase) -> bool:
    """Whether the window is past: what the rules show "after closing" is shown once no paper is open any more."""
    return phase in (Phase.OVER, Phase.CLOSED, Phase.FINALISED)
