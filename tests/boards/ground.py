"""A running contest whose results are appended straight to the chain: boards read nothing else. Synthetic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.contests import finding
from app.contests.creating import compose
from app.contests.finding import ContestView
from app.contests.freezing_tree import places, replace_tree
from app.contests.models import Contest, ContestState, RollMember, Sitting
from app.contests.rules import canonical
from app.contests.sittings import seal
from app.core.clock import DAY, HOUR
from app.core.house import House
from app.core.secret import new_key
from app.ledger.appending import append, begin_chain
from app.ledger.chain import Entry
from app.organisations.models import Category, Member
from tests.world import World


@dataclass
class Ground:
    """A contest with everybody of a world on its roll. Scores are whole marks, times whole seconds."""

    house: House
    slug: str
    start: int
    keys: Mapping[str, str]
    organisations: Mapping[str, int] = field(default_factory=dict)
    homes: Mapping[str, int] = field(default_factory=dict)
    """Organisation by member key, at opening."""
    attempts: dict[str, int] = field(default_factory=dict)

    @property
    def view(self) -> ContestView:
        with self.house.database.reading() as session:
            return finding.contest(session, self.slug)

    def hand_in(self, name: str, marks: int | float, seconds: int = 600, *, at: int | None = None) -> Entry:
        """One more attempt of a member."""
        return self.hand_in_all([(name, marks, seconds)], at=at)[0]

    def hand_in_all(self, results: Iterable[tuple[str, int | float, int]], *, at: int | None = None) -> list[Entry]:
        entries = []
        for name, marks, seconds in results:
            self.attempts[name] = self.attempts.get(name, 0) + 1
            entries.append(
                Entry(
                    "result",
                    at or self.start + sum(self.attempts.values()) * 1000,
                    member_key=self.keys[name],
                    organisation_id=self.homes[self.keys[name]],
                    paper_key=new_key(),
                    attempt=self.attempts[name],
                    score=round(marks * 100),
                    duration_ms=seconds * 1000,
                )
            )
        return self.append(*entries)

    def append(self, *entries: Entry) -> list[Entry]:
        view = self.view
        self.house.writer.run(lambda session: [append(session, view.id, one) for one in entries])
        return list(entries)

    def run(self, use_case: Any, *facts: Any) -> Any:
        """A use case of this contest at its own time."""
        return self.house.writer.run(use_case, self.view.id, *facts)


def run_contest(world: World, slug: str = "cup", *, preset: str = "online-heat", **wishes: Any) -> Ground:
    """A contest that is open since an hour, without banks or papers."""
    house, now = world.house, world.house.clock.now()
    facts = {
        "title": "测试杯党章知识竞赛",
        "opens": now - HOUR,
        "closes": now + DAY,
        "eligible": list(Category),
        **wishes,
    }
    rules = canonical(compose(preset, facts, now=now))

    homes = {}

    def begin(session: Session) -> None:
        contest = Contest(slug=slug, preset=preset, state=ContestState.OPENED, rules=rules, created=now)
        session.add(contest)
        session.flush()
        assert contest.id is not None
        begin_chain(session, contest.id)
        key = new_key()
        session.add(
            Sitting(
                key=key,
                contest_id=contest.id,
                opens=now - HOUR,
                closes=now + DAY,
                seed_sealed=seal(house.secret, key, bytes(32)),
                commitment="0" * 64,
            )
        )
        for place, member in enumerate(session.execute(select(Member).order_by(col(Member.key))).scalars()):
            homes[member.key] = member.organisation_id
            session.add(
                RollMember(
                    contest_id=contest.id,
                    member_key=member.key,
                    place=place,
                    organisation_id=member.organisation_id,
                    district_id=member.district_id,
                    unit_id=member.unit_id,
                    category=member.category,
                    exempt=member.exempt,
                )
            )
        replace_tree(session, contest.id, list(places(session).values()))
        append(session, contest.id, Entry("opened", now - HOUR))

    house.writer.run(begin)
    return Ground(house, slug, now - HOUR, world.keys, world.organisations, homes)
