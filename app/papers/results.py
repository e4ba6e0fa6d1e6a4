"""The outcome of one paper as its member may see it now."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.finding import ContestView
from app.core.clock import rfc3339
from app.ledger.chain import Entry, receipt
from app.papers.book import Book
from app.papers.closing import items_of
from app.papers.drawing import Item
from app.papers.marks import PaperMark, mark_of, mark_of_entry
from app.papers.models import ClosedBy, LateAnswer, Paper, PaperState
from app.papers.refusals import not_handed_in
from app.papers.review import answers_shown, review_json, score_shown
from app.papers.viewing import marks_json


def result_mark(session: Session, paper: Paper) -> PaperMark:
    """How a closed paper stands by the newest entry about it; ``paper.not_handed_in`` while it is open."""
    mark = mark_of(session, paper) if paper.state == PaperState.CLOSED else None
    if mark is None:
        raise not_handed_in()
    return mark


def result_json(
    session: Session, book: Book, view: ContestView, paper: Paper, language: str, now: int
) -> dict[str, Any]:
    """Receipt and facts; what the rules do not show yet is absent (contract: ``GET /papers/{id}/result``)."""
    mark = result_mark(session, paper)
    result = _facts_json(book, items_of(paper), mark, paper.member_key)
    result |= _rulings(session, paper, mark)
    if score_shown(view, now, paper.sitting_id):
        result |= _scored(book, mark, language)
    if answers_shown(session, view, paper, now):
        result["items"] = review_json(session, book, paper, language, admitted=mark.admitted)
    return result


def fresh_result_json(book: Book, items: Sequence[Item], entry: Entry, language: str) -> dict[str, Any] | None:
    """The same of a paper that was closed in time a moment ago, from its entry alone; None where what the rules show
    now must be asked of the database."""
    review = book.rules.review
    if review.score != "at_once" or review.answers == "at_once" or entry.facts["by"] != ClosedBy.MEMBER:
        return None
    mark = mark_of_entry(entry)
    return _facts_json(book, items, mark, entry.member_key or "") | _scored(book, mark, language)


def _facts_json(book: Book, items: Sequence[Item], mark: PaperMark, member_key: str) -> dict[str, Any]:
    return {
        "paper": mark.paper_key,
        "receipt": receipt(mark.hash),
        "attempt": mark.attempt,
        "handed_in": rfc3339(mark.at),
        "by": mark.by,
        "duration_ms": mark.duration_ms,
        "total": marks_json(book.total(items)),
        "count": mark.items,
        "member": member_key,
    }


def _rulings(session: Session, paper: Paper, mark: PaperMark) -> dict[str, Any]:
    """What came late and does not count, what was admitted, and whether the paper counts at all."""
    late = [n for n in late_numbers(session, paper) if n not in mark.admitted]
    facts = {"late": late, "admitted": list(mark.admitted), "annulled": mark.annulled}
    return {name: value for name, value in facts.items() if value}


def _scored(book: Book, mark: PaperMark, language: str) -> dict[str, Any]:
    scored: dict[str, Any] = {"score": marks_json(mark.score), "correct": mark.facts["correct"]}
    if mark.wrong is not None:
        scored["wrong"] = mark.wrong
    if "parts" in mark.facts:
        scored["parts"] = parts_json(book, mark.facts["parts"], language)
    return scored


def parts_json(book: Book, parts: dict[str, int], language: str) -> list[dict[str, Any]]:
    """The sub-score of every bank, in the order of the sections."""

    def title(bank: str) -> str:
        found = book.editions[bank]
        return (found.title_en if language == "en" else "") or found.title

    return [{"bank": bank, "title": title(bank), "score": marks_json(parts[bank])} for bank in parts]


def late_numbers(session: Session, paper: Paper) -> list[int]:
    """The items for which something came too late and was kept as evidence."""
    rows = session.execute(select(col(LateAnswer.n)).where(col(LateAnswer.paper_id) == paper.id).distinct())
    return sorted(rows.scalars())
