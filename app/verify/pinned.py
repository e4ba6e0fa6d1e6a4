"""What a contest was sealed with, read raw: its rules, editions, roll and sittings; and their digests once more."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.core.canonical import compact_json
from app.verify.findings import Findings
from app.verify.pinned_roll import Node, RollRow, check_roll, check_tree, read_roll, read_tree
from app.verify.redrawing import Candidate
from app.verify.snapshot import Snapshot


@dataclass
class SittingRow:
    id: int
    key: str
    name: str
    opens: int
    closes: int
    commitment: str
    sealed: bytes
    published: bool
    seed: bytes = b""
    """From the chain once published, before that unsealed with the secret key."""
    windows: list[tuple[int, int]] = field(default_factory=list)
    """Every window that the chain announced, in order: an organiser may have moved it."""
    published_at: int | None = None
    """When the seed was published; papers that begin afterwards could be computed by anybody."""

    @property
    def earliest(self) -> int:
        return min((opens for opens, _ in self.windows), default=self.opens)

    @property
    def latest(self) -> int:
        return max((closes for _, closes in self.windows), default=0)


@dataclass
class Sealed:
    """A contest's fixed facts. ``questions`` and ``candidates`` are by bank, in the order of ordinals."""

    contest_id: int
    slug: str
    state: str
    rules_text: str
    rules: dict[str, Any]
    questions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    editions: dict[str, str] = field(default_factory=dict)
    roll: list[RollRow] = field(default_factory=list)
    roll_digest: str = ""
    tree: dict[int, Node] = field(default_factory=dict)
    tree_digest: str = ""
    before_trees: bool = False
    """Opened by a version whose chain knew neither the tree nor how many items of a paper were wrong."""
    sittings: dict[int, SittingRow] = field(default_factory=dict)

    @property
    def rules_digest(self) -> str:
        return hashlib.sha256(self.rules_text.encode()).hexdigest()

    def commitment(self, seed: bytes) -> str:
        """As docs/draw.md has it."""
        facts = {"v": 1, "seed": seed.hex(), "editions": self.editions, "rules": self.rules_digest}
        return hashlib.sha256(compact_json(facts).encode()).hexdigest()


def sealed(view: Snapshot, slug: str, findings: Findings) -> Sealed | None:
    """Read the contest's fixed facts; None when there is no such contest."""
    row = view.one("SELECT id, slug, state, rules FROM contest WHERE slug = :slug", slug=slug)
    if row is None:
        return None
    said = json.loads(row.rules)
    findings.same("rules.canonical", "rules", compact_json(said), row.rules)
    pinned = Sealed(row.id, row.slug, row.state, row.rules, with_defaults(said))
    _read_editions(view, pinned, findings)
    _read_people(view, pinned, findings)
    for one in view.rows(_SITTINGS, contest=row.id):
        pinned.sittings[one.id] = SittingRow(
            one.id, one.key, one.name, one.opens, one.closes, one.commitment, bytes(one.seed_sealed), one.seed_published
        )
    return pinned


DEFAULTS: dict[str, Any] = {
    "counted_a_day": 1,
    "day_zone": "",
    "multiple_marking": "exact",
    "make_up": None,
    "divisions": [],
    "provisional": False,
    "pass_mark": None,
    "attempts_per_day": None,
}
SCORING: dict[str, Any] = {
    "best_n": None,
    "full_marks_weight": 0,
    "min_participants": None,
    "categories": [],
}


def with_defaults(said: dict[str, Any]) -> dict[str, Any]:
    """The rules, with what a text of an earlier version leaves out: it meant these."""
    rules = DEFAULTS | said
    rules["organisation_scoring"] = SCORING | said["organisation_scoring"]
    rules["sections"] = [{"option_marks": None, "deduct": 0} | section for section in said["sections"]]
    return rules


_SITTINGS = """
SELECT id, key, name, opens, closes, commitment, seed_sealed, seed_published
  FROM sitting WHERE contest_id = :contest ORDER BY id
"""
_PINNED = """
SELECT p.bank, e.id, e.digest FROM pinned_edition p JOIN edition e ON e.id = p.edition_id
 WHERE p.contest_id = :contest ORDER BY p.bank
"""
_OPENED = "SELECT payload FROM ledger_entry WHERE contest_id = :contest AND kind = 'opened' ORDER BY seq LIMIT 1"
_QUESTIONS = "SELECT ordinal, name, kind, status, body FROM question WHERE edition_id = :edition ORDER BY ordinal"


def _read_editions(view: Snapshot, pinned: Sealed, findings: Findings) -> None:
    for edition in list(view.rows(_PINNED, contest=pinned.contest_id)):
        bank = edition.bank
        hashed, bodies, names = hashlib.sha256(), [], []
        for ordinal, row in enumerate(view.rows(_QUESTIONS, edition=edition.id)):
            place = f"bank {bank}, question {row.ordinal}"
            body = json.loads(row.body)
            findings.same("edition.gap", place, ordinal, row.ordinal)
            said = (body.get("id"), body["kind"], body["status"])
            findings.same("edition.column", place, said, (row.name, row.kind, row.status))
            hashed.update(row.body.encode() + b"\n")
            bodies.append(body)
            names.append(row.name.encode())
        findings.same("edition.order", f"bank {bank}", sorted(names), names)
        findings.same("edition.digest", f"bank {bank}", hashed.hexdigest(), bytes(edition.digest).hex())
        findings.count("questions", len(bodies))
        pinned.questions[bank] = bodies
        pinned.candidates[bank] = list(_candidates(bodies))
        pinned.editions[bank] = hashed.hexdigest()


def _candidates(bodies: Iterable[dict[str, Any]]) -> Iterable[Candidate]:
    for ordinal, body in enumerate(bodies):
        yield Candidate(ordinal, body["kind"], body["status"], len(body.get("options") or ()))


def _read_people(view: Snapshot, pinned: Sealed, findings: Findings) -> None:
    pinned.roll, pinned.roll_digest = read_roll(view, pinned.contest_id, findings)
    pinned.tree, pinned.tree_digest = read_tree(view, pinned.contest_id)
    opened = view.one(_OPENED, contest=pinned.contest_id)
    pinned.before_trees = opened is not None and "tree" not in json.loads(opened.payload)
    if opened is not None and not pinned.before_trees:
        check_tree(pinned.tree, pinned.roll, findings)
        check_roll(pinned.tree, pinned.roll, pinned.rules, findings)
    elif opened is not None:
        findings.same("tree.nodes", "tree", [], sorted(pinned.tree))
