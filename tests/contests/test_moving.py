"""Changes of a contest's roll: entry, standing and the office's roll change together, and only once."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.boards import closing
from app.contests import moving
from app.contests.membership import Membership, membership
from app.core.house import House
from app.core.refusal import Refusal
from app.ledger.models import LedgerEntry
from app.organisations.models import Category, Member
from tests.small_contest import Opened, open_small_contest
from tests.world import ARCHIVE, PLANNING, PRICES, SCHOOLS, World, build_world

ONE, NEW = "赵测一", "林测新"


@pytest.fixture
def contest(world: World) -> Opened:
    return open_small_contest(world, wishes={"eligible": ["full", "probationary"]})


def standing(contest: Opened, key: str) -> Membership | None:
    with contest.house.database.reading() as session:
        return membership(session, contest.view.id, key)


def member(house: House, key: str) -> Member:
    with house.database.reading() as session:
        return session.execute(select(Member).where(col(Member.key) == key)).scalar_one()


def last_entry(contest: Opened) -> tuple[str, dict[str, Any]]:
    with contest.house.database.reading() as session:
        entry = session.execute(select(LedgerEntry).order_by(col(LedgerEntry.seq).desc()).limit(1)).scalars().one()
    return entry.kind, json.loads(entry.payload)


def do(contest: Opened, use_case: Any, *facts: Any) -> None:
    contest.house.writer.run(use_case, contest.view.id, *facts, now=contest.now)


def refused(contest: Opened, key: str, use_case: Any, *facts: Any) -> bool:
    before = last_entry(contest)
    with pytest.raises(Refusal) as info:
        do(contest, use_case, *facts)
    assert last_entry(contest) == before, "a refused change leaves nothing"
    return info.value.key == key


def newcomer(world: World, category: Category = Category.FULL) -> int:
    def add(session: Session) -> int:
        made = Member(
            key="n" * 26, organisation_id=world.organisations[SCHOOLS], name=NEW, folded=NEW, category=category
        )
        session.add(made)
        session.flush()
        assert made.id is not None
        return made.id

    return world.house.writer.run(add)


def test_somebody_moves_with_district_unit_and_path(contest: Opened, world: World) -> None:
    schools, key = world.organisations[SCHOOLS], world.keys[ONE]
    do(contest, moving.move, key, schools, "transferred")
    stands = standing(contest, key)
    assert stands is not None
    assert (stands.organisation_id, stands.district_id) == (schools, world.groupings["第二片"])
    assert member(contest.house, key).organisation_id == schools
    kind, entry = last_entry(contest)
    assert (kind, entry["member_key"], entry["organisation_id"]) == ("roll_moved", key, schools)
    general, root = world.organisations["测试县教育局党总支"], world.organisations["测试县直机关工委"]
    assert entry["path"] == [schools, general, root]
    assert entry["reason"] == "transferred"
    assert {"district", "unit", "category", "exempt", "division"} <= set(entry)
    assert NEW not in json.dumps(entry, ensure_ascii=False)


def test_who_leaves_is_gone_from_both_rolls(contest: Opened, world: World) -> None:
    key = world.keys[ONE]
    do(contest, moving.leave, key, "retired")
    stands = standing(contest, key)
    assert stands is not None
    assert stands.left
    assert member(contest.house, key).state == "gone"
    assert last_entry(contest)[0] == "roll_left"
    assert refused(contest, "roll_change.not_on", moving.leave, key, "retired")


def test_who_joins_stands_where_the_office_has_them(contest: Opened, world: World) -> None:
    new = newcomer(world)
    assert standing(contest, "n" * 26) is None
    do(contest, moving.join, new, "transferred_in")
    stands = standing(contest, "n" * 26)
    assert stands is not None
    assert not stands.left
    assert last_entry(contest)[0] == "roll_joined"
    assert refused(contest, "roll_change.on_already", moving.join, new, "transferred_in")


def test_only_categories_of_the_rules_join(contest: Opened, world: World) -> None:
    assert refused(contest, "roll_change.not_eligible", moving.join, newcomer(world, Category.NON_PARTY), "new")


def test_an_exemption_is_given_and_taken_back(contest: Opened, world: World) -> None:
    key = world.keys[ONE]
    do(contest, moving.exempt, key, True, "illness")
    assert last_entry(contest)[1]["exempt"] is True
    assert member(contest.house, key).exempt
    assert refused(contest, "roll_change.no_change", moving.exempt, key, True, "illness")
    do(contest, moving.exempt, key, False, "other")
    stands = standing(contest, key)
    assert stands is not None
    assert not stands.exempt


def test_reasons_are_a_closed_list(contest: Opened, world: World) -> None:
    key = world.keys[ONE]
    assert refused(contest, "roll_change.reason", moving.leave, key, "他病了")
    assert refused(contest, "roll_change.reason", moving.exempt, key, True, "transferred")
    assert refused(contest, "roll_change.reason", moving.move, key, world.organisations[SCHOOLS], "")


def test_nothing_moves_to_where_it_is_or_to_nowhere(contest: Opened, world: World) -> None:
    key = world.keys[ONE]
    assert refused(contest, "roll_change.no_change", moving.move, key, world.organisations[PLANNING], "corrected")
    assert refused(contest, "not_found", moving.move, key, 999_999, "corrected")
    assert refused(contest, "roll_change.not_on", moving.move, "z" * 26, world.organisations[SCHOOLS], "corrected")


def test_after_finalising_nothing_moves(contest: Opened, world: World) -> None:
    house, late = contest.house, contest.now
    house.writer.run(closing.close, contest.view.id, late)
    house.writer.run(closing.append_closed_when_due, contest.view.id, late + closing.START_IN_FLIGHT + 1)
    do(contest, moving.exempt, world.keys[ONE], True, "illness")
    house.writer.run(closing.finalise, contest.view.id, late + 5000)
    assert refused(contest, "roll_change.not_running", moving.leave, world.keys[ONE], "other")


def test_divisions_are_those_of_the_opening(world: World) -> None:
    divided = open_small_contest(world, slug="divided", wishes={"divisions": [1, 2]})
    do(divided, moving.move, world.keys[ONE], world.organisations[ARCHIVE], "transferred")
    assert last_entry(divided)[1]["division"] == "2-2"


def test_of_two_changes_at_the_same_moment_one_is_refused(any_house: House) -> None:
    """The second one read before the first was written: its guard finds another standing."""
    world = build_world(any_house)
    contest = open_small_contest(world, wishes={"eligible": ["full", "probationary"]})
    key = world.keys[ONE]

    def twice(session: Session, *, now: int) -> None:
        before = moving._on_roll(session, contest.view.id, key)
        moving.move(session, contest.view.id, key, world.organisations[PRICES], "transferred", now=now)
        moving._stand(session, contest.view.id, key, before, before._replace(left=True))

    with pytest.raises(Refusal, match=r"roll_change\.overtaken"):
        any_house.writer.run(twice, now=contest.now)
    assert standing(contest, key) is not None
    do(contest, moving.exempt, key, True, "abroad")
    stale = standing(contest, key)
    assert stale is not None

    def from_an_old_reading(session: Session) -> None:
        moving._stand(session, contest.view.id, key, stale._replace(exempt=False), stale._replace(left=True))

    with pytest.raises(Refusal, match=r"roll_change\.overtaken"):
        any_house.writer.run(from_an_old_reading)
