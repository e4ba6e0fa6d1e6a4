"""An opened contest over the small world: a generated bank, the preset's rules shortened, everybody may sit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.banks.models import Bank
from app.contests.creating import compose, new_contest
from app.contests.finding import ContestView, contest
from app.contests.opening import open_contest, prepare
from app.core.clock import DAY, HOUR
from app.core.house import House
from app.organisations.models import Member
from app.papers.book import Book, book
from app.signin.sessions import SignedMember
from tests.open_contest import BANK, lay_bank
from tests.world import World

KINDS = ("blank", "multiple", "single", "true_false")
"""In the order of the ids."""
EVERYBODY = ["full", "probationary", "applicant", "activist", "non_party"]
SECTIONS = [
    {"bank": BANK, "kind": "single", "count": 3, "marks": 1000},
    {"bank": BANK, "kind": "multiple", "count": 2, "marks": 2000},
    {"bank": BANK, "kind": "true_false", "count": 2, "marks": 1000},
    {"bank": BANK, "kind": "blank", "count": 1, "marks": 1000},
]


@dataclass(frozen=True)
class Opened:
    """An opened contest; ``now`` lies in its window."""

    house: House
    view: ContestView
    now: int

    @property
    def book(self) -> Book:
        with self.house.database.reading() as session:
            return book(self.house, session, self.view)

    def member(self, member_id: int) -> SignedMember:
        with self.house.database.reading() as session:
            found = session.get_one(Member, member_id)
            return SignedMember(member_id, found.key, found.name, found.organisation_id, "", found.category)  # type: ignore[arg-type]

    def again(self) -> ContestView:
        """The contest as it stands now."""
        with self.house.database.reading() as session:
            return contest(session, self.view.slug)


def open_small_contest(
    world: World, *, slug: str = "small-cup", preset: str = "online-heat", wishes: Mapping[str, Any] | None = None
) -> Opened:
    """A paper of eight questions and 100 marks from 28; 25 minutes, three attempts, the best counts."""
    house = world.house
    load_generated_bank(house)
    now = house.clock.now()
    wanted = {
        "title": "测试杯",
        "opens": now - HOUR,
        "closes": now + DAY,
        "sections": SECTIONS,
        "total": 10000,
        "eligible": EVERYBODY,
        **(wishes or {}),
    }
    rules = compose(preset, wanted, now=now)
    house.writer.run(new_contest, slug, rules, preset=preset, now=now)
    with house.database.reading() as session:
        prepared = prepare(house, session, contest(session, slug), now)
    house.writer.run(open_contest, prepared, now)
    with house.database.reading() as session:
        return Opened(house, contest(session, slug), now)


def load_generated_bank(house: House, *, each: int = 7) -> None:
    """``each`` checked questions of every kind, in one edition; loading it again changes nothing."""
    house.writer.run(_load, each)


def _load(session: Session, each: int) -> None:
    if session.execute(select(Bank).where(col(Bank.name) == BANK)).first() is None:
        lay_bank(session, [body for kind in KINDS for body in _bodies(kind, each)], 1)


def _bodies(kind: str, each: int) -> list[dict[str, Any]]:
    answers: dict[str, list[Any]] = {
        "single": ["A", "B", "C", "D"],
        "multiple": ["AB", "ACD", "BD"],
        "true_false": [True, False],
        "blank": [[["五", "5"]], [["三"], ["七", "7"]]],
    }
    return [
        {
            "id": f"{kind}-{n:02d}",
            "kind": kind,
            "stem": f"{kind} 第 {n} 题",
            "options": [f"选项{letter}{n}" for letter in "ABCD"] if kind in ("single", "multiple") else [],
            "answer": answers[kind][n % len(answers[kind])],
            "explanation": f"解析 {kind} {n}",
            "source": {"document": "测试条例", "edition": 2022, "article": n + 1},
            "difficulty": "easy",
            "topics": [],
            "status": "checked",
        }
        for n in range(each)
    ]
