"""An organiser's rulings on one paper: late answers admitted, the paper annulled or restored. Each is an entry."""

from enum import StrEnum

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.contests.allowing import Reason
from app.contests.models import Contest, ContestState
from app.core.refusal import N_, declare, not_found
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.papers.book import Book
from app.papers.closing import facts_of, items_of
from app.papers.late import answers_with, late_items
from app.papers.marks import owner_key
from app.papers.models import LateAnswer, Paper, PaperState

settled = declare("ruling.settled", 409, N_("榜已经定了，不能再裁定。"))
not_closed = declare("ruling.paper_open", 409, N_("这份试卷还没有交，不能裁定。"))
nothing_late = declare("ruling.nothing_late", 409, N_("这几题没有晚到的答案，或已经准予计分。"))
annulled_already = declare("ruling.annulled_already", 409, N_("这份试卷已经作废。"))
not_annulled = declare("ruling.not_annulled", 409, N_("这份试卷没有作废，不用恢复。"))


class Annulling(StrEnum):
    """Why a paper is annulled or restored: codes, never free text."""

    MISCONDUCT = "misconduct"
    MISTAKE = "mistake"
    WITHDRAWN = "withdrawn"


def admit_late(
    session: Session, book: Book, paper_key: str, items: list[int], *, reason: Reason = Reason.ORGANISER, now: int
) -> Entry:
    """Count what came late for these items: the paper is marked again whole, and ``late_admitted`` replaces its mark.

    Admitting a second time (``ruling.nothing_late``) changes nothing. What was admitted before stays admitted.
    """
    paper = _take(session, book.contest_id, paper_key)
    there = {one.n for one in late_items(session, paper)}
    if not items or not set(items) <= there or set(_admit(session, paper, items, now)) != set(items):
        raise nothing_late()
    named = _admitted(session, paper)
    answers = answers_with(session, paper, named)
    marked = book.mark(items_of(paper), answers)
    facts = {**facts_of(book, paper, marked, answers), "items": named, "reason": reason.value}
    facts.pop("provisional", None)
    return append(
        session,
        paper.contest_id,
        Entry(
            "late_admitted",
            now,
            member_key=owner_key(session, paper),
            paper_key=paper.key,
            attempt=paper.attempt,
            sitting_id=paper.sitting_id,
            score=marked.score,
            wrong=marked.wrong,
            duration_ms=max(0, (paper.handed_in or 0) - paper.started),
            facts=facts,
        ),
    )


def annul(session: Session, contest_id: int, paper_key: str, reason: Annulling, *, now: int) -> Entry:
    """The paper counts no more; it stays a used attempt."""
    return _turn(session, contest_id, paper_key, reason, annulled=True, now=now)


def restore(session: Session, contest_id: int, paper_key: str, reason: Annulling, *, now: int) -> Entry:
    """The paper counts again."""
    return _turn(session, contest_id, paper_key, reason, annulled=False, now=now)


def _turn(session: Session, contest_id: int, paper_key: str, reason: Annulling, *, annulled: bool, now: int) -> Entry:
    paper = _take(session, contest_id, paper_key)
    turned = session.execute(
        update(Paper)
        .where(col(Paper.id) == paper.id, col(Paper.annulled).is_(not annulled))
        .values(annulled=annulled)
        .returning(col(Paper.id))
        .execution_options(synchronize_session=False)
    )
    if turned.first() is None:
        raise annulled_already() if annulled else not_annulled()
    kind = "annulled" if annulled else "restored"
    entry = Entry(kind, now, member_key=owner_key(session, paper), paper_key=paper.key, facts={"reason": reason.value})
    return append(session, contest_id, entry)


def _take(session: Session, contest_id: int, paper_key: str) -> Paper:
    """A closed paper of this contest, locked, while nothing is settled."""
    state = session.execute(
        select(col(Contest.state)).where(col(Contest.id) == contest_id).with_for_update(read=True)
    ).scalar_one()
    if state == ContestState.FINALISED:
        raise settled()
    query = select(Paper).where(col(Paper.key) == paper_key, col(Paper.contest_id) == contest_id).with_for_update()
    paper: Paper | None = session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if paper is None:
        raise not_found()
    if paper.state != PaperState.CLOSED:
        raise not_closed()
    return paper


def _admit(session: Session, paper: Paper, items: list[int], now: int) -> list[int]:
    """The items that are admitted by this: for which something came until now, and nobody has ruled yet."""
    before = set(_admitted(session, paper))
    rows = session.execute(
        update(LateAnswer)
        .where(
            col(LateAnswer.paper_id) == paper.id,
            col(LateAnswer.n).in_(set(items) - before),
            col(LateAnswer.received) <= now,
        )
        .values(admitted=True)
        .returning(col(LateAnswer.n))
        .execution_options(synchronize_session=False)
    )
    return list(rows.scalars())


def _admitted(session: Session, paper: Paper) -> list[int]:
    rows = session.execute(
        select(col(LateAnswer.n))
        .where(col(LateAnswer.paper_id) == paper.id, col(LateAnswer.admitted))
        .distinct()
        .order_by(col(LateAnswer.n))
    )
    return list(rows.scalars())
