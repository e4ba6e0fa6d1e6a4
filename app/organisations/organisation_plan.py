"""Which organisations a load brings, renames or gives more names."""

from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.organisations.models import Organisation, OrganisationKind, OrganisationName
from app.organisations.names import short_names, spellings
from app.organisations.tree import Node, Tree


class OrganisationPlan(NamedTuple):
    """``name``, ``kind`` and ``short_name`` of a path as they shall be."""

    name: str
    kind: OrganisationKind
    short_name: str
    parent: str | None
    aliases: frozenset[str] = frozenset()
    """Folded, beside the spellings that follow from name and short name."""


def stored_nodes(session: Session) -> list[Node]:
    rows = session.execute(
        select(
            col(Organisation.id),
            col(Organisation.path),
            col(Organisation.name),
            col(Organisation.kind),
            col(Organisation.short_name),
        )
    )
    nodes = {
        id_: Node(path, name, path.rpartition("/")[0] or None, OrganisationKind(kind), short, stored=True)
        for id_, path, name, kind, short in rows
    }
    names = select(col(OrganisationName.organisation_id), col(OrganisationName.folded))
    for id_, folded in session.execute(names):
        nodes[id_].names.add(folded)
    return list(nodes.values())


def plan_organisations(before: list[Node], tree: Tree) -> dict[str, OrganisationPlan]:
    """New and changed organisations by path, parents first."""
    stood = {node.path: node for node in before}
    short, kinds = _short_names(before, tree), tree.kinds()
    planned: dict[str, OrganisationPlan] = {}
    for path in sorted(tree.nodes, key=lambda path: (path.count("/"), path)):
        node, old = tree.nodes[path], stood.get(path)
        usual = spellings(node.name, short[path])
        aliases = frozenset(node.names - usual)
        if old and (old.kind, old.short) == (kinds[path], short[path]) and usual | aliases <= old.names:
            continue
        planned[path] = OrganisationPlan(node.name, kinds[path], short[path], node.parent, aliases)
    return planned


def _short_names(before: list[Node], tree: Tree) -> dict[str, str]:
    """As the file's sheet says, or as an earlier one said, else made from the names of all that there are. A stored
    short name that the names alone would not have given was said."""
    made = short_names({path: path.split("/") for path in tree.nodes})
    would = short_names({node.path: node.path.split("/") for node in before})
    said = {node.path: node.short for node in before if node.short != would[node.path]}
    said |= {path: node.short for path, node in tree.nodes.items() if node.told and node.short}
    return {path: said.get(path) or short for path, short in made.items()}
