"""Pure: what an answer is worth. All figures are integers: hundredths of a mark."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.papers.drawing import LETTERS


@dataclass(frozen=True)
class Key:
    """The right answer of one question in the bank's letters ("BD", "T"), or the folded equivalents of each gap."""

    letters: str = ""
    gaps: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Marked:
    """What one paper is worth: ``right[i]`` for the item n = i + 1."""

    score: int
    right: tuple[bool, ...]

    @property
    def correct(self) -> int:
        return sum(self.right)


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


def mark(keys: Sequence[Key], shown: Sequence[str], marks: Sequence[int], answers: Mapping[int, str]) -> Marked:
    """Mark a paper: ``answers`` by item number from 1; an item without an answer is worth nothing."""
    right = tuple(
        is_right(key, order, answers.get(n, "")) for n, (key, order) in enumerate(zip(keys, shown, strict=True), 1)
    )
    return Marked(sum(worth for worth, good in zip(marks, right, strict=True) if good), right)
