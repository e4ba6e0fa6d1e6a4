"""Results laid into the ledger of an open contest in large batches: a chain that triggers and folds accept."""

import hashlib
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.contests.finding import ContestView, contest
from app.contests.models import RollMember
from app.core.house import House
from app.ledger.chain import TYPED, Entry, link, payload
from app.ledger.models import LedgerEntry, LedgerHead

PIECE = 5000


class Person(NamedTuple):
    key: str
    organisation_id: int


def lay_results(house: House, slug: str, count: int) -> None:
    """``count`` results, member after member, attempt after attempt, of papers that nobody kept."""
    with house.database.reading() as session:
        view = contest(session, slug)
        rows = session.execute(
            select(col(RollMember.member_key), col(RollMember.organisation_id)).where(
                col(RollMember.contest_id) == view.id
            )
        )
        people = [Person(*row) for row in rows]
    chance = Random(count)
    for begin in range(0, count, PIECE):
        numbers = range(begin, min(begin + PIECE, count))
        house.writer.run(_extend, view.id, [_result(view, people, number, chance) for number in numbers])


def _result(view: ContestView, people: list[Person], number: int, chance: Random) -> Entry:
    person = people[number % len(people)]
    correct = chance.randrange(31)
    answers = hashlib.sha256(str(number).encode()).hexdigest()
    return Entry(
        "result",
        view.opens + number,
        member_key=person.key,
        organisation_id=person.organisation_id,
        paper_key=f"{number:026d}",
        attempt=1 + number // len(people),
        sitting_id=view.sitting.id,
        score=correct * 300,
        duration_ms=chance.randrange(60_000, 1_500_000),
        wrong=30 - correct,
        facts={"by": "member", "correct": correct, "items": 30, "answers": answers},
    )


def _extend(session: Session, contest_id: int, entries: list[Entry]) -> None:
    """In one statement; the head as the last."""
    mine = col(LedgerHead.contest_id) == contest_id
    seq, previous = session.execute(select(col(LedgerHead.seq), col(LedgerHead.hash)).where(mine)).one()
    rows: list[dict[str, Any]] = []
    for one in entries:
        seq += 1
        text = payload(contest_id, seq, one)
        hash_ = link(previous, text)
        typed = {name: getattr(one, name) for name in TYPED}
        place = {"contest_id": contest_id, "seq": seq, "kind": one.kind, "at": one.at}
        rows.append({**place, **typed, "payload": text, "previous": previous, "hash": hash_})
        previous = hash_
    session.execute(insert(LedgerEntry), rows)
    session.execute(update(LedgerHead).where(mine).values(seq=seq, hash=previous))
