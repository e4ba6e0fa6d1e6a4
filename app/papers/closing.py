"""Closing one paper: mark what the server holds and append the result. The only way a paper closes."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.membership import organisations
from app.core.canonical import compact_json
from app.core.plain import Plain, Statement, plain
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.papers.book import Book
from app.papers.drawing import Item
from app.papers.marking import Marked
from app.papers.models import Answer, ClosedBy, Paper


class Locked(NamedTuple):
    """A paper's row as it was when it was locked for closing."""

    id: int
    key: str
    contest_id: int
    sitting_id: int
    member_key: str
    attempt: int
    state: str
    started: int
    deadline: int
    due: int
    lease: int
    items: str
    provisional: bool


class Closing(NamedTuple):
    paper: Locked
    by: ClosedBy
    received: int


def close_paper(session: Session, book: Book, paper: Paper, *, by: ClosedBy, received: int) -> Entry | None:
    """Close one open paper that the caller has locked; None if somebody else was first."""
    locked = Locked(*(getattr(paper, name) for name in Locked._fields))
    return close_papers(plain(session), {paper.contest_id: book}, [Closing(locked, by, received)])[0]


def close_papers(here: Plain, shelf: Mapping[int, Book], closings: Sequence[Closing]) -> list[Entry | None]:
    """Close open papers that the caller has locked, in a few statements; None for one that somebody else had closed.

    The instant that counts is ``min(received, deadline)``: the grace is for the network, not for answering.
    """
    at = {one.paper.id: min(one.received, one.paper.deadline) for one in closings}
    rows = [[one.paper.id, at[one.paper.id], one.by.value] for one in closings]
    closed = {row[0] for row in here.rows(CLOSE, rows=compact_json(rows))}
    ours = [one for one in closings if one.paper.id in closed]
    answers = _answers(here, [one.paper.id for one in ours])
    where = _organisations(here, [one.paper for one in ours])
    entries: dict[int, Entry] = {}
    for paper, by, _ in ours:
        book = shelf[paper.contest_id]
        given = answers.get(paper.id, {})
        marked = book.mark(items_of(paper), given)
        entries[paper.id] = Entry(
            kind="result",
            at=at[paper.id],
            member_key=paper.member_key,
            organisation_id=None if paper.provisional else where.get((paper.contest_id, paper.member_key)),
            paper_key=paper.key,
            attempt=paper.attempt,
            sitting_id=paper.sitting_id,
            score=marked.score,
            wrong=marked.wrong,
            duration_ms=max(0, at[paper.id] - paper.started),
            facts={"by": by.value, **facts_of(book, paper, marked, given)},
        )
        append(here, paper.contest_id, entries[paper.id])
    return [entries.get(one.paper.id) for one in closings]


CLOSE = Statement(
    "UPDATE paper SET state = 'closed', handed_in = json_extract(v.value, '$[1]'),"
    " closed_by = json_extract(v.value, '$[2]') FROM json_each(:rows) v"
    " WHERE paper.id = json_extract(v.value, '$[0]') AND paper.state = 'open' RETURNING paper.id",
    "UPDATE paper SET state = 'closed', handed_in = (v.value->>1)::bigint, closed_by = v.value->>2"
    " FROM jsonb_array_elements(CAST(%(rows)s AS jsonb)) v"
    " WHERE paper.id = (v.value->>0)::bigint AND paper.state = 'open' RETURNING paper.id",
)
"""The guard: of all who want to close a paper, one does."""
ANSWERS = Statement(
    "SELECT paper_id, n, value FROM answer WHERE paper_id IN (SELECT value FROM json_each(:ids)) AND value <> ''",
    "SELECT paper_id, n, value FROM answer WHERE paper_id IN"
    " (SELECT value::bigint FROM jsonb_array_elements_text(CAST(%(ids)s AS jsonb))) AND value <> ''",
)


def _answers(here: Plain, ids: list[int]) -> dict[int, dict[int, str]]:
    """What stands, by paper and item number."""
    found: dict[int, dict[int, str]] = {}
    for paper, n, value in here.rows(ANSWERS, ids=compact_json(ids)):
        found.setdefault(paper, {})[n] = value
    return found


def _organisations(here: Plain, papers: Iterable[Locked]) -> dict[tuple[int, str], int]:
    """Where the members stand now: what was handed in counts there for good. Of a provisional paper nobody knows."""
    by_contest: dict[int, list[str]] = {}
    for paper in papers:
        if not paper.provisional:
            by_contest.setdefault(paper.contest_id, []).append(paper.member_key)
    return {
        (contest_id, member_key): organisation_id
        for contest_id, member_keys in by_contest.items()
        for member_key, organisation_id in organisations(here, contest_id, member_keys).items()
    }


def facts_of(book: Book, paper: Locked | Paper, marked: Marked, answers: dict[int, str]) -> dict[str, Any]:
    """What an entry says of a marked paper beside score, wrong and time."""
    facts: dict[str, Any] = {"correct": marked.correct, "items": len(marked.earned), "answers": digest(answers)}
    if len(book.rules.banks) > 1:
        facts["parts"] = marked.parts
    return facts | ({"provisional": True} if paper.provisional else {})


def items_of(paper: Locked | Paper) -> tuple[Item, ...]:
    return tuple(Item(*one) for one in json.loads(paper.items))


def answers_of(session: Session, paper: Paper) -> dict[int, str]:
    """What stands, by item number; cleared answers are left out."""
    rows = session.execute(select(col(Answer.n), col(Answer.value)).where(col(Answer.paper_id) == paper.id))
    return {row.n: row.value for row in rows if row.value}


def digest(answers: dict[int, str]) -> str:
    """SHA-256 that binds a result to the answers it was marked from."""
    return hashlib.sha256(compact_json({str(n): value for n, value in answers.items()}).encode()).hexdigest()
