"""Pure: questions held against the official text that they cite. Finds what to look at, decides nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.banks.law_text import LawText, paragraph
from app.banks.questions import LETTERS, QuestionBody
from app.banks.twins import folded

ENOUGH_PERCENT = 60
NEGATIVE = re.compile(
    r"(不属于|不包括|不正确的|错误的是|不符合|没有列入|不在其中|(哪一?|下列)[项种个句类条]?[^，。]{0,4}(不在|不是|没有))"
)
CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千]+")
DIGITS = "零一二三四五六七八九"


class Remark(StrEnum):
    NO_TEXT = "no_text"
    """The text of this document and edition was not given."""
    NO_ARTICLE = "no_article"
    KEY_MISSING = "key_missing"
    """The right answer does not stand in the article, neither whole nor in its greater part."""
    OTHER_THERE = "other_there"
    """A wrong option stands in the article word for word."""


@dataclass(frozen=True)
class Doubt:
    question: str
    remark: Remark
    what: str
    """The option, gap or statement that it is about."""


Laws = Mapping[tuple[str, int], LawText]


def doubts(question: QuestionBody, laws: Laws) -> Iterator[Doubt]:
    """What a machine can see: the article exists, the key's words are in it, a wrong option's are not."""
    source = question.source
    law = laws.get((source.document, int(source.edition))) if source and str(source.edition).isdigit() else None
    if source is None or law is None:
        yield Doubt(question.name, Remark.NO_TEXT, source.said() if source else "")
        return
    article = law.articles.get(str(source.article))
    if article is None:
        yield Doubt(question.name, Remark.NO_ARTICLE, source.said())
        return
    text = plain("\n".join(paragraph(article.paragraphs, source.paragraph)))
    whole = plain(article.text + law.attached)
    for key in _keys(question):
        if not _stands(key, text) and not _stands(key, whole):
            yield Doubt(question.name, Remark.KEY_MISSING, key)
    for option in _wrong(question):
        if len(plain(option)) > 1 and plain(option) in text:
            yield Doubt(question.name, Remark.OTHER_THERE, option)


def _keys(question: QuestionBody) -> list[str]:
    """The texts that must follow from the article; of a question asked in the negative, those that are not the key."""
    if question.kind == "blank":
        return [gap[0] for gap in question.answer]
    if question.kind == "true_false":
        return [question.stem] if question.answer is True else []
    return _options(question, right=not NEGATIVE.search(question.stem))


def _wrong(question: QuestionBody) -> list[str]:
    if question.kind not in ("single", "multiple"):
        return []
    return _options(question, right=bool(NEGATIVE.search(question.stem)))


def _options(question: QuestionBody, *, right: bool) -> list[str]:
    return [
        option
        for letter, option in zip(LETTERS, question.options, strict=False)
        if (letter in question.answer) is right
    ]


def _stands(key: str, text: str) -> bool:
    """Whole, or most of its pairs of characters and every numeral of it."""
    wanted = plain(key)
    if wanted in text:
        return True
    if any(number not in text for number in re.findall(r"\d+", wanted)):
        return False
    pairs = {wanted[place : place + 2] for place in range(len(wanted) - 1)}
    return bool(pairs) and 100 * sum(pair in text for pair in pairs) >= ENOUGH_PERCENT * len(pairs)


def plain(text: str) -> str:
    """How texts are compared: folded, numerals as digits, so that 十八 is 18 and 二〇三五 is 2035."""
    return folded(CHINESE.sub(lambda found: _digits(found[0]), text))


def _digits(chinese: str) -> str:
    """The number that is written; one that is not a number is read sign by sign."""
    signs = chinese.replace("〇", "零").replace("两", "二")
    if not any(sign in "十百千" for sign in signs):
        return "".join(str(DIGITS.index(sign)) for sign in signs)
    total, digit = 0, 0
    for sign in signs:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return str(total + digit)
