"""Late evidence: what came after deadline and grace, whose it is, and what the paper would be worth with it."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.organisations.models import Member, Organisation
from app.papers.book import Book
from app.papers.closing import answers_of, items_of
from app.papers.marks import mark_of
from app.papers.models import Answer, LateAnswer, Paper, PaperState

MOST_LISTED = 200


class LateItem(NamedTuple):
    """The newest late answer of one item. Values as stored: shown letters, or JSON of texts; "" is none."""

    n: int
    stands: str
    late: str
    late_by_ms: int
    """After the end of the grace."""
    admitted: bool


class LatePaper(NamedTuple):
    """One paper with late evidence, for the organiser alone. Scores in hundredths."""

    paper_key: str
    attempt: int
    name: str
    organisation: str
    items: tuple[LateItem, ...]
    score: int
    score_with: int
    """What it would be worth with everything that came late."""
    annulled: bool

    @property
    def waiting(self) -> list[int]:
        """The items on which nobody has ruled."""
        return [one.n for one in self.items if not one.admitted]


def late_papers(session: Session, book: Book) -> list[LatePaper]:
    """Papers with late evidence, those that wait for a ruling first, then the newest; at most 200."""
    waits = _late_and_newer(col(LateAnswer.admitted).is_(False), ~_ruled_on())
    rows = session.execute(
        select(Paper, col(Member.name), col(Organisation.short_name))
        .join(Member, col(Member.id) == col(Paper.member_id))
        .join(Organisation, col(Organisation.id) == col(Member.organisation_id))
        .where(col(Paper.contest_id) == book.contest_id, col(Paper.state) == PaperState.CLOSED, _late_and_newer())
        .order_by(waits.desc(), col(Paper.id).desc())
        .limit(MOST_LISTED)
    ).all()
    return [_late_paper(session, book, paper, name, organisation) for paper, name, organisation in rows]


def _late_and_newer(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a paper has late answers, such ones, that are newer than what stands."""
    stands = exists().where(
        col(Answer.paper_id) == col(LateAnswer.paper_id),
        col(Answer.n) == col(LateAnswer.n),
        or_(
            col(Answer.lease) > col(LateAnswer.lease),
            and_(col(Answer.lease) == col(LateAnswer.lease), col(Answer.seq) >= col(LateAnswer.seq)),
        ),
    )
    return exists().where(col(LateAnswer.paper_id) == col(Paper.id), ~stands, *which)


def _ruled_on() -> ColumnElement[bool]:
    other = aliased(LateAnswer)
    return exists().where(
        col(other.paper_id) == col(LateAnswer.paper_id), col(other.n) == col(LateAnswer.n), col(other.admitted)
    )


def _late_paper(session: Session, book: Book, paper: Paper, name: str, organisation: str) -> LatePaper:
    items = late_items(session, paper)
    mark = mark_of(session, paper)
    answers = answers_of(session, paper) | {one.n: one.late for one in items}
    return LatePaper(
        paper.key,
        paper.attempt,
        name,
        organisation,
        tuple(items),
        mark.score if mark else 0,
        book.mark(items_of(paper), answers).score,
        bool(mark and mark.annulled),
    )


def late_items(session: Session, paper: Paper) -> list[LateItem]:
    """By number, where the late answer is newer than what stands; of a repeat that stood already there is nothing."""
    stands = {
        row.n: row
        for row in session.execute(
            select(col(Answer.n), col(Answer.value), col(Answer.lease), col(Answer.seq)).where(
                col(Answer.paper_id) == paper.id
            )
        )
    }
    found = []
    for row in late_answers(session, paper):
        there = stands.get(row.n)
        if there is None or (row.lease, row.seq) > (there.lease, there.seq):
            before = there.value if there is not None else ""
            found.append(LateItem(row.n, before, row.value, row.received - paper.due, row.admitted))
    return found


def late_answers(session: Session, paper: Paper) -> list[LateAnswer]:
    """By item: the late answer that was admitted, else the newest. What comes after a ruling changes nothing."""
    query = select(LateAnswer).where(col(LateAnswer.paper_id) == paper.id)
    rows = session.execute(
        query.order_by(
            col(LateAnswer.n), col(LateAnswer.admitted), col(LateAnswer.lease), col(LateAnswer.seq)
        ).execution_options(populate_existing=True)
    ).scalars()
    return list({row.n: row for row in rows}.values())


def answers_with(session: Session, paper: Paper, admitted: tuple[int, ...] | list[int]) -> dict[int, str]:
    """What stands, and for the admitted items what came late."""
    late = {row.n: row.value for row in late_answers(session, paper)} if admitted else {}
    answers = answers_of(session, paper) | {n: late[n] for n in admitted if n in late}
    return {n: value for n, value in answers.items() if value}
