"""Whether the data came from a backup: then phones may hold acknowledged answers that the server lacks."""

from sqlalchemy import text

from app.core.house import House

LAST = text("SELECT max(at) FROM ledger_entry WHERE kind <> 'result' AND kind = 'restored_from_backup'")
"""The first condition is that of the index over everything but results."""


def restored(house: House) -> int:
    """When that was last, ms UTC; 0 = never. Asked once: nothing is restored under a running server."""
    known: int | None = house.kept.get("restored")
    if known is None and not house.database.is_sqlite:
        known = house.kept["restored"] = 0  # `restore` is for SQLite; PostgreSQL's own tools leave no entry
    if known is None:
        with house.database.reading() as session:
            known = house.kept["restored"] = session.execute(LAST).scalar_one() or 0
    return known


def restored_json(house: House) -> dict[str, int]:
    """What every paper says about it: nothing where it never happened."""
    return {"restored": at} if (at := restored(house)) else {}
