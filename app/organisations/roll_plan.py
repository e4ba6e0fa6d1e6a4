"""What loading a roll means for the members already there: added, changed, gone, unchanged. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.secret import Secret
from app.organisations import roll_faults as says
from app.organisations.choices import Choice, Choices, known_choices
from app.organisations.models import (
    ChoiceKind,
    Grouping,
    GroupingKind,
    Member,
    MemberState,
    Organisation,
    RollLoad,
)
from app.organisations.organisation_plan import OrganisationPlan, plan_organisations, stored_nodes
from app.organisations.questions import Question, questions
from app.organisations.roll_faults import Fault
from app.organisations.roll_file import Roll, RollRow, doubles, read_roll
from app.organisations.same_person import Facts, Known, People, kept
from app.organisations.tree import Tree
from app.organisations.tree_growing import plant, settle

FEW = 20
KEPT = ("district", "unit", "exempt")


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
    """Member ids, in the order of organisation and name."""
    before: dict[int, Facts] = field(default_factory=dict)
    """By member id, what stands of those who change or go."""
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
    used: list[Choice] = field(default_factory=list)
    """Choices of an organiser that were followed."""
    roll: Roll = field(default_factory=Roll, repr=False)
    tree: Tree = field(default_factory=Tree, repr=False)

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.gone or self.organisations or self.groupings)

    @property
    def many_leave(self) -> bool:
        """Whether so many are missing that it may be a part of the roll: to be confirmed before it is loaded."""
        return len(self.gone) > FEW and len(self.gone) * 2 > self.present

    def questions(self) -> list[Question]:
        """What one choice each would settle."""
        return questions(self.faults, self.tree)

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


def read_and_plan(
    session: Session, source: Path | bytes, filename: str, secret: Secret, more: Iterable[Choice] = ()
) -> Plan:
    """Read a roll with the choices that are kept, and ``more`` of this time, and compare it."""
    choices = known_choices(session).with_these(more)
    return plan(session, read_roll(source, filename, choices.categories), secret, choices)


def plan(session: Session, roll: Roll, secret: Secret, choices: Choices | None = None) -> Plan:
    """Compare a roll with the members present. With faults in it, no more than the organisations are looked up."""
    choices = choices or Choices()
    base = session.execute(select(func.coalesce(func.max(col(RollLoad.id)), 0)).where(col(RollLoad.done))).scalar_one()
    made = Plan(base=base, people=len(roll.rows), faults=list(roll.faults), ignored=list(roll.ignored), roll=roll)
    known = _known(session)
    made.present = sum(one.state == MemberState.PRESENT for one in known)
    before = stored_nodes(session)
    made.tree = Tree((replace(node, names=set(node.names)) for node in before), choices)
    paths = _settle(roll, made)
    made.used = _used(made.tree, roll, choices)
    if not made.faults:
        made.organisations = plan_organisations(before, made.tree)
        made.new_organisations = sum(not made.tree.nodes[path].stored for path in made.organisations)
        _plan_groupings(session, roll, made)
        _match(roll, [_facts(row, paths, made.tree, secret) for row in roll.rows], known, made)
    return made


def _settle(roll: Roll, made: Plan) -> dict[str, str]:
    planted = plant(made.tree, roll)
    paths, wrong = ({}, planted) if planted else settle(made.tree, roll)
    room = says.MOST - sum(fault.asks is None for fault in made.faults)
    for fault in wrong:
        room -= fault.asks is None
        if fault.asks or room >= 0:
            made.faults.append(fault)
    if not made.faults:
        made.faults += doubles(roll, paths)[: says.MOST]
    return paths


def _used(tree: Tree, roll: Roll, choices: Choices) -> list[Choice]:
    words = [Choice(ChoiceKind.CATEGORY, word, choices.categories[word].value) for word in sorted(roll.used)]
    names = sorted(tree.used)
    return words + [Choice(ChoiceKind.ORGANISATION, name, choices.organisations[name]) for name in names]


def _facts(row: RollRow, paths: dict[str, str], tree: Tree, secret: Secret) -> Facts:
    """Where the row is silent, the organisation's own row says the district and, where it is one, the unit."""
    node = tree.nodes[paths[row.written]]
    whole = row.phone if row.phone and len(row.phone) > 4 else None
    return Facts(
        path=node.path,
        district=row.district or node.district,
        unit=row.unit or (node.units[0] if len(node.units) == 1 else None),
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
        .where(col(Member.state).in_((MemberState.PRESENT, MemberState.GONE)))
        .order_by(col(Member.id))
    )
    return [
        Known(id_, state, Facts(path, groupings.get(district), groupings.get(unit), *rest))
        for id_, state, path, district, unit, *rest in rows
    ]


def _plan_groupings(session: Session, roll: Roll, made: Plan) -> None:
    stored = {(kind, name) for kind, name in session.execute(select(col(Grouping.kind), col(Grouping.name)))}
    named = [(GroupingKind.DISTRICT, row.district) for row in roll.rows]
    named += [(GroupingKind.DISTRICT, row.district) for row in roll.tree]
    named += [(GroupingKind.UNIT, row.unit) for row in roll.rows]
    named += [(GroupingKind.UNIT, unit) for row in roll.tree for unit in row.units]
    for kind, name in named:
        if name and (kind.value, name) not in stored:
            stored.add((kind.value, name))
            made.groupings.append((kind, name))


def _match(roll: Roll, facts: list[Facts], known: list[Known], made: Plan) -> None:
    """The same person = the same work number, else organisation, name and phone; numbers are settled first."""
    people = People(known)
    silent = {sheet: [of for of in KEPT if of not in form.header.places] for sheet, form in roll.forms.items()}
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
        elif differs := _differs(before, after := kept(before.facts, one, silent[roll.rows[place].sheet])):
            made.changed.append((before.id, after))
            made.differs[before.id] = differs
            made.before[before.id] = before.facts
        else:
            made.unchanged += 1
    going = [one for one in people.left() if one.state == MemberState.PRESENT]
    going.sort(key=lambda one: (one.facts.path, one.facts.name, one.id))
    made.gone = [one.id for one in going]
    made.before.update({one.id: one.facts for one in going})


def _differs(before: Known, after: Facts) -> tuple[str, ...]:
    facts = tuple(of for of in Facts._fields if getattr(before.facts, of) != getattr(after, of))
    return facts if before.state == MemberState.PRESENT else (*facts, "state")
