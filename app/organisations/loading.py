"""Loading a planned roll: pending rows in small pieces, made visible by one last transaction.

A load that stops half-way leaves pending rows that nothing sees; the next load clears them away. Of two loads at the
same time the one that began later wins, the other is refused.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlmodel import Session, col

from app.core.db import rows_changed
from app.core.house import House
from app.core.secret import new_key
from app.organisations.models import (
    Grouping,
    Member,
    MemberState,
    Organisation,
    OrganisationName,
    RollLoad,
)
from app.organisations.refusals import faulty, many_leave, overtaken
from app.organisations.roll_plan import Plan
from app.organisations.roll_rows import Rows, prepared, prepared_groupings

T = TypeVar("T")
PIECE = 400
Progress = Callable[[int, int], None]
Changes = dict[tuple[str, ...], list[dict[str, Any]]]
COLUMNS = {
    "path": ("organisation_id",),
    "district": ("district_id",),
    "unit": ("unit_id",),
    "name": ("name", "folded"),
}


@dataclass(frozen=True)
class Loaded:
    added: int
    changed: int
    gone: int
    unchanged: int
    organisations: int
    """New ones."""


def load(
    house: House, plan: Plan, file: str, *, many_may_leave: bool = False, progress: Progress | None = None
) -> Loaded:
    """Load a plan, whole or not at all; a plan without changes writes nothing. Blocks; call it from a thread.

    Refuses (``roll.faulty``, ``roll.overtaken``) and, unless ``many_may_leave``, a file that lacks more than half of
    the members (``roll.many_leave``): a part of the roll loaded as the whole.
    """
    if plan.faults:
        raise faulty(count=len(plan.faults))
    if not many_may_leave and plan.many_leave:
        raise many_leave(gone=len(plan.gone), present=plan.present)
    if not plan.empty:
        _write(house, plan, file, progress or (lambda done, of: None))
    return Loaded(len(plan.added), len(plan.changed), len(plan.gone), plan.unchanged, plan.new_organisations)


def _write(house: House, plan: Plan, file: str, progress: Progress) -> None:
    load_id = house.writer.run(begin, plan.base, file, now=house.clock.now())
    while house.writer.run(clear_away, load_id):
        pass
    with house.database.reading() as session:
        known = set(session.execute(select(col(Organisation.path))).scalars())
    new = [(path, made) for path, made in plan.organisations.items() if path not in known]
    renamed = [(path, made) for path, made in plan.organisations.items() if path in known]
    for some in _pieces(prepared(new), max(1, PIECE // 5)):
        house.writer.run(put_organisations, load_id, some)
    for some in _pieces(prepared_groupings(plan.groupings), PIECE):
        house.writer.run(put_groupings, load_id, some)
    with house.database.reading() as session:
        row = Rows(session)
    done = 0
    for facts in _pieces(plan.added, PIECE):
        house.writer.run(put_members, load_id, [row.new(one, load_id) for one in facts])
        done += len(facts)
        progress(done, len(plan.added))
    house.writer.run(show, load_id, plan, _changes(plan, row), prepared(renamed))


def begin(session: Session, base: int, file: str, *, now: int) -> int:
    """Start a load that was planned against load ``base``."""
    if _newest_done(session) != base:
        raise overtaken()
    started = RollLoad(at=now, file=file[-200:])
    session.add(started)
    session.flush()
    assert started.id is not None
    return started.id


def clear_away(session: Session, load_id: int) -> int:
    """Delete some pending rows of earlier loads that never finished; 0 when none are left."""
    left = select(col(Member.id)).where(
        col(Member.load_id).in_(select(col(RollLoad.id)).where(col(RollLoad.id) != load_id, ~col(RollLoad.done))),
        col(Member.state) == MemberState.PENDING,
    )
    ids = session.execute(left.limit(PIECE)).scalars().all()
    session.execute(delete(Member).where(col(Member.id).in_(ids)))
    return len(ids)


def put_organisations(session: Session, load_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """New organisations, parents before children. Nothing shows an organisation without present members."""
    _refuse_overtaken(session, load_id)
    for level in sorted({row["path"].count("/") for row in rows}):
        some = [row for row in rows if row["path"].count("/") == level]
        parents = {parent for row in some if (parent := row["parent"])}
        ids = _ids_by_path(session, parents)
        session.execute(
            insert(Organisation),
            [{**_columns(row), "key": new_key(), "parent_id": ids.get(row["parent"])} for row in some],
        )
    _put_spellings(session, rows)


def put_groupings(session: Session, load_id: int, rows: Sequence[dict[str, Any]]) -> None:
    _refuse_overtaken(session, load_id)
    session.execute(insert(Grouping), list(rows))


def put_members(session: Session, load_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """New members, pending."""
    _refuse_overtaken(session, load_id)
    session.execute(insert(Member), list(rows))


def show(
    session: Session,
    load_id: int,
    plan: Plan,
    changes: Changes,
    renamed: Sequence[dict[str, Any]],
) -> None:
    """The one moment at which everything that a load brings is seen."""
    later = select(col(RollLoad.id)).where(
        (col(RollLoad.id) > load_id) | (col(RollLoad.done) & (col(RollLoad.id) > plan.base))
    )
    finished = (
        update(RollLoad)
        .where(col(RollLoad.id) == load_id, ~col(RollLoad.done), ~later.exists())
        .values(done=True, added=len(plan.added), changed=len(plan.changed), gone=len(plan.gone))
    )
    if rows_changed(session, finished) != 1:
        raise overtaken()
    pending = (col(Member.load_id) == load_id) & (col(Member.state) == MemberState.PENDING)
    session.execute(update(Member).where(pending).values(state=MemberState.PRESENT))
    _change(session, changes)
    for ids in _pieces(plan.gone, PIECE):
        session.execute(update(Member).where(col(Member.id).in_(ids)).values(state=MemberState.GONE))
    for row in renamed:
        session.execute(update(Organisation).where(col(Organisation.path) == row["path"]).values(**_columns(row)))
    _put_spellings(session, renamed)


def _changes(plan: Plan, rows: Rows) -> Changes:
    """What is to be written for the changed members, by the columns that differ: an index that stays is left alone."""
    changes: Changes = {}
    for id_, facts in plan.changed:
        row = rows.of(facts)
        columns = tuple(column for of in plan.differs[id_] for column in COLUMNS.get(of, (of,)))
        changes.setdefault(columns, []).append({"member": id_, **{column: row[column] for column in columns}})
    return changes


def _change(session: Session, changes: Changes) -> None:
    for columns, rows in changes.items():
        statement = update(Member).where(col(Member.id) == bindparam("member"))
        session.connection().execute(statement.values({name: bindparam(name) for name in columns}), rows)


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("parent", "spellings")}


def _put_spellings(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Spellings are only ever added: a person still finds the branch under the name it had."""
    ids = _ids_by_path(session, [row["path"] for row in rows])
    wanted = {(ids[row["path"]], folded) for row in rows for folded in row["spellings"]}
    stored = session.execute(
        select(col(OrganisationName.organisation_id), col(OrganisationName.folded)).where(
            col(OrganisationName.organisation_id).in_(ids.values())
        )
    )
    missing = sorted(wanted - {(id_, folded) for id_, folded in stored})
    if missing:
        session.execute(
            insert(OrganisationName), [{"organisation_id": id_, "folded": folded} for id_, folded in missing]
        )


def _ids_by_path(session: Session, paths: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in _pieces(paths, PIECE):
        rows = session.execute(
            select(col(Organisation.path), col(Organisation.id)).where(col(Organisation.path).in_(some))
        )
        found.update({str(path): int(id_) for path, id_ in rows})
    return found


def _refuse_overtaken(session: Session, load_id: int) -> None:
    if session.execute(select(func.max(col(RollLoad.id)))).scalar_one() != load_id:
        raise overtaken()


def _newest_done(session: Session) -> int:
    newest = select(func.coalesce(func.max(col(RollLoad.id)), 0)).where(col(RollLoad.done))
    return int(session.execute(newest).scalar_one())


def _pieces(many: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(many)
    while some := list(islice(left, size)):
        yield some
