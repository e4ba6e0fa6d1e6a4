"""Closing one paper: mark what the server holds and append the result. The only way a paper closes."""

import hashlib
import json

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.contests.models import RollMember
from app.core.canonical import compact_json
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.papers.book import Book
from app.papers.drawing import Item
from app.papers.models import Answer, ClosedBy, Paper, PaperState


def close_paper(session: Session, book: Book, paper: Paper, *, by: ClosedBy, received: int) -> Entry | None:
    """Close an open paper that the caller has locked; None if somebody else was first.

    The instant that counts is ``min(received, deadline)``: the grace is for the network, not for answering.
    """
    handed_in = min(received, paper.deadline)
    closed = session.execute(
        update(Paper)
        .where(col(Paper.id) == paper.id, col(Paper.state) == PaperState.OPEN)
        .values(state=PaperState.CLOSED, handed_in=handed_in, closed_by=by)
        .execution_options(synchronize_session=False)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
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
            duration_ms=max(0, handed_in - paper.started),
            facts={"correct": marked.correct, "items": len(items), "by": by.value, "answers": digest(answers)},
        ),
    )


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
    organisation: int | None = session.execute(
        select(col(RollMember.organisation_id)).where(
            col(RollMember.contest_id) == paper.contest_id, col(RollMember.member_key) == paper.member_key
        )
    ).scalar_one_or_none()
    return organisation
