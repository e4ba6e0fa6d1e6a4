"""Official texts that the organiser has loaded, so that members can read the cited article in review."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select, tuple_
from sqlmodel import Session, col

from app.banks.law_text import LawText
from app.banks.models import SourceArticle
from app.banks.questions import Source

Place = tuple[str, int, str]


def load_source(session: Session, law: LawText) -> int:
    """Keep a text in place of what was there of its edition; returns how many articles. One small transaction."""
    session.execute(
        delete(SourceArticle).where(col(SourceArticle.document) == law.title, col(SourceArticle.edition) == law.edition)
    )
    rows = [
        {"document": law.title, "edition": law.edition, "article": article.name, "text": article.text}
        for article in law.articles.values()
    ]
    session.execute(insert(SourceArticle), rows)
    return len(rows)


def cited(session: Session, sources: Iterable[Source | None]) -> dict[Place, str]:
    """The articles that are cited and loaded, by :func:`place`, in one query."""
    places = sorted({found for one in sources if (found := place(one)) is not None})
    if not places:
        return {}
    rows = session.execute(
        select(
            col(SourceArticle.document), col(SourceArticle.edition), col(SourceArticle.article), col(SourceArticle.text)
        ).where(tuple_(col(SourceArticle.document), col(SourceArticle.edition), col(SourceArticle.article)).in_(places))
    )
    return {(document, edition, article): text for document, edition, article, text in rows}


def place(source: Source | None) -> Place | None:
    """Document, year and article; None where a question cites no article of a dated edition."""
    if source is None or source.article is None or not str(source.edition).isdigit():
        return None
    return source.document, int(source.edition), str(source.article)
