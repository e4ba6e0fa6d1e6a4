"""Reading screens: what the desk lists and what a screen draws."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.contests.models import Contest
from app.core.clock import SECOND
from app.core.refusal import not_found
from app.halls.models import HallScreen
from app.halls.showing import Showing

SILENT = 25 * SECOND
"""A screen that no process has noted for so long is off the line: processes note theirs every ten seconds."""


@dataclass(frozen=True)
class ScreenView:
    key: str
    name: str
    slug: str
    """Of its contest."""
    showing: Showing
    revision: int
    seen: int

    def connected(self, now: int) -> bool:
        return now - self.seen < SILENT


def screens(session: Session) -> list[ScreenView]:
    """Every screen, in the order in which they were set up."""
    return [_view(*row) for row in session.execute(_rows().order_by(col(HallScreen.id)))]


def screen(session: Session, key: str, slug: str | None = None) -> ScreenView:
    """The screen of a key, or ``not_found``; with ``slug`` only where it is that contest's."""
    row = session.execute(_rows().where(col(HallScreen.key) == key)).one_or_none()
    if row is None or slug not in (None, row[1]):
        raise not_found()
    return _view(*row)


def _rows() -> Select[HallScreen, str]:
    return select(HallScreen, col(Contest.slug)).join(Contest, col(Contest.id) == col(HallScreen.contest_id))


def _view(row: HallScreen, slug: str) -> ScreenView:
    shows = Showing.model_validate_json(row.shows)
    return ScreenView(row.key, row.name, slug, shows, row.revision, row.seen)
