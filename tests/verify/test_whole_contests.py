"""Whole contests under every kind of rule, through the application's own use cases: no difference."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.boards import closing, publishing
from app.contests import allowing, asking, make_up, moving
from app.core.refusal import Refusal
from app.organisations.models import Category
from app.papers import provisional, rulings
from app.papers.book import book
from app.papers.models import Paper
from app.papers.sitting import start
from app.papers.sweep import WAIT, sweep
from app.signin import sessions
from app.verify.findings import Findings
from app.verify.verifying import verify
from tests.open_contest import BANK, DAY, OpenContest, open_contest, sit_all
from tests.world import PLANNING, PRICES, World

ANSWERS: dict[str, Mapping[int, str]] = {
    "赵测一": {1: "A", 2: "B", 3: "C", 4: "D", 5: "A", 6: "B", 7: "AC", 8: "T", 9: "F", 10: '["填0","空0"]'},
    "钱测二": {1: "B", 5: "A", 6: "C", 7: "D", 8: "F"},
    "李测四": {},
    "欧阳测九": {5: "B", 6: "AB", 7: "BCE"},
}
SECTIONS = (
    {"bank": BANK, "kind": "single", "count": 4, "marks": 300, "deduct": 100},
    {"bank": BANK, "kind": "multiple", "count": 3, "marks": 300, "deduct": 50},
    {"bank": BANK, "kind": "true_false", "count": 2, "marks": 100},
    {"bank": BANK, "kind": "blank", "count": 1, "marks": 900},
)
SCORING = {"gate_percent": None, "min_participants": None}
POOL = ({"bank": BANK, "kind": "single", "count": None, "marks": 300}, *SECTIONS[1:])


def clean(contest: OpenContest) -> Findings:
    findings = verify(contest.house, contest.slug)
    assert [one.line() for one in findings.kept] == []
    return findings


def sit_mixed(contest: OpenContest, answers: Mapping[str, Mapping[int, str]]) -> None:
    """As ``sit_all``, each answer to the next item of its kind: a whole pool comes in one order over all kinds."""

    async def all_of_them() -> None:
        for name, given in answers.items():
            paper = (await contest.start(name)).paper
            left = dict(enumerate(contest.shapes(paper), 1))
            fitting = {}
            for n, value in given.items():
                kind = "s" if n <= 4 else "m" if n <= 7 else "t" if n <= 9 else "b"
                place = next(at for at, shape in left.items() if shape[0] == kind)
                fitting[place] = value if kind != "b" or left[place] == "b2" else '["填0"]'
                del left[place]
            if fitting:
                await contest.save(paper, fitting)
            await contest.hand_in(paper)

    asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "wishes",
    [
        {"multiple_marking": "half", "organisation_scoring": SCORING | {"kind": "sum"}, "ties": ["wrong", "handed_in"]},
        {
            "sections": [one | ({"option_marks": 150} if one["kind"] == "multiple" else {}) for one in SECTIONS],
            "multiple_marking": "per_option",
            "counts": "daily_best",
            "organisation_scoring": SCORING | {"kind": "best", "best_n": 2},
            "organisation_ties": ["attempts", "duration"],
        },
        {
            "sections": POOL,
            "total": None,
            "counts": "daily_first",
            "counted_a_day": 2,
            "day_zone": "Asia/Urumqi",
            "organisation_scoring": {"kind": "mean", "min_participants": 2, "categories": ["full"]},
            "divisions": [1, 2],
        },
        {
            "counts": "last",
            "organisation_scoring": SCORING | {"kind": "composite", "full_marks_weight": 30, "gate_percent": 60},
        },
    ],
    ids=["half", "per_option", "whole_pool", "composite"],
)
def test_a_contest_under_other_rules(world: World, wishes: dict[str, Any]) -> None:
    contest = open_contest(world, **{"sections": SECTIONS, **wishes})
    sit = sit_mixed if wishes.get("sections") is POOL else sit_all
    sit(contest, ANSWERS)
    sit(contest, {"赵测一": {1: "A", 8: "T"}, "钱测二": {2: "B"}, "周测五": {1: "B"}})
    contest.freeze()
    sit(contest, {"赵测一": {}, "卫测末": {5: "A"}})
    contest.finish()
    assert clean(contest).checked["boards"] == 12


class Everything:
    """A contest with a make-up sitting, grants, rulings, changes of the roll and somebody whom the roll forgot."""

    def __init__(self, world: World) -> None:
        rules: dict[str, Any] = {
            "sections": SECTIONS,
            "make_up": {"days": 10, "who": "absent_or_failed"},
            "pass_mark": 2000,
            "attempts": 1,
            "multiple_marking": "half",
            "divisions": [1, 2],
            "provisional": True,
        }
        self.contest, self.world = open_contest(world, **rules), world
        self.house, self.id = world.house, self.contest.view.id
        self.now = self.house.clock.now()

    def run(self, use_case: Any, *facts: Any, **options: Any) -> Any:
        return self.house.writer.run(use_case, *facts, now=self.now, **options)

    def sit(self, name: str, answers: Mapping[int, str], *, now: int | None = None, late: Any = None) -> Paper:
        async def go() -> Paper:
            begun = now or self.now
            paper = (await self.contest.start(name, now=begun)).paper
            await self.contest.save(paper, answers, now=begun + 1000)
            if late:
                with suppress(Refusal):
                    await self.contest.save(paper, late, seq=2, now=paper.due + 4000)
            else:
                await self.contest.hand_in(paper, now=begun + 60_000)
            return paper

        return asyncio.run(go())

    def grant(self) -> None:
        keys = self.world.keys
        self.run(allowing.allow_time, self.id, keys["钱测二"], 150)
        self.run(allowing.allow_attempts, self.id, keys["李测四"], 1)
        for name in ("赵测一", "钱测二", "李测四", "李测四", "欧阳测九"):
            self.sit(name, ANSWERS[name])

    def rule(self) -> None:
        paper = self.sit("吴测六", {1: "A"}, late={2: "B", 5: "AB"})
        with self.house.database.reading() as session:
            ours = book(self.house, session, self.contest.view)
        self.house.writer.run(sweep, {self.id: ours}, now=paper.due + WAIT + 1)
        later: dict[str, Any] = {"now": paper.due + 9000}
        self.house.writer.run(rulings.admit_late, ours, paper.key, [2], **later)
        self.house.writer.run(rulings.admit_late, ours, paper.key, [5], **later)
        annulled = self.paper("赵测一")
        for use_case in (rulings.annul, rulings.restore, rulings.annul):
            self.run(use_case, self.id, annulled, rulings.Annulling.MISTAKE)

    def paper(self, name: str) -> str:
        with self.house.database.reading() as session:
            query = select(col(Paper.key)).where(col(Paper.member_key) == self.world.keys[name])
            return str(session.execute(query).scalars().first())

    def change_the_roll(self) -> None:
        keys, organisations = self.world.keys, self.world.organisations
        self.run(moving.move, self.id, keys["欧阳测九"], organisations[PRICES], "transferred")
        self.run(moving.leave, self.id, keys["李测四"], "retired")
        self.run(moving.exempt, self.id, keys["周测五"], False, "other")

    def ask(self, name: str, token: str) -> str:
        """Somebody whom the roll does not know asks, and sits at once."""
        with self.house.database.reading() as session:
            wanted = {"branch": PLANNING, "name": name, "tail": "", "address": "10.0.0.9"}
            prepared = asking.prepare(self.house, session, self.contest.view, now=self.now, **wanted)
        key: str = self.run(asking.ask, prepared, sessions.hash_of(token))
        with self.house.database.reading() as session:
            member = sessions.member(session, token, self.now)
        assert member is not None

        async def sit() -> None:
            paper = (await start(self.house, self.contest.view, member, self.now)).paper
            await self.contest.save(paper, {1: "A", 5: "AB"}, now=self.now + 1000)
            await self.contest.hand_in(paper, now=self.now + 2000)

        asyncio.run(sit())
        return key

    def strangers(self) -> None:
        """One is on the roll after all, one is new, and one stays unknown."""
        view, who = self.contest.view, self.world.members["卫测末"]
        self.run(provisional.confirm, view, self.ask("林测甲", "p" * 26), who, "organiser:1", own=None)
        added = self.ask("林测乙", "q" * 26)
        self.run(provisional.join_as_new, view, added, Category.FULL, "forgotten", "organiser:1")
        self.ask("林测丙", "r" * 26)

    def make_up(self) -> None:
        opens = self.contest.view.rules.closes
        with self.house.database.reading() as session:
            new = make_up.prepare_sitting(self.house, session, self.contest.view, opens, opens + DAY, opens)
        self.house.writer.run(make_up.add_sitting, new, now=opens)
        self.sit("钱测二", {1: "A"}, now=opens + 5000)
        self.sit("王测同", {1: "A"}, now=opens + 5000)

    def all_but_make_up(self) -> None:
        self.grant()
        self.rule()
        self.change_the_roll()
        self.strangers()

    def finish(self) -> None:
        """Two days later, when the make-up sitting is over too."""
        later = self.contest.view.rules.closes + 2 * DAY
        self.house.writer.run(closing.append_closed_when_due, self.id, later)
        publishing.publish_digests(self.house, self.id, later)
        self.house.writer.run(closing.finalise, self.id, later + 5000)
        publishing.publish_digests(self.house, self.id, later + 6000)


def test_everything_at_once(any_world: World) -> None:
    everything = Everything(any_world)
    everything.all_but_make_up()
    clean(everything.contest)
    everything.make_up()
    found = clean(everything.contest)
    assert found.checked["sittings"] == 2
    assert found.checked["rulings"] == 2
    assert found.checked["roll_changes"] == 4
    everything.finish()
    assert clean(everything.contest).checked["boards"] == 8
