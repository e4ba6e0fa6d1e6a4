"""Pure: one question as it is kept, drawn and shown. ``body`` is the canonical JSON of a bank file's question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.canonical import compact_json

LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the answer stands: document with full title, year of its edition, article (number or 总纲/序言)."""

    document: str
    edition: int | str
    article: int | str | None = None
    paragraph: int | str | None = None
    item: int | str | None = None

    def said(self, language: str = "zh") -> str:
        """《中国共产党章程》（2022年）第九条第二款; in English the title stays as it is published."""
        if language == "en":
            parts = [
                ("art.", self.article),
                ("para.", self.paragraph),
                ("item", self.item),
            ]
            places = [str(place) if _named(place) else f"{name} {place}" for name, place in parts if place is not None]
            return ", ".join([f"{self.document} ({self.edition})", *places])
        places = [
            _place(place, unit)
            for place, unit in (
                (self.article, "条"),
                (self.paragraph, "段" if _named(self.article) else "款"),
                (self.item, "项"),
            )
            if place is not None
        ]
        year = f"{self.edition}年" if str(self.edition).isdigit() else str(self.edition)
        return f"《{self.document}》（{year}）{''.join(places)}"


def _named(place: int | str | None) -> bool:
    return isinstance(place, str) and not place.isdigit()


def _place(place: int | str, unit: str) -> str:
    return str(place) if _named(place) else f"第{chinese_number(int(place))}{unit}"


def chinese_number(number: int) -> str:
    """``25`` → ``二十五``, up to 9999."""
    if not 0 < number < 10_000:
        return str(number)
    said, gap = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            said += ("零" if gap and said else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        else:
            gap = True
    return said.removeprefix("一") if said.startswith("一十") else said


@dataclass(frozen=True, slots=True)
class QuestionText:
    """What a reader of one language sees. ``answer`` has the same form as in the body."""

    stem: str
    options: tuple[str, ...]
    answer: Any
    explanation: str


@dataclass(frozen=True, slots=True)
class QuestionBody:
    """One question of an edition.

    ``answer``: letters of the bank's options ("BD"), ``True``/``False``, or a tuple with a tuple of equivalents a gap.
    """

    name: str
    kind: str
    stem: str
    options: tuple[str, ...]
    answer: Any
    explanation: str
    source: Source | None
    difficulty: str
    topics: tuple[str, ...]
    status: str
    en: Mapping[str, Any]

    @property
    def blanks(self) -> int:
        """How many gaps there are to fill in; 0 for other kinds."""
        return len(self.answer) if self.kind == "blank" else 0

    def text(self, language: str) -> QuestionText:
        """The question in a language; Chinese where there is no English."""
        if language != "en" or not self.en:
            return QuestionText(self.stem, self.options, self.answer, self.explanation)
        return QuestionText(
            self.en.get("stem") or self.stem,
            tuple(self.en.get("options") or self.options),
            _answer(self.en["answer"]) if "answer" in self.en else self.answer,
            self.en.get("explanation") or self.explanation,
        )

    def equivalents(self) -> tuple[frozenset[str], ...]:
        """For each gap every text that is right, of either language, as written."""
        gaps = [set(gap) for gap in self.answer]
        for gap, english in zip(gaps, self.en.get("answer", ()), strict=False):
            gap.update(english)
        return tuple(frozenset(gap) for gap in gaps)


def body_text(body: Mapping[str, Any]) -> str:
    """The bytes that are hashed and stored."""
    return compact_json(body)


def from_body(text: str) -> QuestionBody:
    body = json.loads(text)
    return QuestionBody(
        name=body["id"],
        kind=body["kind"],
        stem=body["stem"],
        options=tuple(body["options"]),
        answer=_answer(body["answer"]),
        explanation=body["explanation"],
        source=Source(**body["source"]) if body.get("source") else None,
        difficulty=body["difficulty"],
        topics=tuple(body["topics"]),
        status=body["status"],
        en=body.get("en", {}),
    )


def _answer(answer: Any) -> Any:
    return (
        tuple(tuple(gap) for gap in answer) if isinstance(answer, Sequence) and not isinstance(answer, str) else answer
    )
