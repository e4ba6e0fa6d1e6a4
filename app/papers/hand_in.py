"""Handing in: the last answers saved, the paper closed, marked and entered in the ledger, in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from anyio import to_thread

from app.contests.finding import contest_by_id
from app.core.canonical import compact_json
from app.core.house import House
from app.core.plain import Plain, Statement
from app.core.refusal import Refusal, not_found
from app.core.writer import Again, bulk
from app.ledger.chain import Entry
from app.papers.answers import Save
from app.papers.book import Book, book, books
from app.papers.closing import Closing, Locked, close_papers
from app.papers.models import ClosedBy, PaperState
from app.papers.refusals import elsewhere
from app.papers.saving import save


class NotOnShelf(Again):
    """The contest's book is not in memory yet: load it outside the writer and come again."""

    def __init__(self, contest_id: int) -> None:
        super().__init__(contest_id)
        self.contest_id = contest_id


class HandedIn(NamedTuple):
    """``entry`` is this call's new result entry, None when the paper was closed before; ``late`` names what came
    too late to count."""

    paper: Locked
    entry: Entry | None
    late: tuple[int, ...] = ()


async def hand_in_paper(house: House, facts: Save) -> HandedIn:
    """Hand in; durable when it returns. Repeats change nothing. Refusals: ``paper.elsewhere``, ``not_found``."""
    shelf = books(house)
    try:
        handed: HandedIn = await house.writer.write(hand_in, facts, shelf=shelf)
    except NotOnShelf as missing:
        await to_thread.run_sync(_load, house, missing.contest_id)
        handed = await house.writer.write(hand_in, facts, shelf=shelf)
    return handed


def _load(house: House, contest_id: int) -> None:
    with house.database.reading() as session:
        book(house, session, contest_by_id(session, contest_id))


MOST = 100
"""Papers a batch, so that it stays within some 25 ms and the saves beside it wait no longer."""

Outcome = HandedIn | Refusal | NotOnShelf


@bulk(order=1, most=MOST)
def hand_in(here: Plain, handed: Sequence[Save], *, shelf: Mapping[int, Book]) -> list[Outcome]:
    """The bulk use case, after the batch's saves. A hand-in after the grace closes the paper as the sweep would."""
    papers = _lock(here, {one.paper_key for one in handed})
    outcomes = [_allow(papers.get(one.paper_key), one, shelf) for one in handed]
    outcomes = _save_last(here, handed, outcomes)
    closings: dict[str, Closing] = {}
    for one, outcome in zip(handed, outcomes, strict=True):
        if isinstance(outcome, HandedIn) and outcome.paper.state == PaperState.OPEN:
            closings.setdefault(one.paper_key, _closing(outcome.paper, one))
    closed = close_papers(here, shelf, list(closings.values())) if closings else []
    entries = dict(zip(closings, closed, strict=True))
    return [
        one._replace(entry=entries.pop(one.paper.key, None)) if isinstance(one, HandedIn) else one for one in outcomes
    ]


def _lock(here: Plain, keys: set[str]) -> dict[str, Locked]:
    asked = compact_json(sorted(keys)) if here.on_sqlite else sorted(keys)
    return {row[1]: Locked(*row) for row in here.rows(LOCK, keys=asked)}


def _allow(paper: Locked | None, facts: Save, shelf: Mapping[int, Book]) -> Outcome:
    if paper is None:
        return not_found()
    if paper.contest_id not in shelf:
        return NotOnShelf(paper.contest_id)
    if paper.state == PaperState.OPEN and facts.lease < paper.lease:
        return elsewhere()
    return HandedIn(paper, None)


def _save_last(here: Plain, handed: Sequence[Save], outcomes: list[Outcome]) -> list[Outcome]:
    """Save what comes with the hand-ins; the numbers that are late are kept as evidence and named."""
    bring = [n for n, one in enumerate(handed) if one.answers and isinstance(outcomes[n], HandedIn)]
    saved = dict(zip(bring, save(here, [handed[n] for n in bring]), strict=True)) if bring else {}
    return [_with_late(outcome, saved.get(n)) for n, outcome in enumerate(outcomes)]


def _with_late(outcome: Outcome, saved: Any) -> Outcome:
    if not isinstance(outcome, HandedIn) or not isinstance(saved, Refusal) or saved.key == "paper.handed_in":
        return outcome
    return outcome._replace(late=tuple(saved.facts["late"])) if saved.key == "paper.closed" else saved


def _closing(paper: Locked, facts: Save) -> Closing:
    if facts.received <= paper.due:
        return Closing(paper, ClosedBy.MEMBER, facts.received)
    return Closing(paper, ClosedBy.TIME, paper.deadline)


_PAPERS = f"SELECT {', '.join(Locked._fields)} FROM paper WHERE key"  # noqa: S608
LOCK = Statement(
    f"{_PAPERS} IN (SELECT value FROM json_each(:keys))",  # noqa: S608
    f"{_PAPERS} = ANY(%(keys)s) ORDER BY id FOR UPDATE",
)
