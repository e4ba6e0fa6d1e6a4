"""Pure: what a fold is told of the chain: short rows of results, and whole entries of the few that need more."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

Result = tuple[str | None, int | None, int | None, int | None, int, int | None, int | None]
"""``(member_key, attempt, score, duration_ms, at, wrong, organisation_id)`` of one entry of the kind ``result``."""

HARMLESS = frozenset(
    (
        *("opened", "sitting", "window_changed", "seed_published", "restored_from_backup", "reopened"),
        *("frozen", "unfrozen", "closed", "finalised", "published", "extra_time", "extra_attempt", "lots_drawn"),
    )
)
ROLL_CHANGES = frozenset(("roll_joined", "roll_moved", "roll_left", "exempted"))
CORRECTIONS = frozenset(("late_admitted", "annulled", "restored", "provisional_confirmed"))
OF_A_MEMBER = ("result", *sorted(ROLL_CHANGES | CORRECTIONS))
"""Every kind that has a say in what one member's results are worth."""


class UnknownEntry(Exception):
    """The chain holds an entry that this version cannot fold; guessing would make a wrong board."""


class Past(NamedTuple):
    """One whole entry."""

    seq: int
    kind: str
    member_key: str
    paper_key: str | None
    attempt: int | None
    score: int | None
    duration_ms: int | None
    at: int
    wrong: int | None
    organisation_id: int | None
    facts: Mapping[str, Any]
    """Of a result, empty."""


class Source(Protocol):
    """Where a fold reads whole entries; needed for changes of the roll and corrections only."""

    def entry(self, seq: int) -> Past:
        """One entry with its facts."""

    def history(self, member_keys: Collection[str], upto: int) -> Sequence[Past]:
        """All entries of these keys that are of a kind in ``OF_A_MEMBER``, up to an entry, in order."""


class Nowhere:
    """For chains of plain results."""

    def entry(self, seq: int) -> Past:
        raise UnknownEntry(f"entry {seq} has to be read whole, and nobody said where")

    def history(self, member_keys: Collection[str], upto: int) -> Sequence[Past]:
        raise UnknownEntry(f"the history of {len(member_keys)} keys has to be read, and nobody said where")
