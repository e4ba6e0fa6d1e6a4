"""Pure: what an answer is worth. All figures are integers: hundredths of a mark."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.papers.drawing import LETTERS


@dataclass(frozen=True)
class Key:
    """The right answer of one question in the bank's letters ("BD", "T"), or the folded equivalents of each gap."""

    letters: str = ""
    gaps: tuple[frozenset[str], ...] = ()


Rule = Literal["exact", "half", "per_option"]


class Worth(NamedTuple):
    """What an item's section says: its marks, what a right option of an incomplete answer earns, what wrong costs."""

    marks: int
    option_marks: int | None = None
    deduct: int = 0
    bank: str = ""


class Earned(NamedTuple):
    """What one item earned; below 0 where a wrong answer costs marks."""

    marks: int
    right: bool
    wrong: bool
    """Answered and worth nothing: neither fully right nor in part."""


UNANSWERED = Earned(0, right=False, wrong=False)


@dataclass(frozen=True)
class Marked:
    """What one paper is worth: ``earned[i]`` for the item n = i + 1."""

    score: int
    """The sum, never below 0."""
    earned: tuple[Earned, ...]
    parts: dict[str, int]
    """The sum of each bank's items, below 0 where wrong answers cost more than right ones earned."""

    @property
    def right(self) -> tuple[bool, ...]:
        return tuple(one.right for one in self.earned)

    @property
    def correct(self) -> int:
        return sum(one.right for one in self.earned)

    @property
    def wrong(self) -> int:
        return sum(one.wrong for one in self.earned)


def fold(text: str) -> str:
    """How texts of blanks are compared: NFKC, case-fold, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_right(key: Key, shown: str, value: str) -> bool:
    """Whether a stored answer is exactly right; ``shown`` maps shown letters to the bank's (see ``drawing.Item``)."""
    if not value:
        return False
    if key.gaps:
        texts = json.loads(value)
        return len(texts) == len(key.gaps) and all(fold(text) in gap for text, gap in zip(texts, key.gaps, strict=True))
    return bank_letters(shown, value) == key.letters


def bank_letters(shown: str, value: str) -> str:
    """Shown letters ("AC") as letters of the bank, in order; true/false stand for themselves."""
    if shown == "TF":
        return value
    places = (LETTERS.index(letter) for letter in value)
    return "".join(sorted(shown[place] for place in places if place < len(shown)))


def earn(key: Key, shown: str, worth: Worth, value: str, rule: Rule = "exact") -> Earned:
    """What a stored answer earns under a rule for incomplete answers to multiple choices."""
    if not value:
        return UNANSWERED
    if is_right(key, shown, value):
        return Earned(worth.marks, right=True, wrong=False)
    part = _part(key, shown, worth, value, rule)
    return Earned(part, right=False, wrong=False) if part else Earned(-worth.deduct, right=False, wrong=True)


def _part(key: Key, shown: str, worth: Worth, value: str, rule: Rule) -> int:
    """What an answer that is not right earns: nothing, unless all it chose is right and something is missing."""
    if rule == "exact" or key.gaps:
        return 0
    chosen = set(bank_letters(shown, value))
    if not chosen or not chosen < set(key.letters):
        return 0
    if rule == "half":
        return (worth.marks + 199) // 200 * 100 if worth.marks > 100 else 0
    return min((worth.option_marks or 0) * len(chosen), worth.marks - 1)


def mark(
    keys: Sequence[Key],
    shown: Sequence[str],
    worths: Sequence[Worth],
    answers: Mapping[int, str],
    rule: Rule = "exact",
) -> Marked:
    """Mark a paper: ``answers`` by item number from 1; an item without an answer earns and costs nothing."""
    earned = tuple(
        earn(key, order, worth, answers.get(n, ""), rule)
        for n, (key, order, worth) in enumerate(zip(keys, shown, worths, strict=True), 1)
    )
    parts: dict[str, int] = {}
    for worth, one in zip(worths, earned, strict=True):
        parts[worth.bank] = parts.get(worth.bank, 0) + one.marks
    return Marked(max(0, sum(parts.values())), earned, parts)
