"""Marking once more: exact, no negative marks, from the raw stored values. Pure."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SHOWN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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
    chosen = {order[SHOWN.index(letter)] for letter in value}
    return chosen == set(question["answer"])


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


def score(
    items: Iterable[tuple[int, Mapping[str, Any], str]], marks: Sequence[int], values: Mapping[int, str]
) -> tuple[int, int]:
    """(hundredths of a mark, right answers) of a paper whose items are (section, question body, shown order)."""
    total = right = 0
    for n, (section, question, order) in enumerate(items, start=1):
        if is_right(question, order, values.get(n, "")):
            total += marks[section]
            right += 1
    return total, right
