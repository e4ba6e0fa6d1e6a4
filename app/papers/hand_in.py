"""Handing in: the last answers saved, the paper closed, marked and entered in the ledger, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

from anyio import to_thread
from sqlalchemy import select
from sqlmodel import Session, col

from app.contests.finding import contest_by_id
from app.core.house import House
from app.core.refusal import Refusal, not_found
from app.core.writer import Again, grouped
from app.ledger.chain import Entry
from app.papers.answers import Save
from app.papers.book import Book, book, books
from app.papers.closing import close_paper
from app.papers.models import ClosedBy, Paper, PaperState
from app.papers.refusals import elsewhere
from app.papers.saving import save


class NotOnShelf(Again):
    """The contest's book is not in memory yet: load it outside the writer and come again."""

    def __init__(self, contest_id: int) -> None:
        super().__init__(contest_id)
        self.contest_id = contest_id


@dataclass(frozen=True)
class HandedIn:
    """``entry`` is this call's new result entry, None when the paper was closed before; ``late`` names what came
    too late to count."""

    entry: Entry | None
    late: tuple[int, ...] = ()


async def hand_in_paper(house: House, facts: Save) -> HandedIn:
    """Hand in; durable when it returns. Repeats change nothing. Refusals: ``paper.elsewhere``, ``not_found``."""
    try:
        return await house.writer.write(hand_in, facts, shelf=books(house))
    except NotOnShelf as missing:
        await to_thread.run_sync(_load, house, missing.contest_id)
        return await house.writer.write(hand_in, facts, shelf=books(house))


def _load(house: House, contest_id: int) -> None:
    with house.database.reading() as session:
        book(house, session, contest_by_id(session, contest_id))


@grouped
def hand_in(session: Session, facts: Save, *, shelf: Mapping[int, Book]) -> HandedIn:
    """The use case. A hand-in that comes after the grace closes the paper as the sweep would."""
    paper = session.execute(
        select(Paper).where(col(Paper.key) == facts.paper_key).with_for_update()
    ).scalar_one_or_none()
    if paper is None:
        raise not_found()
    if paper.contest_id not in shelf:
        raise NotOnShelf(paper.contest_id)
    if paper.state == PaperState.OPEN and facts.lease < paper.lease:
        raise elsewhere()
    late = _save_last(session, facts)
    if paper.state != PaperState.OPEN:
        return HandedIn(None, late)
    in_time = facts.received <= paper.due
    by = ClosedBy.MEMBER if in_time else ClosedBy.TIME
    received = facts.received if in_time else paper.deadline
    return HandedIn(close_paper(session, shelf[paper.contest_id], paper, by=by, received=received), late)


def _save_last(session: Session, facts: Save) -> tuple[int, ...]:
    """Save what comes with the hand-in; the numbers that are late are kept as evidence and named."""
    outcome = save(session, [facts])[0] if facts.answers else None
    if not isinstance(outcome, Refusal) or outcome.key == "paper.handed_in":
        return ()
    if outcome.key == "paper.closed":
        return tuple(outcome.facts["late"])
    raise outcome
