"""Pure: the rules of the lint about a question's source: document, edition in force, article."""

import re
from collections.abc import Iterator

from app.banks.faults import Finding, Rule, Severity
from app.banks.laws import LawEdition, Laws
from app.banks.questions import QuestionBody, chinese_number
from app.core.refusal import N_

ARTICLE = re.compile(r"第(?:[零〇一二三四五六七八九十百千]+|\d+)条")


def lint_source(question: QuestionBody, laws: Laws) -> Iterator[Finding]:
    source, name = question.source, question.name
    if source is None or source.article is None:
        sentence = N_("没有写依据的条款。请写明文件、年份和第几条。")
        yield Finding(Severity.WARNING, Rule.NO_SOURCE, name, "source", sentence)
    yield from _other_article(question)
    if source is None or not laws.documents:
        return
    editions = laws.documents.get(source.document)
    if editions is None:
        sentence, facts = N_("文件目录 laws.yaml 里没有《%(document)s》。请核对全称。"), {"document": source.document}
        yield Finding(Severity.WARNING, Rule.UNKNOWN_DOCUMENT, name, "source.document", sentence, facts)
        return
    edition = editions.get(source.edition) if isinstance(source.edition, int) else None
    if edition is None:
        listed = "、".join(str(year) for year in sorted(editions))
        sentence = N_("《%(document)s》没有 %(edition)s 年的版本，目录里有：%(listed)s。")
        said = {"document": source.document, "edition": source.edition, "listed": listed}
        yield Finding(Severity.WARNING, Rule.UNKNOWN_EDITION, name, "source.edition", sentence, said)
        return
    yield from _article(name, source.article, edition)
    if edition.superseded_by is not None:
        sentence = N_("依据的是 %(edition)s 年的旧版，已被 %(newer)s 年的版本取代，答案可能变了。请对照新版核对。")
        years = {"edition": edition.edition, "newer": edition.superseded_by}
        yield Finding(Severity.DOUBT, Rule.SUPERSEDED, name, "source.edition", sentence, years)


def _article(name: str, article: int | str | None, edition: LawEdition) -> Iterator[Finding]:
    if isinstance(article, int) and not 1 <= article <= edition.articles:
        sentence = N_("没有第 %(article)s 条，这一版只有 %(articles)s 条。请核对条款。")
        facts = {"article": article, "articles": edition.articles}
        yield Finding(Severity.ERROR, Rule.NO_ARTICLE, name, "source.article", sentence, facts)
    elif isinstance(article, int) and article in edition.missing:
        sentence = N_("第 %(article)s 条的原文没有核对过。请对照正式文本。")
        yield Finding(Severity.WARNING, Rule.UNCHECKED_ARTICLE, name, "source.article", sentence, {"article": article})
    elif isinstance(article, str) and article != edition.preamble:
        sentence = N_("条款要写数字，或写 %(named)s。请核对。")
        named = {"named": edition.preamble or "—"}
        yield Finding(Severity.WARNING, Rule.UNCHECKED_ARTICLE, name, "source.article", sentence, named)


def _other_article(question: QuestionBody) -> Iterator[Finding]:
    """The explanation names articles, and the one of the source is not among them."""
    article = question.source.article if question.source else None
    named = ARTICLE.findall(question.explanation)
    if isinstance(article, int) and named and not {f"第{chinese_number(article)}条", f"第{article}条"} & set(named):
        sentence = N_("解析说的是%(named)s，依据写的是第%(article)s条。请对照原文核对。")
        facts = {"named": "、".join(dict.fromkeys(named)), "article": article}
        yield Finding(Severity.DOUBT, Rule.OTHER_ARTICLE, question.name, "source.article", sentence, facts)
