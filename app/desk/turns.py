"""Pure: contests in the order in which an organiser has to see to them."""

from collections.abc import Iterable

from app.contests.finding import ContestView
from app.contests.phases import Phase

TURN = (Phase.OVER, Phase.OPEN, Phase.CLOSED, Phase.SCHEDULED, Phase.DRAFT, Phase.FINALISED)


def in_turn(views: Iterable[ContestView], now: int) -> list[ContestView]:
    """What runs, then what waits to be settled, then what opens next, then what is settled, the newest first.
    Rehearsals and try-outs come after all real ones."""
    return sorted(views, key=lambda view: _turn(view, now))


def _turn(view: ContestView, now: int) -> tuple[bool, int, int, str]:
    phase = view.phase(now)
    when = view.opens if phase in (Phase.SCHEDULED, Phase.DRAFT) else -view.opens
    return view.rehearsal, TURN.index(phase), when, view.slug
