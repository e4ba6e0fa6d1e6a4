"""Pure: what is wrong with a file, where it stands, and what to do, in sentences of either language."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.core.i18n import translate
from app.core.refusal import N_


class Severity(StrEnum):
    ERROR = "error"
    """Refuses loading."""
    WARNING = "warning"
    """Said, and loaded all the same."""


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

    def said(self, language: str) -> str:
        """``bank.yaml:41 pc-003 answer: …``."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = translate(language, self.sentence, **self.facts)
        return f"{' '.join(filter(None, (place, self.question, self.at)))}: {said}"


@dataclass(frozen=True)
class Finding:
    """What lint says about a question that can be read, or about the bank (``question`` is empty)."""

    severity: Severity
    question: str
    at: str
    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    def said(self, language: str) -> str:
        said = translate(language, self.sentence, **self.facts)
        place = " ".join(filter(None, (self.question, self.at)))
        return f"{place}: {said}" if place else said


SEVERITY_NAMES = {Severity.ERROR: N_("错误"), Severity.WARNING: N_("提醒")}
