"""What a member may see of a paper while sitting it: never a right answer, an explanation, or the bank's order."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.banks.models import QuestionKind
from app.core.clock import rfc3339
from app.core.i18n import translate
from app.core.refusal import N_, not_found
from app.papers.book import Book
from app.papers.closing import items_of
from app.papers.drawing import LETTERS, Item
from app.papers.models import Answer, Paper, PaperState
from app.papers.saving import Stands


@dataclass(frozen=True)
class Attempts:
    """How a member stands with a contest: attempts used and left (None = as many as wanted), and the open paper."""

    used: int
    left: int | None
    open_paper: Paper | None
    papers: tuple[Paper, ...]


def attempts(session: Session, contest_id: int, member_id: int, allowed: int | None) -> Attempts:
    papers = tuple(
        session.execute(
            select(Paper)
            .where(col(Paper.contest_id) == contest_id, col(Paper.member_id) == member_id)
            .order_by(col(Paper.attempt))
        ).scalars()
    )
    left = None if allowed is None else max(0, allowed - len(papers))
    return Attempts(
        len(papers), left, next((paper for paper in papers if paper.state == PaperState.OPEN), None), papers
    )


def own_paper(session: Session, paper_key: str, member_id: int, *, of: int | None = None) -> Paper:
    """The member's own paper, ``of`` this contest where one is asked; another's and none at all are the same 404."""
    query = select(Paper).where(col(Paper.key) == paper_key, col(Paper.member_id) == member_id)
    if of is not None:
        query = query.where(col(Paper.contest_id) == of)
    paper: Paper | None = session.execute(query).scalar_one_or_none()
    if paper is None:
        raise not_found()
    return paper


def paper_by_key(session: Session, paper_key: str) -> Paper:
    """For who holds the paper's send token."""
    paper: Paper = session.execute(select(Paper).where(col(Paper.key) == paper_key)).scalar_one()
    return paper


def stands(session: Session, paper: Paper) -> dict[int, Stands]:
    rows = session.execute(
        select(col(Answer.n), col(Answer.value), col(Answer.lease), col(Answer.seq)).where(
            col(Answer.paper_id) == paper.id
        )
    )
    return {row.n: Stands(row.value, row.lease, row.seq) for row in rows}


def paper_json(session: Session, book: Book, paper: Paper, language: str, now: int) -> dict[str, Any]:
    """The whole paper as phones hold it (contract: design, ``POST /contests/{slug}/papers``)."""
    return {
        "paper": paper.key,
        "attempt": paper.attempt,
        "state": paper.state,
        "deadline": rfc3339(paper.deadline),
        "grace_ms": paper.due - paper.deadline,
        "server_time": rfc3339(now),
        "items": items_json(book, items_of(paper), language),
        "saved": stands_json(stands(session, paper)),
    }


def items_json(book: Book, items: tuple[Item, ...], language: str) -> list[dict[str, Any]]:
    return [item_json(book, item, n, language) for n, item in enumerate(items, 1)]


def item_json(book: Book, item: Item, n: int, language: str) -> dict[str, Any]:
    question = book.question(item)
    words = question.text(language)
    return {
        "n": n,
        "kind": question.kind,
        "stem": words.stem,
        "options": options_json(question.kind, item.shown, words.options, language),
        "blanks": question.blanks,
        "marks": marks_json(book.marks(item)),
    }


def options_json(kind: str, shown: str, options: tuple[str, ...], language: str) -> list[dict[str, str]]:
    """Options under the keys the member sees, in the drawn order."""
    if kind == QuestionKind.TRUE_FALSE:
        words = {"T": N_("正确"), "F": N_("错误")}
        return [{"key": key, "text": translate(language, word)} for key, word in words.items()]
    return [{"key": LETTERS[place], "text": options[LETTERS.index(letter)]} for place, letter in enumerate(shown)]


def stands_json(standing: dict[int, Stands]) -> dict[str, dict[str, Any]]:
    return {str(n): stand_json(stand) for n, stand in sorted(standing.items())}


def stand_json(stand: Stands) -> dict[str, Any]:
    return {**given_json(stand.value), "lease": stand.lease, "seq": stand.seq}


def marks_json(hundredths: int) -> int | float:
    """A number with at most two decimals, as it leaves the server."""
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def given_json(value: str) -> dict[str, Any]:
    return {"texts": json.loads(value)} if value.startswith("[") else {"choice": list(value)}
