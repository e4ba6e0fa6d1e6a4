"""Setting screens up and choosing what they show; noting which of them are on the line."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core.refusal import not_found
from app.core.secret import new_key
from app.halls import refusals
from app.halls.models import HallScreen
from app.halls.showing import Showing

MOST = 20
KEY = 10
"""Characters of a screen's key: somebody types it at the screen, and it opens nothing but public boards."""


def add_screen(session: Session, contest_id: int, name: str, showing: Showing) -> str:
    """Set up one more screen of a contest; return its key."""
    name = name.strip()
    if not 1 <= len(name) <= 20 or not name.isprintable():
        raise refusals.bad_name()
    there = select(func.count()).select_from(HallScreen).where(col(HallScreen.contest_id) == contest_id)
    if session.execute(there).scalar_one() >= MOST:
        raise refusals.too_many(most=MOST)
    made = HallScreen(key=new_key()[:KEY], contest_id=contest_id, name=name, shows=showing.canonical())
    session.add(made)
    try:
        session.flush()
    except IntegrityError:
        raise refusals.name_taken(name=name) from None
    return made.key


def show(session: Session, key: str, changes: Mapping[str, Any]) -> None:
    """Change some of what a screen shows; the rest stays as it is."""
    found = session.execute(select(HallScreen).where(col(HallScreen.key) == key).with_for_update()).scalar_one_or_none()
    if found is None:
        raise not_found()
    _change(found, changes)


def show_everywhere(session: Session, contest_id: int, changes: Mapping[str, Any]) -> None:
    """The same change on every screen of a contest."""
    chosen = select(HallScreen).where(col(HallScreen.contest_id) == contest_id)
    for one in session.execute(chosen.order_by(col(HallScreen.id)).with_for_update()).scalars():
        _change(one, changes)


def _change(screen: HallScreen, changes: Mapping[str, Any]) -> None:
    try:
        wanted = Showing.model_validate_json(screen.shows).changed(**changes).canonical()
    except ValidationError:
        raise refusals.malformed() from None
    if wanted != screen.shows:
        screen.shows = wanted
        screen.revision += 1


def remove(session: Session, key: str) -> None:
    """Take a screen away; its address leads nowhere from now on."""
    gone = session.execute(delete(HallScreen).where(col(HallScreen.key) == key).returning(col(HallScreen.id)))
    if gone.first() is None:
        raise not_found()


def note_seen(session: Session, there: Iterable[str], gone: Iterable[str], now: int) -> None:
    """These screens are on the line of this process, those have left it."""
    for keys, seen in ((sorted(gone), 0), (sorted(there), now)):
        if keys:
            session.execute(update(HallScreen).where(col(HallScreen.key).in_(keys)).values(seen=seen))
