"""Pure: what is wrong with a file, where it stands, and what to do, in sentences of either language."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.core.i18n import translate
from app.core.refusal import N_


class Severity(StrEnum):
    ERROR = "error"
    """Refuses loading."""
    DOUBT = "doubt"
    """Loaded, but the key may be wrong: somebody must hold it against the text before it is used."""
    WARNING = "warning"
    """Said, and loaded all the same."""
    NOTE = "note"
    """Mended while reading; said so that nobody wonders."""


class Rule(StrEnum):
    """Which rule found it; what is counted in reports."""

    FORMAT = "format"
    NO_OPTION = "no_option"
    ONE_ANSWER = "one_answer"
    TWO_ANSWERS = "two_answers"
    ALL_RIGHT = "all_right"
    SAME_OPTIONS = "same_options"
    OPTION_IS_STEM = "option_is_stem"
    OPTION_REFERS = "option_refers"
    GAPS = "gaps"
    KEY_IN_STEM = "key_in_stem"
    KEY_HIDDEN = "key_hidden"
    ANSWER_IN_STEM = "answer_in_stem"
    NO_EXPLANATION = "no_explanation"
    LETTER_IN_EXPLANATION = "letter_in_explanation"
    EXPLANATION_DIFFERS = "explanation_differs"
    NO_SOURCE = "no_source"
    UNKNOWN_DOCUMENT = "unknown_document"
    UNKNOWN_EDITION = "unknown_edition"
    SUPERSEDED = "superseded"
    NO_ARTICLE = "no_article"
    UNCHECKED_ARTICLE = "unchecked_article"
    OTHER_ARTICLE = "other_article"
    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"
    SAME_STEM = "same_stem"
    NEAR_STEM = "near_stem"
    LETTER_SKEW = "letter_skew"
    TRUE_SKEW = "true_skew"
    LONGEST_RIGHT = "longest_right"


@dataclass(frozen=True)
class Fault:
    """A part of a file that cannot be read. ``question`` is its id, or ``#3`` where it has none; ``line`` from 1."""

    file: str
    line: int
    question: str
    at: str
    """The field, with its place: ``options.2``."""
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    severity = Severity.ERROR
    rule = Rule.FORMAT

    def said(self, language: str) -> str:
        """``bank.yaml:41 pc-003 answer: …``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = translate(language, self.sentence, **self.facts)
        return f"{' '.join(filter(None, (place, self.question, self.at)))}: {said}"


@dataclass(frozen=True)
class Finding:
    """What lint says about a question that can be read, or about the bank (``question`` is empty)."""

    severity: Severity
    rule: Rule
    question: str
    at: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    def said(self, language: str) -> str:
        said = translate(language, self.sentence, **self.facts)
        place = " ".join(filter(None, (self.question, self.at)))
        return f"{place}: {said}" if place else said


SEVERITY_NAMES = {
    Severity.ERROR: N_("错误"),
    Severity.DOUBT: N_("需人工核对"),
    Severity.WARNING: N_("提醒"),
    Severity.NOTE: N_("已代为处理"),
}
RULE_NAMES = {
    Rule.FORMAT: N_("格式"),
    Rule.NO_OPTION: N_("答案没有对应的选项"),
    Rule.ONE_ANSWER: N_("单选题不止一个答案"),
    Rule.TWO_ANSWERS: N_("多选题不足两个答案"),
    Rule.ALL_RIGHT: N_("所有选项都对"),
    Rule.SAME_OPTIONS: N_("选项相同"),
    Rule.OPTION_IS_STEM: N_("选项重复题干"),
    Rule.OPTION_REFERS: N_("选项指着别的选项"),
    Rule.GAPS: N_("空数和答案数不同"),
    Rule.KEY_IN_STEM: N_("题干括号里的答案和答案不同"),
    Rule.KEY_HIDDEN: N_("题干括号里的答案已隐去"),
    Rule.ANSWER_IN_STEM: N_("题干里有答案原文"),
    Rule.NO_EXPLANATION: N_("没有解析"),
    Rule.LETTER_IN_EXPLANATION: N_("解析里有选项字母"),
    Rule.EXPLANATION_DIFFERS: N_("解析和答案不同"),
    Rule.NO_SOURCE: N_("没有依据"),
    Rule.UNKNOWN_DOCUMENT: N_("文件不在目录里"),
    Rule.UNKNOWN_EDITION: N_("版本不在目录里"),
    Rule.SUPERSEDED: N_("依据旧版"),
    Rule.NO_ARTICLE: N_("没有这一条"),
    Rule.UNCHECKED_ARTICLE: N_("条文没有核对过"),
    Rule.OTHER_ARTICLE: N_("解析和依据的条款不同"),
    Rule.DUPLICATE: N_("同一道题"),
    Rule.CONTRADICTION: N_("两道题的答案矛盾"),
    Rule.SAME_STEM: N_("题干相同"),
    Rule.NEAR_STEM: N_("题干几乎相同"),
    Rule.LETTER_SKEW: N_("答案字母不均"),
    Rule.TRUE_SKEW: N_("对错不均"),
    Rule.LONGEST_RIGHT: N_("最长的选项常常是答案"),
}
