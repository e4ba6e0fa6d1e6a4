"""Closing one paper: mark what the server holds and append the result. The only way a paper closes."""

import hashlib
import json
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.contests.membership import membership
from app.core.canonical import compact_json
from app.core.db import rows_changed
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.papers.book import Book
from app.papers.drawing import Item
from app.papers.marking import Marked
from app.papers.models import Answer, ClosedBy, Paper, PaperState


def close_paper(session: Session, book: Book, paper: Paper, *, by: ClosedBy, received: int) -> Entry | None:
    """Close an open paper that the caller has locked; None if somebody else was first.

    The instant that counts is ``min(received, deadline)``: the grace is for the network, not for answering.
    """
    handed_in = min(received, paper.deadline)
    closed = (
        update(Paper)
        .where(col(Paper.id) == paper.id, col(Paper.state) == PaperState.OPEN)
        .values(state=PaperState.CLOSED, handed_in=handed_in, closed_by=by)
    )
    if rows_changed(session, closed) != 1:
        return None
    items = items_of(paper)
    answers = answers_of(session, paper)
    marked = book.mark(items, answers)
    return append(
        session,
        paper.contest_id,
        Entry(
            kind="result",
            at=handed_in,
            member_key=paper.member_key,
            organisation_id=_organisation(session, paper),
            paper_key=paper.key,
            attempt=paper.attempt,
            sitting_id=paper.sitting_id,
            score=marked.score,
            wrong=marked.wrong,
            duration_ms=max(0, handed_in - paper.started),
            facts={"by": by.value, **facts_of(book, paper, marked, answers)},
        ),
    )


def facts_of(book: Book, paper: Paper, marked: Marked, answers: dict[int, str]) -> dict[str, Any]:
    """What an entry says of a marked paper beside score, wrong and time."""
    facts: dict[str, Any] = {"correct": marked.correct, "items": len(marked.earned), "answers": digest(answers)}
    if len(book.rules.banks) > 1:
        facts["parts"] = marked.parts
    return facts | ({"provisional": True} if paper.provisional else {})


def items_of(paper: Paper) -> tuple[Item, ...]:
    return tuple(Item(*one) for one in json.loads(paper.items))


def answers_of(session: Session, paper: Paper) -> dict[int, str]:
    """What stands, by item number; cleared answers are left out."""
    rows = session.execute(select(col(Answer.n), col(Answer.value)).where(col(Answer.paper_id) == paper.id))
    return {row.n: row.value for row in rows if row.value}


def digest(answers: dict[int, str]) -> str:
    """SHA-256 that binds a result to the answers it was marked from."""
    return hashlib.sha256(compact_json({str(n): value for n, value in answers.items()}).encode()).hexdigest()


def _organisation(session: Session, paper: Paper) -> int | None:
    """Where the member stands now: what was handed in counts there for good. Of a provisional paper nobody knows."""
    if paper.provisional:
        return None
    stands = membership(session, paper.contest_id, paper.member_key)
    return stands.organisation_id if stands is not None else None
