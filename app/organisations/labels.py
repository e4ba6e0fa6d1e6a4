"""Names for the numbers that boards and ledgers carry; looked up at rendering, never folded."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.organisations.models import Grouping, Member, Organisation, RollLoad

AT_ONCE = 500


class Label(NamedTuple):
    key: str
    name: str
    short_name: str
    kind: str
    path: str
    sort_key: str


def organisation_labels(session: Session) -> dict[int, Label]:
    """Every organisation by its internal id. ``path``: full names from the root, joined by ``/``."""
    rows = session.execute(
        select(
            col(Organisation.id),
            col(Organisation.key),
            col(Organisation.name),
            col(Organisation.short_name),
            col(Organisation.kind),
            col(Organisation.path),
            col(Organisation.sort_key),
        )
    )
    return {row[0]: Label(*row[1:]) for row in rows}


def grouping_labels(session: Session) -> dict[int, Label]:
    """Every district and unit by its internal id; ``kind`` is ``district`` or ``unit``, ``path`` is empty."""
    rows = session.execute(
        select(col(Grouping.id), col(Grouping.key), col(Grouping.name), col(Grouping.kind), col(Grouping.sort_key))
    )
    return {id_: Label(key, name, name, kind, "", sort) for id_, key, name, kind, sort in rows}


def member_names(session: Session, member_keys: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Full name and present organisation by member key, also of members who have left. Mask before showing."""
    found: dict[str, tuple[str, int]] = {}
    for keys in _chunks(member_keys):
        rows = session.execute(
            select(col(Member.key), col(Member.name), col(Member.organisation_id)).where(col(Member.key).in_(keys))
        )
        found.update({key: (name, organisation) for key, name, organisation in rows})
    return found


def revision(session: Session) -> int:
    """Grows whenever a label may have changed: the newest load of a roll that was finished."""
    newest = select(func.coalesce(func.max(col(RollLoad.id)), 0)).where(col(RollLoad.done))
    return int(session.execute(newest).scalar_one())


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while some := list(islice(left, AT_ONCE)):
        yield some
