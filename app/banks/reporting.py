"""Pure: a bank in figures: kinds, letters, difficulty, how many right options, coverage by chapter."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.banks.law_text import LawText
from app.banks.models import Difficulty, QuestionKind
from app.banks.questions import QuestionBody


@dataclass(frozen=True)
class BankReport:
    """Counts of one bank. ``chapters``: by document and chapter, questions and articles; empty without texts."""

    questions: int
    checked: int
    kinds: dict[str, int]
    difficulty: dict[str, int]
    single_letters: dict[str, int]
    multiple_letters: dict[str, int]
    multiple_sizes: dict[int, int]
    true: int
    false: int
    documents: dict[str, int]
    chapters: dict[str, tuple[int, int]]


def report(questions: Sequence[QuestionBody], laws: Mapping[tuple[str, int], LawText]) -> BankReport:
    singles = [one for one in questions if one.kind == QuestionKind.SINGLE]
    multiples = [one for one in questions if one.kind == QuestionKind.MULTIPLE]
    judged = [one for one in questions if one.kind == QuestionKind.TRUE_FALSE]
    return BankReport(
        questions=len(questions),
        checked=sum(one.status == "checked" for one in questions),
        kinds=_ordered(Counter(one.kind for one in questions), QuestionKind),
        difficulty=_ordered(Counter(one.difficulty for one in questions), Difficulty),
        single_letters=dict(sorted(Counter(one.answer for one in singles).items())),
        multiple_letters=dict(sorted(Counter(letter for one in multiples for letter in one.answer).items())),
        multiple_sizes=dict(sorted(Counter(len(one.answer) for one in multiples).items())),
        true=sum(one.answer is True for one in judged),
        false=sum(one.answer is False for one in judged),
        documents=dict(Counter(_document(one) for one in questions).most_common()),
        chapters=_chapters(questions, laws),
    )


def _ordered(counts: Mapping[str, int], kinds: type[QuestionKind] | type[Difficulty]) -> dict[str, int]:
    return {kind.value: counts.get(kind, 0) for kind in kinds}


def _document(question: QuestionBody) -> str:
    source = question.source
    return f"《{source.document}》（{source.edition}）" if source else "—"


def _chapters(questions: Sequence[QuestionBody], laws: Mapping[tuple[str, int], LawText]) -> dict[str, tuple[int, int]]:
    """Questions and articles by chapter, of every cited text that is at hand."""
    cited: Counter[tuple[str, int, str]] = Counter()
    for one in questions:
        if one.source is not None and str(one.source.edition).isdigit():
            cited[one.source.document, int(one.source.edition), str(one.source.article)] += 1
    found = {}
    for (title, edition), law in laws.items():
        if not any(key[:2] == (title, edition) for key in cited):
            continue
        for chapter, articles in law.chapters.items():
            asked = sum(cited[title, edition, article] for article in articles)
            found[f"{title} {chapter}".strip()] = (asked, len(articles))
    return found
