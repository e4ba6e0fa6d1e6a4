"""When right answers and explanations may leave the server, and what they look like then."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.banks.law_text import paragraph
from app.banks.models import QuestionKind
from app.banks.questions import QuestionBody, Source
from app.banks.sources import Place, cited, place
from app.contests.finding import ContestView
from app.contests.make_up import latest_end
from app.contests.models import Contest, ContestState, PinnedEdition, Sitting
from app.contests.phases import ended, phase
from app.core.clock import SECOND
from app.papers.book import Book, key_of
from app.papers.closing import items_of
from app.papers.drawing import LETTERS, Item
from app.papers.late import answers_with
from app.papers.marking import earn
from app.papers.models import Paper, PaperState
from app.papers.viewing import given_json, item_json, marks_json

LONG_ARTICLE = 600
SLACK = 15 * SECOND
"""Beyond the last closing, so that the sweep has handed in what was open."""


def score_shown(view: ContestView, now: int, sitting_id: int) -> bool:
    """Whether the score of a paper of this sitting is shown: who may make up must know who has failed, so a score does
    not wait for a make-up sitting."""
    if view.rules.review.score == "at_once":
        return True
    return any(ended(phase(view.state, one.opens, one.closes, now)) for one in view.sittings if one.id == sitting_id)


def has_ended(view: ContestView, now: int) -> bool:
    """Whether every window of the contest is past."""
    return all(ended(phase(view.state, one.opens, one.closes, now)) for one in view.sittings)


def answers_shown(session: Session, view: ContestView, paper: Paper, now: int) -> bool:
    """Whether the member may see right answers, explanations and sources of this paper.

    "After close" means after the last sitting of any contest that draws from the same editions, and after the make-up
    sitting or its days.
    """
    allowed = view.rules.review.answers
    if paper.state == PaperState.OPEN or allowed == "never":
        return False
    if allowed == "at_once":
        return True
    return shown_to_all(session, view, now)


def shown_to_all(session: Session, view: ContestView, now: int) -> bool:
    """Whether the answers of this contest are no secret any more: nobody can sit what draws from its editions."""
    if not has_ended(view, now) or make_up_due(view, now):
        return False
    return no_secret(view, now, drawn_until=still_drawn_until(session, view), answering=_open_papers(session, view))


def no_secret(view: ContestView, now: int, *, drawn_until: int | None, answering: bool) -> bool:
    """The same of facts that are known: when the last running contest closes that draws from one of the editions, and
    whether a paper of this one is open."""
    drawn = drawn_until is not None and now < drawn_until + view.rules.grace_s * SECOND + SLACK
    return has_ended(view, now) and not make_up_due(view, now) and not drawn and not answering


def make_up_due(view: ContestView, now: int) -> bool:
    """Whether a make-up sitting by the rules may still come: none has been held, its days have not passed, and the
    contest is not finalised."""
    if view.rules.make_up is None or not view.sittings or view.make_ups or view.state == ContestState.FINALISED:
        return False
    return now < latest_end(view.rules, view.sitting.closes)


def still_drawn_until(session: Session, view: ContestView) -> int | None:
    """When the last sitting closes of any contest that is not over and draws from the same editions."""
    last: int | None = session.execute(
        select(func.max(Sitting.closes))
        .join(PinnedEdition, col(PinnedEdition.contest_id) == col(Sitting.contest_id))
        .join(Contest, col(Contest.id) == col(Sitting.contest_id))
        .where(
            col(PinnedEdition.edition_id).in_(view.editions.values()),
            col(Contest.state) == ContestState.OPENED,
            col(Contest.rehearsal).is_(False),
        )
    ).scalar_one()
    return last


def _open_papers(session: Session, view: ContestView) -> bool:
    found = select(col(Paper.id)).where(col(Paper.contest_id) == view.id, col(Paper.state) == PaperState.OPEN).limit(1)
    return session.execute(found).first() is not None


def review_json(
    session: Session, book: Book, paper: Paper, language: str, *, admitted: tuple[int, ...] = ()
) -> list[dict[str, Any]]:
    """Every item with what was given, what is right, why, and where it says so. Ask ``answers_shown`` first."""
    answers, items = answers_with(session, paper, admitted), items_of(paper)
    texts = cited(session, (book.question(item).source for item in items))
    return [_reviewed(book, item, n, answers.get(n, ""), language, texts) for n, item in enumerate(items, 1)]


def _reviewed(book: Book, item: Item, n: int, value: str, language: str, texts: dict[Place, str]) -> dict[str, Any]:
    question = book.question(item)
    earned = earn(book.key(item), item.shown, book.worth(item), value, book.rules.multiple_marking)
    return {
        **item_json(book, item, n, language),
        "given": given_json(value),
        "right": earned.right,
        "part": earned.marks > 0 and not earned.right,
        "earned": marks_json(earned.marks),
        "answer": right_answer(book, item, language),
        "explanation": question.text(language).explanation,
        "source": source_json(question.source, language, texts),
    }


def source_json(source: Source | None, language: str, texts: dict[Place, str]) -> dict[str, Any] | None:
    """The cited place, how it is said and the article where its text is loaded."""
    if source is None:
        return None
    named = {name: value for name, value in asdict(source).items() if value is not None}
    where = place(source)
    text = {"text": _shown(texts[where], source)} if where in texts else {}
    return {**named, "said": source.said(language), **text}


def _shown(text: str, source: Source) -> str:
    """The article; of a long one (a preamble has thousands of characters) the cited paragraph."""
    return text if len(text) <= LONG_ARTICLE else "\n".join(paragraph(text.split("\n"), source.paragraph))


def right_answer(book: Book, item: Item, language: str) -> dict[str, Any]:
    return answer_json(book.question(item), item.shown, language)


def answer_json(question: QuestionBody, shown: str, language: str) -> dict[str, Any]:
    """The right answer under the keys the member saw; of a blank, the first of each gap's equivalents."""
    if question.kind == QuestionKind.BLANK:
        return {"texts": [gap[0] for gap in question.text(language).answer]}
    key = key_of(question)
    if question.kind == QuestionKind.TRUE_FALSE:
        return {"choice": [key.letters]}
    return {"choice": [LETTERS[place] for place, letter in enumerate(shown) if letter in key.letters]}
