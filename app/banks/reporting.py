"""Pure: a bank in figures: kinds, letters as written and as shown, difficulty, status, chapters, sources, twins."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.banks.law_text import LawText
from app.banks.laws import NO_LAWS, Laws
from app.banks.models import Difficulty, QuestionKind, QuestionStatus
from app.banks.questions import LETTERS, QuestionBody
from app.banks.twins import near_twins


@dataclass(frozen=True)
class Cited:
    """One document and edition: questions that cite it, how many of its articles, and how many it has (0: unknown)."""

    questions: int
    articles_cited: int
    articles: int


@dataclass(frozen=True)
class BankReport:
    """Counts of one bank. ``chapters``: by document and chapter, questions and articles; empty without texts.

    ``single_letters`` and ``multiple_letters`` as the file has them; ``…_shuffled`` how many are to be expected when
    options are shuffled for every paper: a question of n options has each of its places 1/n of the time.
    """

    questions: int
    checked: int
    kinds: dict[str, int]
    difficulty: dict[str, int]
    status: dict[str, int]
    topics: dict[str, int]
    single_letters: dict[str, int]
    single_letters_shuffled: dict[str, float]
    multiple_letters: dict[str, int]
    multiple_letters_shuffled: dict[str, float]
    multiple_sizes: dict[int, int]
    true: int
    false: int
    documents: dict[str, int]
    sources: dict[str, Cited]
    chapters: dict[str, tuple[int, int]]
    near_twins: list[tuple[str, str, int]]


def report(
    questions: Sequence[QuestionBody], texts: Mapping[tuple[str, int], LawText], laws: Laws = NO_LAWS
) -> BankReport:
    singles = [one for one in questions if one.kind == QuestionKind.SINGLE]
    multiples = [one for one in questions if one.kind == QuestionKind.MULTIPLE]
    judged = [one for one in questions if one.kind == QuestionKind.TRUE_FALSE]
    return BankReport(
        questions=len(questions),
        checked=sum(one.status == QuestionStatus.CHECKED for one in questions),
        kinds=_ordered(Counter(one.kind for one in questions), QuestionKind),
        difficulty=_ordered(Counter(one.difficulty for one in questions), Difficulty),
        status=_ordered(Counter(one.status for one in questions), QuestionStatus),
        topics=dict(Counter(topic for one in questions for topic in one.topics).most_common()),
        single_letters=_letters(singles),
        single_letters_shuffled=_shuffled(singles),
        multiple_letters=_letters(multiples),
        multiple_letters_shuffled=_shuffled(multiples),
        multiple_sizes=dict(sorted(Counter(len(one.answer) for one in multiples).items())),
        true=sum(one.answer is True for one in judged),
        false=sum(one.answer is False for one in judged),
        documents=dict(Counter(_document(one) for one in questions).most_common()),
        sources=_sources(questions, laws),
        chapters=_chapters(questions, texts),
        near_twins=list(near_twins([(one.name, one.stem) for one in questions])),
    )


def _ordered(
    counts: Mapping[str, int], kinds: type[QuestionKind] | type[Difficulty] | type[QuestionStatus]
) -> dict[str, int]:
    return {kind.value: counts.get(kind, 0) for kind in kinds}


def _letters(questions: Sequence[QuestionBody]) -> dict[str, int]:
    return dict(sorted(Counter(letter for one in questions for letter in one.answer).items()))


def _shuffled(questions: Sequence[QuestionBody]) -> dict[str, float]:
    expected: dict[str, Fraction] = {}
    for one in questions:
        places = LETTERS[: len(one.options)]
        for letter in places:
            expected[letter] = expected.get(letter, Fraction()) + Fraction(len(one.answer), len(places))
    return {letter: round(float(count), 1) for letter, count in sorted(expected.items())}


def _document(question: QuestionBody) -> str:
    source = question.source
    return f"《{source.document}》（{source.edition}）" if source else "—"


def _sources(questions: Sequence[QuestionBody], laws: Laws) -> dict[str, Cited]:
    """By document and edition, the most cited first."""
    cited: dict[str, list[QuestionBody]] = {}
    for one in questions:
        cited.setdefault(_document(one), []).append(one)
    found = {name: _cited(some, laws) for name, some in cited.items()}
    return dict(sorted(found.items(), key=lambda pair: -pair[1].questions))


def _cited(questions: Sequence[QuestionBody], laws: Laws) -> Cited:
    source = questions[0].source
    editions = laws.documents.get(source.document, {}) if source else {}
    edition = editions.get(source.edition) if source and isinstance(source.edition, int) else None
    articles = {str(one.source.article) for one in questions if one.source and isinstance(one.source.article, int)}
    return Cited(len(questions), len(articles), edition.articles if edition else 0)


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
