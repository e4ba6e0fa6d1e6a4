"""Pure: the sheet of organisations put into the tree, then every person's organisation found in it."""

from app.organisations import roll_faults as says
from app.organisations.models import ChoiceKind, OrganisationKind
from app.organisations.names import fold
from app.organisations.roll_cells import DEEPEST
from app.organisations.roll_faults import Ask, Fault
from app.organisations.roll_file import Roll, RollRow
from app.organisations.tree import Node, NotMatched, Tree
from app.organisations.tree_sheet import TreeRow

LONGEST = 600
"""Signs in a path."""


def plant(tree: Tree, roll: Roll) -> list[Fault]:
    """Put the rows of the sheet of organisations into the tree, parents before children."""
    tree.settled = tree.settled or bool(roll.tree)
    faults: list[Fault] = []
    names = _names(roll, faults)
    placed: dict[str, TreeRow] = {}
    waiting = {id(row): row for row in roll.tree}
    for _level in range(DEEPEST):
        ready = [row for row in waiting.values() if not _waits(row, waiting, names)]
        for row in ready:
            del waiting[id(row)]
            if fault := _plant(tree, roll, row, placed):
                faults.append(fault)
    faults += [Fault(roll.place(row, "parent"), says.CIRCLE) for row in waiting.values()]
    return faults + _alike(roll)


def settle(tree: Tree, roll: Roll) -> tuple[dict[str, str], list[Fault]]:
    """Folded name as written → path of the organisation meant, and who cannot be placed."""
    paths: dict[str, str] = {}
    wrong: dict[str, Fault] = {}
    faults: list[Fault] = []
    for row in roll.rows:
        if row.organisation and row.written not in paths and row.written not in wrong:
            found = _found(tree, roll, row, row.organisation, "organisation")
            if isinstance(found, Fault):
                wrong[row.written] = found
            else:
                paths[row.written] = found.path
        if fault := wrong.get(row.written):
            faults.append(Fault(roll.place(row, "organisation"), fault.sentence, fault.facts, fault.asks))
        elif row.organisation:
            faults += _unit_fault(roll, row, tree.nodes[paths[row.written]])
    return paths, faults + _misplaced_groups(tree, roll, paths)


def _names(roll: Roll, faults: list[Fault]) -> dict[str, TreeRow]:
    """Folded name → the row that bears it, for finding parents inside the sheet."""
    names: dict[str, TreeRow] = {}
    for row in roll.tree:
        names.setdefault(fold("/".join(row.names)), row)
        names.setdefault(fold(row.names[-1]), row)
    for row in roll.tree:
        for name in (row.short, *row.aliases):
            other = names.setdefault(fold(name), row) if name else row
            if other is not row and name != row.short:
                facts = {"name": name, "other": other.row, "sheet": other.sheet}
                faults.append(Fault(roll.place(row, "aliases"), says.ALIAS_TWICE, facts))
    return names


def _waits(row: TreeRow, waiting: dict[int, TreeRow], names: dict[str, TreeRow]) -> bool:
    above = names.get(fold("/".join(row.parent))) if row.parent else None
    return above is not None and id(above) in waiting


def _plant(tree: Tree, roll: Roll, row: TreeRow, placed: dict[str, TreeRow]) -> Fault | None:
    above = None
    if row.parent:
        found = _found(tree, roll, row, row.parent, "parent")
        if isinstance(found, Fault):
            return found
        above = found.path
    for name in row.names[:-1]:
        above = tree.grow(above, name).path
    node = _own(tree, above, row)
    if len(node.path) > LONGEST or node.path.count("/") >= DEEPEST:
        return Fault(roll.place(row, "parent"), says.TOO_DEEP, {"most": DEEPEST})
    if other := placed.get(node.path):
        return Fault(roll.place(row, "name"), says.TREE_TWICE, {"other": other.row, "sheet": other.sheet})
    placed[node.path] = row
    node.kind = row.kind or node.kind
    node.short, node.told = row.short or node.short, True
    node.units, node.district = row.units, row.district
    if row.units and tree.kinds()[node.path] != OrganisationKind.BRANCH:
        return Fault(roll.place(row, "units"), says.UNITS_OF_BRANCH)
    tree.call(node, {fold(name)[:200] for name in (row.names[-1], row.short, *row.aliases) if name})
    return None


def _own(tree: Tree, above: str | None, row: TreeRow) -> Node:
    """The organisation that a row is about: there already under this or another of its names, or a new one."""
    name = row.names[-1]
    known = tree.below(above, name)
    if not known and above is None:
        known = {path for path in tree.named(name) if tree.nodes[path].stored}
    return tree.nodes[next(iter(known))] if len(known) == 1 else tree.grow(above, name)


def _found(tree: Tree, roll: Roll, row: RollRow | TreeRow, names: tuple[str, ...], of: str) -> Node | Fault:
    try:
        return tree.find(names)
    except NotMatched as error:
        sentence = says.SEVERAL if error.paths else says.NOT_MATCHED
        asks = Ask(ChoiceKind.ORGANISATION, error.written)
        return Fault(roll.place(row, of), sentence, {"name": error.written[-60:]}, asks)


def _alike(roll: Roll) -> list[Fault]:
    seen: dict[str, TreeRow] = {}
    found = []
    for row in roll.tree:
        other = seen.setdefault(fold(row.short), row) if row.short else row
        if other is not row:
            facts = {"other": other.row, "sheet": other.sheet}
            found.append(Fault(roll.place(row, "short"), says.SHORT_TWICE, facts))
    return found


def _unit_fault(roll: Roll, row: RollRow, node: Node) -> list[Fault]:
    """Members of a joint branch keep their own unit: one of those that it covers."""
    if len(node.units) < 2 or row.unit in node.units:
        return []
    units = "、".join(node.units)
    if row.unit is None:
        return [Fault(roll.place(row, "unit"), says.WHICH_UNIT, {"units": units})]
    return [Fault(roll.place(row, "unit"), says.NOT_A_UNIT, {"unit": row.unit, "units": units})]


def _misplaced_groups(tree: Tree, roll: Roll, paths: dict[str, str]) -> list[Fault]:
    kinds = tree.kinds()
    wrong = {
        node.path
        for node in tree.nodes.values()
        if kinds[node.path] == OrganisationKind.GROUP
        and not node.stored
        and kinds.get(node.parent or "") != OrganisationKind.BRANCH
    }
    if not wrong:
        return []
    rows: list[tuple[RollRow | TreeRow, str]] = [(row, "name") for row in roll.tree if _is_one(tree, row, wrong)]
    rows += [(row, "organisation") for row in roll.rows if paths.get(row.written) in wrong]
    return [Fault(roll.place(row, of), says.GROUP_ABOVE, {"name": _name(row)[-60:]}) for row, of in rows]


def _is_one(tree: Tree, row: TreeRow, paths: set[str]) -> bool:
    return any(tree.nodes[path].name == row.names[-1] and tree.nodes[path].told for path in paths)


def _name(row: RollRow | TreeRow) -> str:
    return row.organisation[-1] if isinstance(row, RollRow) else row.names[-1]
