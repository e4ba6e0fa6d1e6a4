"""What a contest was sealed with, read raw: its rules, editions, roll and sittings; and their digests once more."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app.core.canonical import compact_json
from app.verify.findings import Findings
from app.verify.redrawing import Candidate
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
    latest: int = 0
    """The latest end that the chain ever announced: an organiser may have moved it earlier since."""


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
    pinned = Sealed(row.id, row.slug, row.state, row.rules, json.loads(row.rules))
    findings.same("rules.canonical", "rules", compact_json(pinned.rules), row.rules)
    _read_editions(view, pinned, findings)
    _read_roll(view, pinned, findings)
    for one in view.rows(_SITTINGS, contest=row.id):
        pinned.sittings[one.id] = SittingRow(
            one.id, one.key, one.name, one.opens, one.closes, one.commitment, bytes(one.seed_sealed), one.seed_published
        )
    return pinned


_SITTINGS = """
SELECT id, key, name, opens, closes, commitment, seed_sealed, seed_published
  FROM sitting WHERE contest_id = :contest ORDER BY id
"""
_PINNED = """
SELECT p.bank, e.id, e.digest FROM pinned_edition p JOIN edition e ON e.id = p.edition_id
 WHERE p.contest_id = :contest ORDER BY p.bank
"""
_QUESTIONS = "SELECT ordinal, name, kind, status, body FROM question WHERE edition_id = :edition ORDER BY ordinal"
_ROLL = """
SELECT member_key, place, organisation_id, district_id, unit_id, category, exempt, division
  FROM contest_roll WHERE contest_id = :contest ORDER BY place
"""


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


def _read_roll(view: Snapshot, pinned: Sealed, findings: Findings) -> None:
    hashed, keys = hashlib.sha256(), []
    for place, row in enumerate(view.rows(_ROLL, contest=pinned.contest_id)):
        findings.same("roll.place", f"roll {row.member_key}", place, row.place)
        one = RollRow(
            row.member_key,
            row.organisation_id,
            row.district_id,
            row.unit_id,
            row.category,
            bool(row.exempt),
            row.division,
        )
        line = (one.member_key, one.organisation_id, one.district_id, one.unit_id, one.category, int(one.exempt))
        text = "|".join("" if part is None else str(part) for part in (*line, one.division))
        hashed.update(text.encode() + b"\n")
        keys.append(one.member_key)
        pinned.roll.append(one)
    findings.same("roll.order", "roll", sorted(keys), keys)
    findings.count("roll", len(keys))
    pinned.roll_digest = hashed.hexdigest()
