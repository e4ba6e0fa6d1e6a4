"""The roll and the tree as they were frozen at the opening, read raw; their digests and size classes once more."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.verify.findings import Findings
from app.verify.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RollRow:
    member_key: str
    organisation_id: int
    district_id: int | None
    unit_id: int | None
    category: str
    exempt: bool
    division: str


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation of the frozen tree."""

    parent_id: int | None
    kind: str


_ROLL = """
SELECT member_key, place, organisation_id, district_id, unit_id, category, exempt, division
  FROM contest_roll WHERE contest_id = :contest ORDER BY place
"""
_TREE = "SELECT organisation_id, parent_id, kind FROM contest_tree WHERE contest_id = :contest ORDER BY organisation_id"


def read_roll(view: Snapshot, contest_id: int, findings: Findings) -> tuple[list[RollRow], str]:
    """The rows in the order of places, and the digest that `opened` has to name."""
    hashed, roll = hashlib.sha256(), []
    for place, row in enumerate(view.rows(_ROLL, contest=contest_id)):
        findings.same("roll.place", f"roll {row.member_key}", place, row.place)
        home = (row.organisation_id, row.district_id, row.unit_id)
        one = RollRow(row.member_key, *home, row.category, bool(row.exempt), row.division)
        line = (one.member_key, *home, one.category, int(one.exempt), one.division)
        hashed.update("|".join("" if part is None else str(part) for part in line).encode() + b"\n")
        roll.append(one)
    keys = [one.member_key for one in roll]
    findings.same("roll.order", "roll", sorted(keys), keys)
    findings.count("roll", len(keys))
    return roll, hashed.hexdigest()


def read_tree(view: Snapshot, contest_id: int) -> tuple[dict[int, Node], str]:
    """The nodes by id, and the digest that `opened` has to name."""
    hashed, tree = hashlib.sha256(), {}
    for row in view.rows(_TREE, contest=contest_id):
        parent = "" if row.parent_id is None else row.parent_id
        hashed.update(f"{row.organisation_id}|{parent}|{row.kind}\n".encode())
        tree[row.organisation_id] = Node(row.parent_id, row.kind)
    return tree, hashed.hexdigest()


def branch_of(tree: Mapping[int, Node], organisation_id: int) -> int:
    """The organisation whose row a member counts for: that of a group is the one above it."""
    here = organisation_id
    while (node := tree.get(here)) is not None and node.kind == "group" and node.parent_id is not None:
        here = node.parent_id
    return here


def check_tree(tree: Mapping[int, Node], roll: Iterable[RollRow], findings: Findings) -> None:
    """It holds everybody's organisation and all above it, and nothing else."""
    wanted: set[int] = set()
    for home in {row.organisation_id for row in roll}:
        here: int | None = home
        while here is not None and here not in wanted:
            wanted.add(here)
            here = tree[here].parent_id if here in tree else None
    findings.same("tree.nodes", "tree", sorted(wanted), sorted(tree))


def check_roll(tree: Mapping[int, Node], roll: Sequence[RollRow], rules: Mapping[str, Any], findings: Findings) -> None:
    """Everybody may sit, and stands in the size class of the own branch."""
    sizes = Counter(
        branch_of(tree, row.organisation_id)
        for row in roll
        if not row.exempt and row.category in counted_categories(rules)
    )
    for row in roll:
        place = f"roll {row.member_key}"
        findings.same("roll.category", place, True, row.category in rules["eligible"])
        again = division(sizes[branch_of(tree, row.organisation_id)], rules["divisions"])
        findings.same("roll.division", place, again, row.division)


def counted_categories(rules: Mapping[str, Any]) -> set[str]:
    """Who counts for an organisation, of those who may sit."""
    return set(rules["organisation_scoring"]["categories"] or rules["eligible"]) & set(rules["eligible"])


def division(size: int, edges: Sequence[int]) -> str:
    """``1-10``, ``11-30``, ``31-`` for the edges 10 and 30."""
    if not edges:
        return ""
    for number, edge in enumerate(edges):
        if size <= edge:
            return f"{edges[number - 1] + 1 if number else 1}-{edge}"
    return f"{edges[-1] + 1}-"
