"""What the second scorer found: each difference with its place, what the data says and what it should say."""

from dataclasses import dataclass, field
from typing import Any

KEPT = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` is a dotted key (docs/fairness.md lists them); ``place`` says where: an entry, a paper, a board."""

    what: str
    place: str
    expected: str
    found: str

    def line(self) -> str:
        return f"{self.what} at {self.place}: expected {self.expected}, found {self.found}"


@dataclass
class Findings:
    """Counts of what was checked, and the differences: the first 1,000 in full, all of them counted."""

    contest: str = ""
    head: int = 0
    head_hash: str = ""
    checked: dict[str, int] = field(default_factory=dict)
    kept: list[Difference] = field(default_factory=list)
    differences: int = 0
    boards: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each board's canonical text, folded at the head."""

    def count(self, what: str, number: int = 1) -> None:
        self.checked[what] = self.checked.get(what, 0) + number

    def differ(self, what: str, place: str, expected: Any, found: Any) -> None:
        self.differences += 1
        if len(self.kept) < KEPT:
            self.kept.append(Difference(what, place, _short(expected), _short(found)))

    def same(self, what: str, place: str, expected: Any, found: Any) -> bool:
        """Note a difference unless both are equal."""
        if expected == found:
            return True
        self.differ(what, place, expected, found)
        return False


def _short(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 120 else text[:117] + "…"
