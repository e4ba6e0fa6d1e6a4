"""An opened contest on the small world, with a generated bank, and members who sit it. Invented and synthetic."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

from sqlalchemy import select
from sqlmodel import Session, col

from app.banks.models import Bank, Edition, Question
from app.banks.questions import body_text
from app.boards import closing, publishing
from app.contests import creating, finding, opening
from app.contests.finding import ContestView
from app.core.house import House
from app.ledger.chain import Entry
from app.organisations.models import Category
from app.papers.answers import Given, Save
from app.papers.closing import Locked
from app.papers.hand_in import hand_in_paper
from app.papers.models import Paper
from app.papers.saving import Saved, save
from app.papers.sitting import Started, start
from app.signin.sessions import SignedMember
from tests.world import World

BANK = "generated"
DAY = 86_400_000
SECTIONS = (
    {"bank": BANK, "kind": "single", "count": 4, "marks": 300},
    {"bank": BANK, "kind": "multiple", "count": 3, "marks": 400},
    {"bank": BANK, "kind": "true_false", "count": 2, "marks": 150},
    {"bank": BANK, "kind": "blank", "count": 1, "marks": 500},
)
TOTAL = 4 * 300 + 3 * 400 + 2 * 150 + 500
SEED = bytes(range(32))
"""Known, so that the same members draw the same papers in every run."""
CANARY = "金丝雀"
"""Stands in everything that must not leave the server before the review."""


def questions(*, canary: str = "") -> list[dict[str, Any]]:
    """10 single, 8 multiple, 6 true-or-false and 4 blanks, ids in order."""
    made = [_question(n, "single", "ABCD"[n % 4], ("甲", "乙", "丙", "丁"), canary) for n in range(10)]
    made += [
        _question(n, "multiple", ("AB", "BCE", "ACD")[n % 3], ("一", "二", "三", "四", "五"), canary) for n in range(8)
    ]
    made += [_question(n, "true_false", n % 2 == 0, (), canary) for n in range(6)]
    made += [_question(n, "blank", [[f"填{canary}{n}"], [f"空{canary}{n}", str(n)]], (), canary) for n in range(4)]
    return sorted(made, key=lambda body: str(body["id"]).encode())


def _question(n: int, kind: str, answer: Any, options: tuple[str, ...], canary: str) -> dict[str, Any]:
    return {
        "id": f"{kind}-{n:02d}",
        "kind": kind,
        "stem": f"合成题 {kind} {n}",
        "options": [f"{option}{n}" for option in options],
        "answer": answer,
        "explanation": f"解析 {canary} {kind} {n}",
        "source": {"document": f"合成规定{canary}", "edition": 2024, "article": n + 1},
        "difficulty": "easy",
        "topics": [],
        "status": "checked",
    }


def lay_bank(session: Session, bodies: list[dict[str, Any]], now: int) -> None:
    """One ready edition of these questions, which must be in the order of their ids."""
    texts = [body_text(body) for body in bodies]
    digest = hashlib.sha256(b"".join(text.encode() + b"\n" for text in texts)).digest()
    bank = Bank(name=BANK, title="合成题库")
    session.add(bank)
    session.flush()
    edition = Edition(
        bank_id=bank.id or 0, label="2024", digest=digest, loaded_at=now, questions=len(bodies), ready=True
    )
    session.add(edition)
    session.flush()
    for ordinal, (body, text) in enumerate(zip(bodies, texts, strict=True)):
        session.add(
            Question(
                edition_id=edition.id or 0,
                ordinal=ordinal,
                name=body["id"],
                kind=body["kind"],
                status=body["status"],
                body=text,
            )
        )


@dataclass
class OpenContest:
    """An opened contest and how members go through it. ``now`` of every step is the house's clock unless given."""

    world: World
    slug: str

    @property
    def house(self) -> House:
        return self.world.house

    @property
    def view(self) -> ContestView:
        with self.house.database.reading() as session:
            return finding.contest(session, self.slug)

    def member(self, name: str) -> SignedMember:
        return SignedMember(self.world.members[name], self.world.keys[name], name, 0, "", Category.FULL)

    async def start(self, name: str, *, now: int | None = None) -> Started:
        return await start(self.house, self.view, self.member(name), now or self.house.clock.now())

    def shapes(self, paper: Locked) -> list[str]:
        """What kind of answer each item takes: ``s4`` ``m5`` ``t2`` ``b1``."""
        with self.house.database.reading() as session:
            shape: str = session.execute(select(col(Paper.shape)).where(col(Paper.key) == paper.key)).scalar_one()
        return shape.split()

    async def save(
        self, paper: Locked, answers: Mapping[int, str], *, seq: int = 1, lease: int = 1, now: int | None = None
    ) -> Saved:
        given = tuple(Given(n, value, seq) for n, value in answers.items())
        saved: Saved = await self.house.writer.write(save, Save(paper.key, lease, now or self.house.clock.now(), given))
        return saved

    async def hand_in(self, paper: Locked, *, lease: int = 1, now: int | None = None) -> Entry | None:
        facts = Save(paper.key, lease, now or self.house.clock.now(), ())
        return (await hand_in_paper(self.house, facts)).entry

    async def sit(self, name: str, answers: Mapping[int, str] | None = None) -> Locked:
        """Start, answer, hand in."""
        paper = (await self.start(name)).paper
        if answers:
            await self.save(paper, answers)
        await self.hand_in(paper)
        return paper

    def freeze(self) -> None:
        self.house.writer.run(closing.freeze, self.view.id, self.house.clock.now())
        self.publish()

    def end(self) -> None:
        """Close now; a running server hands in and appends ``closed`` when its time comes."""
        self.house.writer.run(closing.close, self.view.id, self.house.clock.now())

    def finish(self) -> None:
        """Close, as if three seconds had gone by, finalise and publish."""
        later = self.house.clock.now()
        self.house.writer.run(closing.close, self.view.id, later)
        self.house.writer.run(closing.append_closed_when_due, self.view.id, later + closing.START_IN_FLIGHT + 1)
        self.publish()
        self.house.writer.run(closing.finalise, self.view.id, later + 5000)
        self.publish()

    def publish(self) -> None:
        publishing.publish_digests(self.house, self.view.id, self.house.clock.now())


def open_contest(world: World, slug: str = "cup", *, canary: str = "", **wishes: Any) -> OpenContest:
    """Lay the bank down, compose a contest from the heat's preset with small sections, and open it."""
    house, now = world.house, world.house.clock.now()
    house.writer.run(lay_bank, questions(canary=canary), now)
    facts = {
        "title": "合成竞赛",
        "sections": SECTIONS,
        "total": TOTAL,
        "opens": now - 60_000,
        "closes": now + DAY,
        "limit_s": 1500,
        "attempts": 3,
        "qualifiers": None,
        **wishes,
    }
    rules = creating.compose("online-heat", facts, now=now)
    house.writer.run(creating.new_contest, slug, rules, preset="online-heat", now=now)
    with house.database.reading() as session, mock.patch.object(opening, "new_seed", return_value=SEED):
        prepared = opening.prepare(house, session, finding.contest(session, slug), now)
    house.writer.run(opening.open_contest, prepared, now)
    return OpenContest(world, slug)


def sit_all(contest: OpenContest, answers: Mapping[str, Mapping[int, str]]) -> None:
    """Several members, one after another, in one event loop."""

    async def all_of_them() -> None:
        for name, given in answers.items():
            await contest.sit(name, given)

    asyncio.run(all_of_them())
