"""The outcome of one paper as its member may see it now."""

import json
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.finding import ContestView
from app.core.clock import rfc3339
from app.ledger.chain import receipt
from app.ledger.models import LedgerEntry
from app.ledger.tail import result_of
from app.papers.book import Book
from app.papers.closing import items_of
from app.papers.models import LateAnswer, Paper, PaperState
from app.papers.refusals import not_handed_in
from app.papers.review import answers_shown, review_json, score_shown
from app.papers.viewing import marks_json


def result_entry(session: Session, paper: Paper) -> LedgerEntry:
    """The result entry of a closed paper; ``paper.not_handed_in`` while it is open."""
    entry = result_of(session, paper.contest_id, paper.key) if paper.state == PaperState.CLOSED else None
    if entry is None:
        raise not_handed_in()
    return entry


def result_json(
    session: Session, book: Book, view: ContestView, paper: Paper, language: str, now: int
) -> dict[str, Any]:
    """Receipt and facts; what the rules do not show yet is absent (contract: ``GET /papers/{id}/result``)."""
    entry = result_entry(session, paper)
    facts = json.loads(entry.payload)
    result: dict[str, Any] = {
        "paper": paper.key,
        "receipt": receipt(entry.hash),
        "attempt": paper.attempt,
        "handed_in": rfc3339(entry.at),
        "by": facts["by"],
        "duration_ms": entry.duration_ms,
        "total": marks_json(book.total(items_of(paper))),
        "count": facts["items"],
        "member": paper.member_key,
    }
    if late := late_numbers(session, paper):
        result["late"] = late
    if score_shown(view, now):
        result |= {"score": marks_json(entry.score or 0), "correct": facts["correct"]}
        if entry.wrong is not None:
            result["wrong"] = entry.wrong
        if "parts" in facts:
            result["parts"] = parts_json(book, facts["parts"], language)
    if answers_shown(session, view, paper, now):
        result["items"] = review_json(session, book, paper, language)
    return result


def parts_json(book: Book, parts: dict[str, int], language: str) -> list[dict[str, Any]]:
    """The sub-score of every bank, in the order of the sections."""

    def title(bank: str) -> str:
        found = book.editions[bank]
        return (found.title_en if language == "en" else "") or found.title

    return [{"bank": bank, "title": title(bank), "score": marks_json(parts[bank])} for bank in parts]


def best_score(session: Session, contest_id: int, member_key: str) -> int | None:
    """The member's best result so far in hundredths, None without one."""
    scores = session.execute(
        select(col(LedgerEntry.score)).where(
            col(LedgerEntry.contest_id) == contest_id,
            col(LedgerEntry.member_key) == member_key,
            col(LedgerEntry.kind) == "result",
        )
    ).scalars()
    return max((score for score in scores if score is not None), default=None)


def late_numbers(session: Session, paper: Paper) -> list[int]:
    """The items for which something came too late and was kept as evidence."""
    rows = session.execute(select(col(LateAnswer.n)).where(col(LateAnswer.paper_id) == paper.id).distinct())
    return sorted(rows.scalars())
