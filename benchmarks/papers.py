"""Open papers laid into an installation as members' starts would have made them, and how phones write on them."""

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, select, text
from sqlmodel import Session, col

from app.contests.allowing import deadline
from app.contests.finding import ContestView, contest
from app.core.clock import SECOND
from app.core.house import House
from app.core.secret import new_key
from app.organisations.models import Member, MemberState
from app.papers.models import Paper
from app.papers.sitting import prepare
from app.papers.tokens import send_token
from app.signin.sessions import SignedMember
from benchmarks.line import post

PIECE = 500
Answers = list[tuple[int, str, int]]
"""Item, letter, seq."""


@dataclass
class Sheet:
    """One open paper as a phone holds it; remembers what was acknowledged last for each item."""

    key: str
    send: str
    shape: list[str]
    member: SignedMember | None = None
    acknowledged: dict[int, tuple[int, str]] = field(default_factory=dict)
    _seq: int = 0

    def __post_init__(self) -> None:
        self._items = [n for n, kind in enumerate(self.shape, 1) if kind[0] in "smt"][:20]

    def tap(self, chance: random.Random, count: int = 1) -> tuple[bytes, Answers]:
        """The request that saves ``count`` new answers to items with choices, and what it says."""
        given = [self.next(chance) for _ in range(count)]
        return self._post("answers", given), given

    def hand_in(self, chance: random.Random) -> tuple[bytes, Answers]:
        """The request that hands in with one last answer."""
        given = [self.next(chance)]
        return self._post("hand-in", given), given

    def next(self, chance: random.Random) -> tuple[int, str, int]:
        """A newer answer than any before."""
        self._seq += 1
        n = self._items[self._seq % len(self._items)]
        kind = self.shape[n - 1]
        return n, chance.choice("TF") if kind[0] == "t" else "ABCDEFGH"[chance.randrange(int(kind[1:]))], self._seq

    def _post(self, what: str, given: Answers) -> bytes:
        written = ",".join(f'{{"n":{n},"choice":["{letter}"],"seq":{seq}}}' for n, letter, seq in given)
        body = f'{{"send":"{self.send}","answers":[{written}]}}'.encode()
        return post(f"/api/v1/papers/{self.key}/{what}", body)

    def acknowledge(self, body: bytes, given: Answers) -> bool:
        """Whether the reply says that exactly this stands."""
        saved = json.loads(body).get("saved", {})
        for n, letter, seq in given:
            stands = saved.get(str(n))
            if stands is None or stands["choice"] != [letter] or stands["seq"] != seq:
                return False
            self.acknowledged[n] = (seq, letter)
        return True


def bare_sheet(number: int) -> Sheet:
    """For servers that know no paper."""
    return Sheet(f"bare{number}", "1." + "x" * 52, ["s4"] * 20)


def lay_papers(house: House, slug: str, count: int) -> list[Sheet]:
    """The next attempt of the first ``count`` members, drawn and stored as a start stores it, without their asking."""
    with house.database.reading() as session:
        view, people = contest(session, slug), members(session, count)
    now, sheets = house.clock.now(), []
    for begin in range(0, count, PIECE):
        some = people[begin : begin + PIECE]
        with house.database.reading() as session:
            rows = [_row(house, session, view, one, now) for one in some]
        house.writer.run(_put, rows)
        sheets += [
            Sheet(row["key"], send_token(house.secret, row["key"], 1), row["shape"].split(), member)
            for row, member in zip(rows, some, strict=True)
        ]
    return sheets


def members(session: Session, count: int) -> list[SignedMember]:
    query = select(Member).where(col(Member.state) == MemberState.PRESENT).order_by(col(Member.id)).limit(count)
    found = [_signed(one) for one in session.execute(query).scalars()]
    if len(found) < count:
        raise ValueError(f"{len(found)} members on the roll, {count} wanted")
    return found


def _signed(one: Member) -> SignedMember:
    assert one.id is not None
    assert one.organisation_id is not None
    return SignedMember(one.id, one.key, one.name or "", one.organisation_id, "", one.category)  # type: ignore[arg-type]


def _row(house: House, session: Session, view: ContestView, member: SignedMember, now: int) -> dict[str, Any]:
    drawn = prepare(house, session, view, member, now)
    ends = deadline(view.rules, now, view.closes)
    return {
        "key": new_key(),
        "contest_id": view.id,
        "sitting_id": drawn.sitter.sitting_id,
        "member_id": member.id,
        "member_key": member.key,
        "attempt": drawn.attempt,
        "state": "open",
        "started": now,
        "deadline": ends,
        "due": ends + view.rules.grace_s * SECOND,
        "lease": 1,
        "items": drawn.items,
        "shape": drawn.shape,
    }


def _put(session: Session, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(Paper), rows)


def not_stored(url: str, sheets: Iterable[Sheet], *, or_newer: bool = False) -> int:
    """Acknowledged answers that the database does not hold as they were acknowledged; ``or_newer``: nor one that was
    sent later and never acknowledged."""
    stored = {(key, n): (seq, value) for key, n, seq, value in _rows(url)}
    lost = 0
    for one in sheets:
        for n, last in one.acknowledged.items():
            there = stored.get((one.key, n), (0, ""))
            lost += there != last and not (or_newer and there[0] > last[0])
    return lost


def _rows(url: str) -> Iterator[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        yield from connection.execute(
            text("SELECT p.key, a.n, a.seq, a.value FROM answer a JOIN paper p ON p.id = a.paper_id")
        )
    engine.dispose()


def results(folder: Path) -> int:
    """Result entries in the ledger of an installation on SQLite."""
    with sqlite3.connect(folder / "cup.db") as connection:
        return int(connection.execute("SELECT count(*) FROM ledger_entry WHERE kind = 'result'").fetchone()[0])
