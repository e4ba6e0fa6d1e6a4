"""What loading a roll means for the members already there: added, changed, gone, unchanged. Writes nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.secret import Secret
from app.organisations import roll_faults as says
from app.organisations.models import (
    Grouping,
    GroupingKind,
    Member,
    MemberState,
    Organisation,
    OrganisationKind,
    RollLoad,
)
from app.organisations.names import fold, kind_of, short_names
from app.organisations.roll_faults import Fault
from app.organisations.roll_file import Roll, RollRow
from app.organisations.same_person import Facts, Known, People, kept


class OrganisationPlan(NamedTuple):
    """``name``, ``kind`` and ``short_name`` of a path as they shall be."""

    name: str
    kind: OrganisationKind
    short_name: str
    parent: str | None


@dataclass
class Plan:
    """The difference between a file and the database. ``base`` is the newest load it was compared with."""

    base: int
    people: int = 0
    added: list[Facts] = field(default_factory=list)
    changed: list[tuple[int, Facts]] = field(default_factory=list)
    """(member id, what shall stand)."""
    differs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By member id, which facts of a changed member differ; ``state`` of one who comes back."""
    gone: list[int] = field(default_factory=list)
    """Member ids."""
    unchanged: int = 0
    present: int = 0
    """Members on the roll before."""
    organisations: dict[str, OrganisationPlan] = field(default_factory=dict)
    """New or renamed ones by path, parents first."""
    new_organisations: int = 0
    groupings: list[tuple[GroupingKind, str]] = field(default_factory=list)
    """New ones."""
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.gone or self.organisations or self.groupings)

    def counts(self) -> dict[str, int]:
        return {
            "people": self.people,
            "added": len(self.added),
            "changed": len(self.changed),
            "gone": len(self.gone),
            "unchanged": self.unchanged,
            "organisations": self.new_organisations,
            "faults": len(self.faults),
        }


def plan(session: Session, roll: Roll, secret: Secret) -> Plan:
    """Compare a roll with the members present. With faults in it, nothing is compared."""
    base = session.execute(select(func.coalesce(func.max(col(RollLoad.id)), 0)).where(col(RollLoad.done))).scalar_one()
    made = Plan(base=base, people=len(roll.rows), faults=list(roll.faults), ignored=list(roll.ignored))
    known = _known(session)
    made.present = sum(one.state == MemberState.PRESENT for one in known)
    if made.faults:
        return made
    paths = _plan_organisations(session, roll.rows, made)
    _plan_groupings(session, roll.rows, made)
    _match(roll, [_facts(row, paths, secret) for row in roll.rows], known, made)
    return made


def _facts(row: RollRow, paths: dict[str, str], secret: Secret) -> Facts:
    whole = row.phone if row.phone and len(row.phone) > 4 else None
    return Facts(
        path=paths[row.who[0]],
        district=row.district,
        unit=row.unit,
        name=row.name,
        category=row.category.value,
        exempt=row.exempt,
        number_mac=secret.mac("work number", row.number) if row.number else None,
        phone_mac=secret.mac("phone", whole) if whole else None,
        tail_mac=secret.mac("phone tail", row.phone[-4:]) if row.phone else None,
    )


def _known(session: Session) -> list[Known]:
    groupings = dict(session.execute(select(col(Grouping.id), col(Grouping.name))).all())
    rows = session.execute(
        select(
            col(Member.id),
            col(Member.state),
            col(Organisation.path),
            col(Member.district_id),
            col(Member.unit_id),
            col(Member.name),
            col(Member.category),
            col(Member.exempt),
            col(Member.number_mac),
            col(Member.phone_mac),
            col(Member.tail_mac),
        )
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(Member.state) != MemberState.PENDING)
        .order_by(col(Member.id))
    )
    return [
        Known(id_, state, Facts(path, groupings.get(district), groupings.get(unit), *rest))
        for id_, state, path, district, unit, *rest in rows
    ]


def _plan_organisations(session: Session, rows: list[RollRow], made: Plan) -> dict[str, str]:
    """Folded path → path as it is or will be stored; new and renamed organisations go into the plan."""
    stored = {
        path: (kind, short)
        for path, kind, short in session.execute(
            select(col(Organisation.path), col(Organisation.kind), col(Organisation.short_name))
        )
    }
    names = {path: path.split("/") for path in stored}
    by_fold = {fold(path): path for path in stored}
    for row in rows:
        above = ""
        for name in row.organisation:
            wanted = f"{above}/{name}" if above else name
            above = by_fold.setdefault(fold(wanted), wanted)
            names.setdefault(above, above.split("/"))
    short = short_names(names)
    kinds = _kinds(names)
    for path in sorted(names, key=lambda path: (len(names[path]), path)):
        kind = OrganisationKind(stored[path][0]) if path in stored else kinds[path]
        if stored.get(path) != (kind, short[path]):
            made.organisations[path] = OrganisationPlan(names[path][-1], kind, short[path], _parent(path))
            made.new_organisations += path not in stored
    return by_fold


def _parent(path: str) -> str | None:
    return path.rpartition("/")[0] or None


def _kinds(names: dict[str, list[str]]) -> dict[str, OrganisationKind]:
    below: dict[str, int] = defaultdict(int)
    for path, parts in names.items():
        for up in range(1, len(parts)):
            above = "/".join(parts[: len(parts) - up])
            below[above] = max(below[above], up)
        below[path] += 0
    kinds: dict[str, OrganisationKind] = {}
    for path in sorted(names, key=lambda path: len(names[path])):
        kinds[path] = kind_of(names[path][-1], levels_below=below[path], parent=kinds.get(_parent(path) or ""))
    return kinds


def _plan_groupings(session: Session, rows: list[RollRow], made: Plan) -> None:
    stored = {(kind, name) for kind, name in session.execute(select(col(Grouping.kind), col(Grouping.name)))}
    for row in rows:
        for kind, name in ((GroupingKind.DISTRICT, row.district), (GroupingKind.UNIT, row.unit)):
            if name and (kind.value, name) not in stored:
                stored.add((kind.value, name))
                made.groupings.append((kind, name))


def _match(roll: Roll, facts: list[Facts], known: list[Known], made: Plan) -> None:
    """The same person = the same work number, else organisation, name and phone; numbers are settled first."""
    people = People(known)
    matched: dict[int, Known] = {}
    for step in (people.by_number, people.by_phone, people.by_name):
        for place, one in enumerate(facts):
            if place not in matched and (found := step(one)):
                matched[place] = people.take(found)
    for place, one in enumerate(facts):
        before = matched.get(place)
        if before is None:
            rivals = people.rivals(one)
            if rivals:
                where = roll.place(roll.rows[place], "name")
                made.faults.append(Fault(where, says.NAMESAKES_BEFORE, {"count": len(rivals)}))
            made.added.append(one)
        elif differs := _differs(before, after := kept(before.facts, one)):
            made.changed.append((before.id, after))
            made.differs[before.id] = differs
        else:
            made.unchanged += 1
    made.gone = [one.id for one in people.left() if one.state == MemberState.PRESENT]


def _differs(before: Known, after: Facts) -> tuple[str, ...]:
    facts = tuple(of for of in Facts._fields if getattr(before.facts, of) != getattr(after, of))
    return facts if before.state == MemberState.PRESENT else (*facts, "state")
