"""Three sample questions before the paper: from the sample bank alone, marked at once, never stored."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.banks.index import edition, newest
from app.banks.models import QuestionKind, QuestionStatus
from app.banks.questions import QuestionBody
from app.contests.finding import ContestView
from app.core.house import House
from app.papers.book import key_of
from app.papers.drawing import LETTERS
from app.papers.marking import is_right
from app.papers.viewing import options_json

SAMPLE_BANK = "sample"
KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE)


@dataclass(frozen=True)
class Tried:
    """One sample question, and once it was answered what was right."""

    n: int
    question: QuestionBody
    options: list[dict[str, str]]
    language: str
    given: str | None = None

    @property
    def stem(self) -> str:
        return self.question.text(self.language).stem

    @property
    def explanation(self) -> str:
        return self.question.text(self.language).explanation

    @property
    def answer(self) -> str:
        return key_of(self.question).letters

    @property
    def right(self) -> bool:
        return self.given is not None and is_right(key_of(self.question), _shown(self.question), self.given)


def may_try(session: Session, view: ContestView) -> bool:
    """Whether there is a sample bank that the contest itself does not draw from."""
    return SAMPLE_BANK not in view.rules.banks and newest(session, SAMPLE_BANK) is not None


def sample(
    house: House, session: Session, turn: int, language: str, answers: dict[int, str] | None = None
) -> list[Tried]:
    """One question of each kind; another ``turn`` (0, 1, …) shows others. ``answers`` by number: "A", "AC", "T"."""
    found = newest(session, SAMPLE_BANK)
    questions = edition(house, session, found).questions if found is not None else ()
    tried: list[Tried] = []
    for kind in KINDS:
        pool = [one for one in questions if one.kind == kind and one.status == QuestionStatus.CHECKED]
        if pool:
            question, n = pool[turn % len(pool)], len(tried) + 1
            given = None if answers is None else answers.get(n, "")
            tried.append(Tried(n, question, _options(question, language), language, given))
    return tried


def _shown(question: QuestionBody) -> str:
    return "TF" if question.kind == QuestionKind.TRUE_FALSE else LETTERS[: len(question.options)]


def _options(question: QuestionBody, language: str) -> list[dict[str, Any]]:
    return options_json(question.kind, _shown(question), question.text(language).options, language)
