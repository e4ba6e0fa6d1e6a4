"""The seed stays sealed until its sitting is over and no paper of it is open."""

import json
from typing import Any

import pytest
from sqlmodel import Session

from app.contests import sittings
from app.contests.finding import ContestView
from app.contests.models import Contest, Sitting
from app.core.house import House
from app.core.refusal import Refusal
from app.core.secret import Secret
from app.ledger.tail import tail
from app.papers.models import Paper
from tests.contests.conftest import NOW, open_it, view
from tests.contests.rule_sets import CLOSES, OPENS
from tests.world import World


def publish(house: House, sitting_id: int, now: int) -> bool:
    return house.writer.run(sittings.publish_seed, sitting_id, house.secret, now=now)


def start_paper(house: House, one: ContestView, member: str, world: World, *, state: str = "open") -> int:
    def start(session: Session) -> int:
        paper = Paper(
            key=f"paper-of-{world.members[member]}",
            contest_id=one.id,
            sitting_id=one.sitting.id,
            member_id=world.members[member],
            member_key=world.keys[member],
            attempt=1,
            state=state,
            started=OPENS,
            deadline=CLOSES,
            due=CLOSES,
            items="[]",
            shape="",
        )
        session.add(paper)
        session.flush()
        assert paper.id is not None
        return paper.id

    return house.writer.run(start)


def change(house: House, table: type[Any], id_: int, **values: Any) -> None:
    def do(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(table, id_), name, value)

    house.writer.run(do)


@pytest.fixture
def opened(any_world: World, ready: ContestView) -> ContestView:
    open_it(any_world.house, ready)
    return view(any_world.house)


def test_while_the_window_is_open_the_seed_is_refused(any_world: World, opened: ContestView) -> None:
    for now in (NOW, OPENS, CLOSES - 1):
        with pytest.raises(Refusal, match="seed_sealed"):
            publish(any_world.house, opened.sitting.id, now)
    assert not view(any_world.house).sitting.seed_published


def test_after_the_window_it_is_published_once_with_an_entry(any_world: World, opened: ContestView) -> None:
    house = any_world.house
    with house.database.reading() as session:
        assert sittings.published_seed(house.secret, session, opened.sitting.id) is None
    assert publish(house, opened.sitting.id, CLOSES)
    assert not publish(house, opened.sitting.id, CLOSES + 1)
    with house.database.reading() as session:
        shown = sittings.published_seed(house.secret, session, opened.sitting.id)
        last = json.loads(tail(session, opened.id, after=0)[-1].payload)
    assert (last["kind"], last["seed"], last["sitting"]) == ("seed_published", shown, opened.sitting.key)
    assert last["at"] == CLOSES


def test_an_open_paper_keeps_it_sealed(any_world: World, opened: ContestView) -> None:
    house = any_world.house
    start_paper(house, opened, "赵测一", any_world, state="closed")
    paper = start_paper(house, opened, "钱测二", any_world)
    with pytest.raises(Refusal, match="seed_sealed"):
        publish(house, opened.sitting.id, CLOSES)
    change(house, Paper, paper, state="closed")
    assert publish(house, opened.sitting.id, CLOSES)


def test_a_contest_closed_early_needs_no_end_of_the_window(any_world: World, opened: ContestView) -> None:
    change(any_world.house, Contest, opened.id, state="closed")
    assert publish(any_world.house, opened.sitting.id, OPENS)


def test_a_sealed_seed_opens_with_its_key_and_for_its_sitting_only(world: World, drafted: ContestView) -> None:
    house = world.house
    sitting_id = open_it(house, drafted)
    with house.database.reading() as session, pytest.raises(Exception):  # noqa: B017 - any failure will do
        sittings.seed(Secret("another key of at least thirty-two characters"), session, sitting_id)
    change(house, Sitting, sitting_id, key="another sitting")
    with house.database.reading() as session, pytest.raises(Exception):  # noqa: B017
        sittings.seed(house.secret, session, sitting_id)


def test_a_sitting_that_is_not_there_is_not_found(house: House) -> None:
    with house.database.reading() as session, pytest.raises(Refusal, match="not_found"):
        sittings.seed(house.secret, session, 404)
    with pytest.raises(Refusal, match="not_found"):
        publish(house, 404, NOW)
