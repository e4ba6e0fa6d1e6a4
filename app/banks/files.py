"""Reading a bank file: YAML in, a draft of an edition out, and every fault with its line, question and field."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.banks.bodies import Body, read_body, short_text
from app.banks.faults import Fault
from app.banks.questions import QuestionBody, body_text, from_body
from app.core.refusal import N_
from app.core.yaml_text import BadYaml, Parsed, read_yaml

MOST_QUESTIONS = 5000
NAME = re.compile(r"[a-z0-9-]{2,40}")
KEYS = ("bank", "title", "title_en", "en", "edition", "audience", "questions")
AUDIENCE = ("activist", "candidate", "applicant")


@dataclass(frozen=True)
class Draft:
    """What a file holds. ``questions`` and ``bodies`` are in the order of the ids (UTF-8 bytes): place = ordinal."""

    file: str
    bank: str
    title: str
    title_en: str
    edition: str
    questions: tuple[QuestionBody, ...]
    bodies: tuple[str, ...]
    lines: Mapping[str, int]
    faults: tuple[Fault, ...]
    hidden: frozenset[str] = frozenset()
    """Questions whose key stood in the brackets of the stem and was taken out."""
    audience: tuple[str, ...] = ()
    """The categories of people that the bank is meant for; empty: everybody."""

    @property
    def digest(self) -> bytes:
        return digest(self.bodies)


def digest(bodies: tuple[str, ...]) -> bytes:
    """SHA-256 over the bodies in ordinal order, each followed by a newline."""
    return hashlib.sha256("".join(f"{body}\n" for body in bodies).encode()).digest()


def read_bank(source: Path | bytes, filename: str = "") -> Draft:
    """Read a bank. Never raises for what the file says; a draft with faults cannot be loaded."""
    file = filename or (source.name if isinstance(source, Path) else "")
    try:
        parsed = read_yaml(source.read_bytes() if isinstance(source, Path) else source)
    except BadYaml as bad:
        return _nothing(file, Fault(file, bad.line, "", "", bad.sentence))
    except OSError:
        return _nothing(file, Fault(file, 0, "", "", N_("打不开文件。请核对路径。")))
    if not isinstance(parsed.value, dict):
        return _nothing(file, Fault(file, 1, "", "", N_("文件开头要有 bank、title、edition 和 questions。")))
    return _Reading(file, parsed).draft()


def _nothing(file: str, fault: Fault) -> Draft:
    return Draft(file, "", "", "", "", (), (), {}, (fault,))


class _Reading:
    """One file being read; collects faults instead of stopping at the first."""

    def __init__(self, file: str, parsed: Parsed) -> None:
        self.file = file
        self.parsed = parsed
        self.value: dict[str, Any] = parsed.value
        self.faults: list[Fault] = []
        self.hidden: set[str] = set()

    def draft(self) -> Draft:
        for key in self.value:
            if key not in KEYS:
                self.fault(self.parsed.line(key), "", str(key), N_("没有这一项。请核对拼写，或删去。"))
        bank = self._head("bank", 40)
        if bank and not NAME.fullmatch(bank):
            self.fault(self.parsed.line("bank"), "", "bank", N_("题库代号要用 2–40 个小写字母、数字或短横线。"))
        title, edition = self._head("title", 200), self._head("edition", 40)
        audience, found = self._audience(), self._questions()
        texts = tuple(body_text(body.value) for body in found)
        return Draft(
            file=self.file,
            bank=bank,
            title=title,
            title_en=self._title_en(),
            edition=edition,
            questions=tuple(from_body(text) for text in texts),
            bodies=texts,
            lines={body.value["id"]: body.line for body in found},
            faults=tuple(self.faults),
            hidden=frozenset(self.hidden),
            audience=audience,
        )

    def fault(self, line: int, question: str, at: str, sentence: str, **facts: Any) -> None:
        self.faults.append(Fault(self.file, line, question, at, sentence, facts))

    def _head(self, key: str, most: int) -> str:
        text = short_text(self.value.get(key), most)
        if not text:
            self.fault(self.parsed.line(key), "", key, N_("要写不超过 %(most)s 个字的文字。"), most=most)
        return text or ""

    def _title_en(self) -> str:
        english = self.value.get("en")
        title = english.get("title") if isinstance(english, dict) else self.value.get("title_en")
        if title is None:
            return ""
        text = short_text(title, 200)
        if text is None:
            self.fault(self.parsed.line("en"), "", "en.title", N_("要写不超过 %(most)s 个字的文字。"), most=200)
        return text or ""

    def _audience(self) -> tuple[str, ...]:
        listed = self.value.get("audience", [])
        if isinstance(listed, list) and all(isinstance(one, str) and one in AUDIENCE for one in listed):
            return tuple(dict.fromkeys(listed))
        sentence = N_("要写成一行列表，只能有 %(allowed)s。")
        self.fault(self.parsed.line("audience"), "", "audience", sentence, allowed=", ".join(AUDIENCE))
        return ()

    def _questions(self) -> list[Body]:
        listed = self.value.get("questions")
        if not isinstance(listed, list) or not listed:
            self.fault(self.parsed.line("questions"), "", "questions", N_("要列出至少一道题。"))
            return []
        if len(listed) > MOST_QUESTIONS:
            sentence = N_("超过 %(most)s 道题。请分成几个题库。")
            self.fault(self.parsed.line("questions"), "", "questions", sentence, most=MOST_QUESTIONS)
            return []
        bodies: dict[str, Body] = {}
        for place, value in enumerate(listed):
            body = self._question(place, value)
            if body is None:
                continue
            name = body.value["id"]
            if name in bodies:
                sentence = N_("题号和第 %(other)s 行的重复。请改一个。")
                self.fault(body.line, name, "id", sentence, other=bodies[name].line)
            else:
                bodies[name] = body
        return [bodies[name] for name in sorted(bodies, key=lambda name: name.encode())]

    def _question(self, place: int, value: Any) -> Body | None:
        line = self.parsed.line("questions", place)
        read = read_body(value)
        name = read.name or f"#{place + 1}"
        for at, sentence, facts in read.faults:
            steps = [int(step) - 1 if step.isdigit() else step for step in at.split(".")] if at else []
            self.fault(self.parsed.line("questions", place, *steps), name, at, sentence, **facts)
        if read.hidden:
            self.hidden.add(name)
        return Body(read.value, line) if read.value is not None and not read.faults else None
