"""The chain once more: numbers without a gap, each hash over the previous hash and the bytes, the head at the end."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from app.core.canonical import compact_json
from app.verify.findings import Findings
from app.verify.snapshot import Snapshot

TYPED = ("member_key", "organisation_id", "paper_key", "attempt", "sitting_id", "score", "duration_ms", "wrong")
SETTLING = {"frozen", "unfrozen", "closed", "finalised", "published", "lots_drawn"}
OPENING = {"opened", "sitting", "seed_published", "window_changed", "reopened", "restored_from_backup"}
PEOPLE = {"roll_joined", "roll_moved", "roll_left", "exempted", "extra_time", "extra_attempt"}
PAPERS = {"result", "late_admitted", "annulled", "restored", "provisional_confirmed"}
KNOWN = OPENING | PEOPLE | PAPERS | SETTLING

_ENTRIES = """
SELECT seq, kind, at, member_key, organisation_id, paper_key, attempt, sitting_id, score, duration_ms, wrong,
       payload, previous, hash
  FROM ledger_entry WHERE contest_id = :contest ORDER BY seq
"""
_HEAD = "SELECT seq, hash FROM ledger_head WHERE contest_id = :contest"


def entries(view: Snapshot, contest_id: int, findings: Findings) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every entry in order with its payload as facts, checked on the way; the head is checked at the end."""
    seq, previous = 0, bytes(32)
    for entry in view.rows(_ENTRIES, contest=contest_id):
        place = f"entry {entry.seq}"
        findings.same("chain.gap", place, seq + 1, entry.seq)
        findings.same("chain.previous", place, previous, bytes(entry.previous))
        link = hashlib.sha256(bytes(entry.previous) + entry.payload.encode()).digest()
        findings.same("chain.hash", place, link, bytes(entry.hash))
        findings.count("entries")
        facts = _facts(contest_id, entry, findings)
        if entry.kind not in KNOWN:
            findings.differ("chain.kind", place, "a known kind", entry.kind)
        seq, previous = entry.seq, bytes(entry.hash)
        yield entry, facts
    head = view.one(_HEAD, contest=contest_id)
    findings.same("chain.head", "head", (seq, previous.hex()), (head.seq, bytes(head.hash).hex()) if head else None)
    findings.head, findings.head_hash = seq, previous.hex()


def _facts(contest_id: int, entry: Any, findings: Findings) -> dict[str, Any]:
    """The payload, which must be canonical and say the same as the typed columns."""
    place = f"entry {entry.seq}"
    try:
        facts = json.loads(entry.payload)
    except ValueError:
        findings.differ("chain.payload", place, "canonical JSON", entry.payload)
        return {}
    if not isinstance(facts, dict) or _has_float(facts) or compact_json(facts) != entry.payload:
        findings.differ("chain.payload", place, "canonical JSON without floats", entry.payload)
        return facts if isinstance(facts, dict) else {}
    said = {"v": 1, "contest": contest_id, "seq": entry.seq, "kind": entry.kind, "at": entry.at}
    said |= {name: getattr(entry, name) for name in TYPED}
    for name, value in said.items():
        findings.same(f"chain.column.{name}", place, facts.get(name), value)
    return facts


def _has_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_float(one) for one in value.values())
    if isinstance(value, list):
        return any(_has_float(one) for one in value)
    return isinstance(value, float)
