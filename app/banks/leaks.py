"""Pure: a key that was left in the brackets of a stem, as banks copied from Word have it: 宗旨是（B）。（√）任期五年。

It is kept as the key and hidden from the stem; where it says something else than the answer, a person decides.
"""

import re
import unicodedata
from typing import Any

from app.banks.models import QuestionKind

OPEN, SHUT = r"[(（【\[]\s*", r"\s*[)）】\]]"
LETTERS = re.compile(rf"{OPEN}([A-HＡ-Ｈ](?:[、,， ]?[A-HＡ-Ｈ])*){SHUT}")
WORDS = re.compile(rf"{OPEN}(对|错|√|×|✓|✗|正确|错误){SHUT}")
RIGHT = ("对", "√", "✓", "正确")
GAP = "（　　）"


def key_in(stem: str, kind: str) -> str | bool | None:
    """The key that stands in the brackets: letters in order, or truth; None where there is none."""
    if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        found = LETTERS.search(stem)
        return "".join(sorted(re.findall("[A-H]", unicodedata.normalize("NFKC", found[1])))) if found else None
    judged = WORDS.search(stem) if kind == QuestionKind.TRUE_FALSE else None
    return judged[1] in RIGHT if judged else None


def hidden(stem: str, kind: str) -> str:
    """The stem as members may see it: an empty bracket for letters, nothing for a mark of true or false."""
    if kind == QuestionKind.TRUE_FALSE:
        return WORDS.sub("", stem).strip()
    return LETTERS.sub(GAP, stem)


def hide(body: dict[str, Any]) -> bool:
    """Take the key out of the stems of a question's body where it is its answer; whether there was one."""
    done = False
    for holder in (body, body.get("en") or {}):
        stem = holder.get("stem", "")
        found = key_in(stem, body["kind"])
        if found is not None and found == body["answer"] and hidden(stem, body["kind"]):
            holder["stem"] = hidden(stem, body["kind"])
            done = True
    return done
