"""A month of a whole county in compressed time: every start, save and hand-in through its own use case, 31 to 35 days
one after another; then the second scorer, and the boards once more from the exported workbook alone."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.banks import editions
from app.banks.files import read_bank
from app.cli.demonstration import load_demo_roll
from app.contests import creating, finding, opening
from app.contests.finding import ContestView
from app.contests.models import RollMember
from app.core.clock import DAY, HOUR, MINUTE
from app.core.house import House
from app.core.plain import plain
from app.exports.workbooks import export_xlsx
from app.ledger.models import LedgerEntry
from app.organisations.models import Member
from app.papers.answers import Given, Save
from app.papers.book import Book, book, books
from app.papers.hand_in import hand_in
from app.papers.sitting import Prepared, prepare, start_attempt
from app.signin.sessions import SignedMember
from app.verify.verifying import verify
from tests.exports.workbook import boards, hundredths, read

AT_ONCE = 40
ATTEMPTS = {"daily-ladder": (0, 1, 2, 2, 4), "micro-quiz": (1, 2, 2, 2, 3)}
"""How often somebody sits on one day: one of these by chance."""
ENTRIES = 150_000
"""Of each; 300,000 together."""


def opened(house: House, preset: str) -> ContestView:
    """A contest whose window began as many days ago as it has."""
    now = house.clock.now()
    days = creating.compose(preset, {}, now=now)
    opens = now - now % DAY - (days.closes - days.opens) + DAY
    rules = creating.compose(preset, {"opens": opens, "office": "办", "contact": "人", "contact_phone": "1"}, now=now)
    rules = creating.compose(preset, {**rules.model_dump(mode="json"), "erase_on": "2099-12-31"}, now=now)
    house.writer.run(creating.new_contest, preset, rules, preset=preset, now=now)
    with house.database.reading() as session:
        prepared = opening.prepare(house, session, finding.contest(session, preset), now)
    house.writer.run(opening.open_contest, prepared, now)
    with house.database.reading() as session:
        return finding.contest(session, preset)


def people_of(session: Session, view: ContestView) -> list[SignedMember]:
    rows = session.execute(
        select(Member)
        .join(RollMember, col(RollMember.member_key) == col(Member.key))
        .where(col(RollMember.contest_id) == view.id)
    ).scalars()
    return [SignedMember(one.id or 0, one.key, one.name, one.organisation_id, "", one.category) for one in rows]


def sit_together(session: Session, sat: Sequence[tuple[Prepared, int, int, int]], shelf: dict[int, Book]) -> None:
    """Several members' whole attempts: ``(prepared, start, span, luck)``."""
    for prepared, at, span, luck in sat:
        paper = start_attempt(session, prepared, now=at).paper
        chance = random.Random(luck)
        given = tuple(Given(n, value(shape, chance), n) for n, shape in enumerate(prepared.shape.split(), 1))
        hand_in(plain(session), [Save(paper.key, paper.lease, at + span, given)], shelf=shelf)


def value(shape: str, chance: random.Random) -> str:
    """Some answer of the right form."""
    if shape[0] == "b":
        return '["五"]' if shape[1:] == "1" else "[" + ",".join(['"五"'] * int(shape[1:])) + "]"
    letters = "TF" if shape[0] == "t" else "ABCDEFGH"[: int(shape[1:])]
    if shape[0] == "m":
        return "".join(sorted(chance.sample(letters, chance.randint(1, len(letters)))))
    return chance.choice(letters)


def in_pieces(things: Sequence[SignedMember]) -> Iterable[Sequence[SignedMember]]:
    return (things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE))


def live_through(house: House, view: ContestView, chance: random.Random) -> None:
    with house.database.reading() as session:
        people = people_of(session, view)
        book(house, session, view)
    for morning in range(view.opens, view.closes, DAY):
        tries = [(one, chance.choice(ATTEMPTS[view.preset])) for one in people]
        for turn in range(max(ATTEMPTS[view.preset])):
            todays = [one for one, times in tries if times > turn]
            for some in in_pieces(todays):
                at = morning + turn * 2 * HOUR + chance.randrange(HOUR)
                with house.database.reading() as session:
                    sat = [
                        (
                            prepare(house, session, view, one, at),
                            at,
                            chance.randrange(2 * MINUTE, 9 * MINUTE),
                            chance.randrange(2**32),
                        )
                        for one in some
                    ]
                house.writer.run(sit_together, sat, books(house))


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("preset", ATTEMPTS)
def test_a_month_of_everybody(preset: str, house: House, tmp_path: Path) -> None:
    load_demo_roll(house)
    editions.load(house, read_bank(Path("question_banks/party-constitution/bank.yaml")), house.clock.now())
    view = opened(house, preset)
    live_through(house, view, random.Random(preset))
    found = verify(house, preset)
    assert found.differences == 0, found.kept[:5]
    sheets = read(export_xlsx(house, preset, tmp_path / f"{preset}.xlsx"))
    organisations, members = boards(sheets)
    assert len(organisations) == len(sheets["党组织榜"]) > 150
    assert {row["编号"]: (row["名次"], hundredths(row["成绩"]), row["实参加"]) for row in sheets["党组织榜"]} == {
        key: (rank, score, participants) for key, (rank, score, participants, *_) in organisations.items()
    }
    assert {row["成员编号"]: (row["名次"], hundredths(row["得分"])) for row in sheets["个人成绩"]} == members
    with house.database.reading() as session:
        here = select(func.count()).select_from(LedgerEntry).where(col(LedgerEntry.contest_id) == view.id)
        assert session.execute(here).scalar_one() >= ENTRIES
