"""Pure: what an entry's bytes are and how one entry binds the next."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from app.core.canonical import compact_json
from app.core.secret import base32

VERSION = 1
GENESIS = bytes(32)


@dataclass(slots=True)
class Entry:
    """An entry on its way into the chain; ``seq`` and ``hash`` are filled in when the batch is sealed.

    ``facts`` are further payload fields: integers, strings, booleans, lists and maps of them.
    """

    kind: str
    at: int
    member_key: str | None = None
    organisation_id: int | None = None
    paper_key: str | None = None
    attempt: int | None = None
    sitting_id: int | None = None
    score: int | None = None
    duration_ms: int | None = None
    wrong: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    hash: bytes = b""

    @property
    def receipt(self) -> str:
        """The first 40 bits of the hash in base 32, ``K7Q3-M9PD``."""
        return receipt(self.hash)


TYPED = ("member_key", "organisation_id", "paper_key", "attempt", "sitting_id", "score", "duration_ms", "wrong")


def payload(contest_id: int, seq: int, entry: Entry) -> str:
    """The canonical, versioned text of an entry; typed columns that are empty are left out."""
    typed = {name: value for name in TYPED if (value := getattr(entry, name)) is not None}
    return compact_json(
        {"v": VERSION, "contest": contest_id, "seq": seq, "kind": entry.kind, "at": entry.at, **typed, **entry.facts}
    )


def link(previous: bytes, text: str) -> bytes:
    return hashlib.sha256(previous + text.encode()).digest()


def receipt(hash_: bytes) -> str:
    code = base32(hash_[:5]).upper()
    return f"{code[:4]}-{code[4:]}"
