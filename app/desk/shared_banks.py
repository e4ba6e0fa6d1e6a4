"""Which other contests draw from the same editions: none publishes its answers before all of them are over."""

from sqlmodel import Session

from app.banks import index
from app.contests import finding
from app.contests.finding import ContestView
from app.contests.phases import Phase

DRAWING = (Phase.SCHEDULED, Phase.OPEN, Phase.OVER)


def sharing(session: Session, view: ContestView, now: int) -> list[ContestView]:
    """Opened contests that still draw from what this one draws from, or would if it opened now; empty where answers do
    not wait for the end."""
    if view.rehearsal or view.rules.review.answers != "after_close" or view.phase(now) not in (Phase.DRAFT, *DRAWING):
        return []
    mine = set(view.editions.values()) or _newest(session, view)
    return [
        other
        for other in finding.contests(session)
        if other.id != view.id
        and not other.rehearsal
        and other.phase(now) in DRAWING
        and mine & set(other.editions.values())
    ]


def _newest(session: Session, view: ContestView) -> set[int]:
    banks = {section.bank for section in view.rules.sections}
    return {edition for bank in banks if (edition := index.newest(session, bank)) is not None}
