"""Marking once more, from the raw stored values and the words of the rules. Pure."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SHOWN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WHOLE = 100
"""A whole mark."""


@dataclass
class Mark:
    """What a paper is worth. ``parts`` by bank, with what wrong answers cost, never lifted to 0."""

    score: int = 0
    right: int = 0
    wrong: int = 0
    parts: dict[str, int] = field(default_factory=dict)


def folded(text: str) -> str:
    """How blanks are compared: NFKC, case-fold, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_right(question: Mapping[str, Any], order: str, value: str) -> bool:
    """Whether a stored value answers a question. ``question`` is its body, ``order`` the letters as they were shown."""
    if value == "":
        return False
    kind = question["kind"]
    if kind == "true_false":
        return value == ("T" if question["answer"] is True else "F")
    if kind == "blank":
        return _blanks_right(question, value)
    return _chosen(order, value) == set(question["answer"])


def _chosen(order: str, value: str) -> set[str]:
    return {order[SHOWN.index(letter)] for letter in value}


def _blanks_right(question: Mapping[str, Any], value: str) -> bool:
    texts: Sequence[str] = json.loads(value)
    gaps = question["answer"]
    english = (question.get("en") or {}).get("answer") or []
    if len(texts) != len(gaps):
        return False
    for place, text in enumerate(texts):
        allowed = list(gaps[place]) + (list(english[place]) if place < len(english) else [])
        if folded(text) == "" or folded(text) not in {folded(one) for one in allowed}:
            return False
    return True


def for_incomplete(question: Mapping[str, Any], order: str, value: str, section: Mapping[str, Any], way: str) -> int:
    """What an answer that is not right earns: something only where all chosen options of a multiple choice are right
    and the rules pay for that."""
    if way == "exact" or question["kind"] != "multiple" or value == "":
        return 0
    chosen, marks = _chosen(order, value), section["marks"]
    if not chosen < set(question["answer"]):
        return 0
    if way == "per_option":
        return int(min(section["option_marks"] * len(chosen), marks - 1))
    if marks <= WHOLE:
        return 0
    whole_marks, rest = divmod(marks, 2 * WHOLE)
    return int((whole_marks + (1 if rest else 0)) * WHOLE)


def score(
    items: Iterable[tuple[int, Mapping[str, Any], str]],
    sections: Sequence[Mapping[str, Any]],
    values: Mapping[int, str],
    way: str = "exact",
) -> Mark:
    """Mark a paper whose items are (section, question body, shown order); ``way`` is the rules' multiple marking."""
    mark, total = Mark(), 0
    for n, (number, question, order) in enumerate(items, start=1):
        section, value = sections[number], values.get(n, "")
        right = is_right(question, order, value)
        earned = section["marks"] if right else for_incomplete(question, order, value, section, way)
        if value != "" and earned == 0:
            mark.wrong += 1
            earned = -section["deduct"]
        mark.right += 1 if right else 0
        total += earned
        mark.parts[section["bank"]] = mark.parts.get(section["bank"], 0) + earned
    mark.score = max(0, total)
    return mark
