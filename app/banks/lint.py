"""Pure: what is wrong or doubtful in a bank that can be read. Errors refuse loading, warnings are said."""

import re
from collections import Counter
from collections.abc import Iterator

from app.banks.faults import Finding, Severity
from app.banks.files import Draft
from app.banks.laws import NO_LAWS, LawEdition, Laws
from app.banks.questions import LETTERS, QuestionBody
from app.banks.twins import folded, near_twins
from app.core.refusal import N_

SKEW_PERCENT = 60
SKEW_FROM = 10
GAP = re.compile(r"_{2,}")
KEY_IN_STEM = re.compile(r"[(（【\[]\s*([A-H](?:[、,， ]?[A-H])*|对|错|√|×|正确|错误)\s*[)）】\]]")


def lint(draft: Draft, laws: Laws = NO_LAWS) -> list[Finding]:
    """Every finding, by question in the order of the ids; what concerns the whole bank comes last."""
    found = [finding for question in draft.questions for finding in _question(question, laws)]
    found.extend(_twins(draft))
    found.extend(_skew(draft))
    return found


def errors(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _question(question: QuestionBody, laws: Laws) -> Iterator[Finding]:
    if question.kind in ("single", "multiple"):
        yield from _choice(question)
    if question.kind == "blank":
        yield from _blank(question)
    yield from _leak(question)
    yield from _source(question, laws)
    if not question.explanation:
        yield _warning(question, "explanation", N_("没有解析。请写一两句，说明依据哪一条。"))


def _error(question: QuestionBody, at: str, sentence: str, **facts: object) -> Finding:
    return Finding(Severity.ERROR, question.name, at, sentence, facts)


def _warning(question: QuestionBody, at: str, sentence: str, **facts: object) -> Finding:
    return Finding(Severity.WARNING, question.name, at, sentence, facts)


def _choice(question: QuestionBody) -> Iterator[Finding]:
    there = LETTERS[: len(question.options)]
    lost = [letter for letter in question.answer if letter not in there]
    if lost:
        sentence = N_("答案有 %(letters)s，但选项只有 %(there)s。请补选项或改答案。")
        yield _error(question, "answer", sentence, letters="".join(lost), there=there)
    if question.kind == "single" and len(question.answer) != 1:
        yield _error(question, "answer", N_("单选题只能有一个答案。请改答案，或把 kind 改成 multiple。"))
    if question.kind == "multiple" and len(question.answer) < 2:
        yield _error(question, "answer", N_("多选题至少有两个答案。请改答案，或把 kind 改成 single。"))
    if question.kind == "multiple" and question.answer == there:
        yield _warning(question, "answer", N_("所有选项都是答案，容易猜中。请加一个错的选项。"))
    yield from _options(question)


def _options(question: QuestionBody) -> Iterator[Finding]:
    for at, options in (("options", question.options), ("en.options", question.en.get("options", ()))):
        seen: dict[str, str] = {}
        for letter, option in zip(LETTERS, options, strict=False):
            twin = seen.setdefault(folded(option), letter)
            if twin != letter:
                yield _error(question, at, N_("选项 %(one)s 和 %(other)s 相同。请改一个。"), one=twin, other=letter)
            if folded(option) == folded(question.stem):
                yield _warning(question, at, N_("选项 %(letter)s 和题干相同。请核对。"), letter=letter)


def _blank(question: QuestionBody) -> Iterator[Finding]:
    stems = [("stem", question.stem)]
    if question.en:
        stems.append(("en.stem", str(question.en["stem"])))
    for at, stem in stems:
        gaps = len(GAP.findall(stem))
        if gaps != question.blanks:
            sentence = N_("题干有 %(gaps)s 个空（____），答案有 %(answers)s 个。请改成一样多。")
            yield _error(question, at, sentence, gaps=gaps, answers=question.blanks)


def _leak(question: QuestionBody) -> Iterator[Finding]:
    if KEY_IN_STEM.search(question.stem):
        yield _error(question, "stem", N_("题干的括号里写着答案。请删去，答案只写在 answer。"))
        return
    stem = folded(question.stem)
    if any(right in stem for right in _telling(question)):
        yield _warning(question, "stem", N_("题干里出现了正确答案的原文。请核对是否泄露答案。"))


def _telling(question: QuestionBody) -> Iterator[str]:
    """Texts that give the answer away when they stand in the stem; a text that wrong options share tells nothing."""
    if question.kind == "blank":
        texts = {folded(text) for gap in question.answer for text in gap}
        yield from (text for text in texts if len(text) >= 3)
    if question.kind == "single" and len(question.answer) == 1 and question.answer in LETTERS[: len(question.options)]:
        right = folded(question.options[LETTERS.index(question.answer)])
        stem = folded(question.stem)
        others = [folded(option) for option in question.options]
        if len(right) >= 4 and sum(option in stem for option in others) == 1:
            yield right


def _source(question: QuestionBody, laws: Laws) -> Iterator[Finding]:
    source = question.source
    if source is None or source.article is None:
        yield _warning(question, "source", N_("没有写依据的条款。请写明文件、年份和第几条。"))
    if source is None or not laws.documents:
        return
    editions = laws.documents.get(source.document)
    if editions is None:
        sentence = N_("文件目录 laws.yaml 里没有《%(document)s》。请核对全称。")
        yield _warning(question, "source.document", sentence, document=source.document)
        return
    edition = editions.get(source.edition) if isinstance(source.edition, int) else None
    if edition is None:
        listed = "、".join(str(year) for year in sorted(editions))
        sentence = N_("《%(document)s》没有 %(edition)s 年的版本，目录里有：%(listed)s。")
        yield _warning(
            question, "source.edition", sentence, document=source.document, edition=source.edition, listed=listed
        )
        return
    yield from _article(question, source.article, edition)
    if edition.superseded_by is not None:
        sentence = N_("依据的是 %(edition)s 年的旧版，已被 %(newer)s 年的版本取代。请核对。")
        yield _warning(question, "source.edition", sentence, edition=edition.edition, newer=edition.superseded_by)


def _article(question: QuestionBody, article: int | str | None, edition: LawEdition) -> Iterator[Finding]:
    if isinstance(article, int) and not 1 <= article <= edition.articles:
        sentence = N_("没有第 %(article)s 条，这一版只有 %(articles)s 条。请核对条款。")
        yield _error(question, "source.article", sentence, article=article, articles=edition.articles)
    elif isinstance(article, int) and article in edition.missing:
        sentence = N_("第 %(article)s 条的原文没有核对过。请对照正式文本。")
        yield _warning(question, "source.article", sentence, article=article)
    elif isinstance(article, str) and article != edition.preamble:
        named = edition.preamble or "—"
        yield _warning(question, "source.article", N_("条款要写数字，或写 %(named)s。请核对。"), named=named)


def _twins(draft: Draft) -> Iterator[Finding]:
    same: dict[tuple[str, str, frozenset[str]], QuestionBody] = {}
    stems: dict[str, QuestionBody] = {}
    for question in draft.questions:
        stem = folded(question.stem)
        key = (question.kind, stem, frozenset(folded(option) for option in question.options))
        twin = same.setdefault(key, question)
        if twin is not question:
            yield _error(question, "stem", N_("和 %(twin)s 是同一道题。请删去一道。"), twin=twin.name)
        elif (first := stems.setdefault(stem, question)) is not question:
            yield _warning(question, "stem", N_("和 %(twin)s 的题干相同。请核对是否重复。"), twin=first.name)
    for one, other, percent in near_twins([(question.name, question.stem) for question in draft.questions]):
        sentence = N_("和 %(twin)s 的题干有 %(percent)s%% 相同。请核对是否重复。")
        yield Finding(Severity.WARNING, other, "stem", sentence, {"twin": one, "percent": percent})


def _skew(draft: Draft) -> Iterator[Finding]:
    letters = Counter(question.answer for question in draft.questions if question.kind == "single")
    total = sum(letters.values())
    for letter, count in letters.most_common(1):
        if total >= SKEW_FROM and count * 100 > total * SKEW_PERCENT:
            sentence = N_("单选题 %(total)s 道里有 %(count)s 道的答案是 %(letter)s，容易猜中。请调换选项。")
            yield Finding(Severity.WARNING, "", "answer", sentence, {"total": total, "count": count, "letter": letter})
