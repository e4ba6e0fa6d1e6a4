"""Pure: one question of a bank file, checked field by field, in the canonical form that is hashed and stored."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.banks import leaks
from app.banks.models import Difficulty, QuestionKind, QuestionStatus
from app.banks.questions import LETTERS
from app.core.refusal import N_

KEYS = (
    *("id", "kind", "stem", "options", "answer", "explanation"),
    *("source", "difficulty", "topics", "status", "en"),
)
EN_KEYS = ("stem", "options", "answer", "explanation")
SOURCE_KEYS = ("document", "edition", "article", "paragraph", "item")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
CHOICES = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
STEM, OPTION, EXPLANATION, GAP = 2000, 500, 2000, 100

WriteText = N_("要写不超过 %(most)s 个字的文字，不含控制字符。")


@dataclass(frozen=True)
class Body:
    """A question's canonical value and the line on which it begins."""

    value: dict[str, Any]
    line: int


@dataclass
class ReadBody:
    name: str = ""
    value: dict[str, Any] | None = None
    faults: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    """Field path (places from 1), sentence, facts."""
    hidden: bool = False
    """Whether the key stood in the brackets of the stem and was taken out."""

    def fault(self, at: str, sentence: str, **facts: Any) -> None:
        self.faults.append((at, sentence, facts))


def short_text(value: Any, most: int) -> str | None:
    """The text of a scalar, trimmed; whole numbers as typed. ``None`` where it is no text or too long."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    if len(text) > most or any(ord(character) < 32 and character != "\n" for character in text):
        return None
    return text


def read_body(value: Any) -> ReadBody:
    """Check one entry of ``questions``; ``value`` of the outcome is ``None`` where nothing could be made of it."""
    read = ReadBody()
    if not isinstance(value, dict):
        read.fault("", N_("一道题要写成 id、kind、stem、answer 等几行。"))
        return read
    _name(read, value)
    _known(read, value, KEYS, "")
    kind = _one_of(read, value, "kind", [one.value for one in QuestionKind], None)
    body: dict[str, Any] = {
        "id": read.name,
        "kind": kind,
        "stem": _text(read, value.get("stem"), "stem", STEM, needed=True),
        "options": _options(read, value.get("options"), kind, "options"),
        "answer": _answer(read, _key(value, kind), kind),
        "explanation": _text(read, value.get("explanation"), "explanation", EXPLANATION),
        "source": _source(read, value.get("source")),
        "difficulty": _one_of(read, value, "difficulty", [one.value for one in Difficulty], Difficulty.MEDIUM.value),
        "topics": _topics(read, value.get("topics")),
        "status": _one_of(read, value, "status", [one.value for one in QuestionStatus], QuestionStatus.DRAFT.value),
    }
    english = _english(read, value.get("en"), kind, body)
    if english:
        body["en"] = english
    read.hidden = leaks.hide(body)
    read.value = body
    return read


def _key(value: dict[str, Any], kind: str) -> Any:
    """The answer as written, else the key that stands in the stem's brackets."""
    written = value.get("answer")
    return leaks.key_in(short_text(value.get("stem"), STEM) or "", kind) if written is None else written


def _name(read: ReadBody, value: dict[str, Any]) -> None:
    name = short_text(value.get("id"), 80)
    if name and NAME.fullmatch(name):
        read.name = name
    else:
        read.fault("id", N_("题号要用字母、数字、点、横线，最多 80 个，字母或数字开头。"))


def _known(read: ReadBody, value: dict[str, Any], keys: tuple[str, ...], above: str) -> None:
    for key in value:
        if key not in keys:
            read.fault(f"{above}{key}", N_("没有这一项。请核对拼写，或删去。"))


def _one_of(read: ReadBody, value: dict[str, Any], key: str, allowed: list[str], otherwise: str | None) -> str:
    found = value.get(key, otherwise)
    if found not in allowed:
        read.fault(key, N_("只能是 %(allowed)s。"), allowed=", ".join(allowed))
        return ""
    return str(found)


def _text(read: ReadBody, value: Any, at: str, most: int, *, needed: bool = False) -> str:
    if value is None and not needed:
        return ""
    text = short_text(value, most)
    if text is None or (needed and not text):
        read.fault(at, WriteText, most=most)
        return ""
    return text


def _options(read: ReadBody, value: Any, kind: str, at: str) -> list[str]:
    if kind not in CHOICES:
        if value not in (None, []):
            read.fault(at, N_("判断题和填空题没有选项。请删去 options。"))
        return []
    if not isinstance(value, list) or not 2 <= len(value) <= len(LETTERS):
        read.fault(at, N_("单选题和多选题要有 2–8 个选项，一行一个。"))
        return []
    return [_text(read, option, f"{at}.{place}", OPTION, needed=True) for place, option in enumerate(value, 1)]


def _answer(read: ReadBody, value: Any, kind: str) -> Any:
    readers: dict[str, Callable[[ReadBody, Any], Any]] = {
        "single": _letters,
        "multiple": _letters,
        "true_false": _truth,
        "blank": lambda read, value: _gaps(read, value, "answer"),
    }
    return readers[kind](read, value) if kind in readers else ""


def _letters(read: ReadBody, value: Any) -> str:
    letters = value.strip().upper() if isinstance(value, str) else ""
    if not letters or any(letter not in LETTERS for letter in letters) or len(set(letters)) != len(letters):
        read.fault("answer", N_("答案要写选项字母，如 B 或 BD，每个字母一次。"))
        return ""
    return "".join(sorted(letters))


def _truth(read: ReadBody, value: Any) -> bool:
    if not isinstance(value, bool):
        read.fault("answer", N_("判断题的答案要写 true 或 false。"))
    return value is True


def _gaps(read: ReadBody, value: Any, at: str) -> list[list[str]]:
    if not isinstance(value, list) or not 1 <= len(value) <= 10:
        read.fault(at, N_('填空题的答案要写成 [["五", "5"]]：每空一组，组内是都算对的写法。'))
        return []
    gaps = []
    for place, gap in enumerate(value, 1):
        if not isinstance(gap, list) or not 1 <= len(gap) <= 20:
            read.fault(f"{at}.{place}", N_("每空要有 1–20 种算对的写法，放在方括号里。"))
            continue
        gaps.append([_text(read, text, f"{at}.{place}.{n}", GAP, needed=True) for n, text in enumerate(gap, 1)])
    return gaps


def _source(read: ReadBody, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        read.fault("source", N_("依据要写成 {document: 全称, edition: 年份, article: 条}。"))
        return None
    _known(read, value, SOURCE_KEYS, "source.")
    source: dict[str, Any] = {"document": _text(read, value.get("document"), "source.document", 200, needed=True)}
    for key in SOURCE_KEYS[1:]:
        if key in value or key == "edition":
            source[key] = _place(read, value.get(key), f"source.{key}")
    return source


def _place(read: ReadBody, value: Any, at: str) -> int | str:
    text = _text(read, value, at, 40, needed=True)
    return int(text) if text.isascii() and text.isdigit() else text


def _topics(read: ReadBody, value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > 10:
        read.fault("topics", N_("要写成一行列表，最多 10 个。"))
        return []
    return [_text(read, topic, f"topics.{place}", 40, needed=True) for place, topic in enumerate(value, 1)]


def _english(read: ReadBody, value: Any, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        read.fault("en", N_("英文要写成 {stem: …, options: […], explanation: …}。"))
        return {}
    _known(read, value, EN_KEYS, "en.")
    english: dict[str, Any] = {"stem": _text(read, value.get("stem"), "en.stem", STEM, needed=True)}
    if kind in CHOICES:
        english["options"] = _options(read, value.get("options"), kind, "en.options")
        if len(english["options"]) != len(body["options"]):
            read.fault("en.options", N_("英文选项和中文选项的个数不一样。"))
    if kind == "blank" and "answer" in value:
        english["answer"] = _gaps(read, value["answer"], "en.answer")
        if len(english["answer"]) != len(body["answer"]):
            read.fault("en.answer", N_("英文答案和中文答案的空数不一样。"))
    if "explanation" in value:
        english["explanation"] = _text(read, value["explanation"], "en.explanation", EXPLANATION)
    return english
