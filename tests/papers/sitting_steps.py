"""Steps that tests of sittings, grants and rulings share: start, answer, hand in, at any instant."""

import asyncio
import json

from sqlmodel import Session

from app.core.clock import SECOND
from app.core.plain import plain
from app.core.refusal import Refusal
from app.papers.answers import Given, Save
from app.papers.closing import items_of
from app.papers.hand_in import HandedIn, hand_in
from app.papers.models import Paper
from app.papers.review import right_answer
from app.papers.saving import Saved, save
from app.papers.sitting import Started, start
from app.papers.sweep import WAIT, sweep
from tests.small_contest import Opened


def starting(cup: Opened, member: int, now: int | None = None) -> Started:
    return asyncio.run(start(cup.house, cup.again(), cup.member(member), cup.now if now is None else now))


def saving(cup: Opened, *saves: Save) -> list[Saved | Refusal]:
    """In one batch."""
    return cup.house.writer.run(together, saves)


def together(session: Session, saves: tuple[Save, ...]) -> list[Saved | Refusal]:
    outcomes: list[Saved | Refusal] = save(plain(session), saves)
    return outcomes


def handing_in(cup: Opened, paper: Paper, *answers: Given, now: int | None = None) -> HandedIn:
    facts = Save(paper.key, paper.lease, now or paper.started + SECOND, answers)
    handed_in: HandedIn = cup.house.writer.run(hand_in, facts, shelf={cup.view.id: cup.book})
    return handed_in


def right(cup: Opened, paper: Paper, *, only: int = 300, seq: int = 1) -> tuple[Given, ...]:
    """The first ``only`` items answered rightly, as the member would tick them."""
    answers = []
    for n, item in enumerate(items_of(paper)[:only], 1):
        shown = right_answer(cup.book, item, "zh")
        value = "".join(shown["choice"]) if "choice" in shown else json.dumps(shown["texts"], ensure_ascii=False)
        answers.append(Given(n, value, seq))
    return tuple(answers)


def too_late(cup: Opened, paper: Paper, *answers: Given, after: int = SECOND) -> None:
    """What arrives after the grace is kept as evidence; the sweep hands the paper in."""
    saving(cup, Save(paper.key, paper.lease, paper.due + after, answers))
    cup.house.writer.run(sweep, {cup.view.id: cup.book}, now=paper.due + WAIT + 1)
