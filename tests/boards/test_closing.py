"""Freezing, closing and settling: each once, in their order, whoever asks and however many ask at once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.boards import closing, publishing
from app.contests.models import Contest, Sitting
from app.core.clock import DAY
from app.core.refusal import Refusal
from app.ledger.models import LedgerEntry
from app.papers.models import Paper
from tests.boards.ground import Ground, run_contest
from tests.world import World

GRACE = 10_000


def kinds(ground: Ground) -> list[str]:
    """The chain without its results."""
    with ground.house.database.reading() as session:
        query = select(col(LedgerEntry.kind)).where(col(LedgerEntry.contest_id) == ground.view.id)
        return [kind for kind in session.execute(query.order_by(col(LedgerEntry.seq))).scalars() if kind != "result"]


def refused(ground: Ground, use_case: Any, *facts: Any) -> str:
    with pytest.raises(Refusal) as error:
        ground.run(use_case, *facts)
    return error.value.key


def open_paper(ground: Ground, name: str, *, deadline: int) -> int:
    """A paper that somebody is sitting."""

    def start(session: Session, contest_id: int) -> int:
        sitting = session.execute(select(Sitting).where(col(Sitting.contest_id) == contest_id)).scalar_one()
        assert sitting.id is not None
        paper = Paper(
            key=f"p{name}".ljust(26, "2"),
            contest_id=contest_id,
            sitting_id=sitting.id,
            member_id=1,
            member_key=ground.keys[name],
            attempt=1,
            started=deadline - DAY,
            deadline=deadline,
            due=deadline + GRACE,
            items="[]",
            shape="",
        )
        session.add(paper)
        session.flush()
        assert paper.id is not None
        return paper.id

    found: int = ground.run(start)
    return found


def hand_in(ground: Ground, paper_id: int) -> None:
    def close(session: Session, _: int) -> None:
        session.get_one(Paper, paper_id).state = "closed"

    ground.run(close)


def paper(ground: Ground, paper_id: int) -> Paper:
    with ground.house.database.reading() as session:
        return session.get_one(Paper, paper_id)


def test_freezing_twice_is_refused_and_unfreezing_lifts_it(any_ground: Ground) -> None:
    ground = any_ground
    ground.run(closing.freeze, 5)
    assert ground.view.frozen
    assert refused(ground, closing.freeze, 6) == "boards.frozen_already"
    ground.run(closing.unfreeze, 7)
    assert refused(ground, closing.unfreeze, 8) == "boards.not_frozen"
    assert kinds(ground) == ["opened", "frozen", "unfrozen"]


def test_of_many_who_freeze_at_once_one_succeeds(any_ground: Ground) -> None:
    def one(_: int) -> bool:
        try:
            any_ground.run(closing.freeze, 5)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(8))) == 1
    assert kinds(any_ground).count("frozen") == 1


def test_closing_ends_the_window_and_brings_every_deadline_forward(any_ground: Ground) -> None:
    ground = any_ground
    now = ground.house.clock.now()
    running = open_paper(ground, "赵测一", deadline=now + 60_000)
    assert ground.run(closing.close, now) == 1
    assert paper(ground, running).deadline == now
    assert paper(ground, running).due == now + GRACE
    assert ground.view.closes == now
    assert kinds(ground) == ["opened", "window_changed"]


def test_a_deadline_that_is_earlier_stays(ground: Ground) -> None:
    now = ground.house.clock.now()
    over = open_paper(ground, "赵测一", deadline=now - 1000)
    ground.run(closing.close, now)
    assert paper(ground, over).deadline == now - 1000


def test_closed_is_appended_once_all_is_handed_in(any_ground: Ground) -> None:
    ground = any_ground
    now = ground.house.clock.now()
    running = open_paper(ground, "赵测一", deadline=now + 60_000)
    ground.run(closing.close, now)
    later = now + 20_000
    assert ground.run(closing.append_closed_when_due, later) == ()
    hand_in(ground, running)
    assert ground.run(closing.append_closed_when_due, later) == ("closed",)
    assert ground.run(closing.append_closed_when_due, later) == ()
    assert ground.view.state == "closed"
    assert refused(ground, closing.close, later) == "boards.closed_already"
    assert kinds(ground) == ["opened", "window_changed", "closed"]


def test_a_start_that_is_still_queued_comes_before_closed(ground: Ground) -> None:
    now = ground.house.clock.now()
    ground.run(closing.close, now)
    assert ground.run(closing.append_closed_when_due, now + closing.START_IN_FLIGHT - 1) == ()
    assert ground.run(closing.append_closed_when_due, now + closing.START_IN_FLIGHT) == ("closed",)


def test_the_window_ends_by_itself(ground: Ground) -> None:
    assert ground.run(closing.append_closed_when_due, ground.view.closes) == ()
    assert ground.run(closing.append_closed_when_due, ground.view.closes + DAY) == ("closed",)
    assert kinds(ground) == ["opened", "closed"]


def test_the_rules_freeze_once_at_their_time_and_an_organiser_may_lift_it(world: World) -> None:
    when = world.house.clock.now() + 1000
    ground = run_contest(world, freeze_at=when)
    assert ground.run(closing.append_closed_when_due, when - 1) == ()
    assert ground.run(closing.append_closed_when_due, when) == ("frozen",)
    ground.run(closing.unfreeze, when + 5)
    assert ground.run(closing.append_closed_when_due, when + 6) == ()
    assert kinds(ground) == ["opened", "frozen", "unfrozen"]


def test_settling_is_refused_while_a_paper_is_open(any_ground: Ground) -> None:
    ground = any_ground
    now = ground.house.clock.now()
    running = open_paper(ground, "赵测一", deadline=now + 60_000)
    ground.run(closing.close, now)
    with pytest.raises(Refusal) as error:
        ground.run(closing.finalise, now + 20_000)
    assert (error.value.key, error.value.facts["open"]) == ("boards.papers_open", 1)
    hand_in(ground, running)
    ground.run(closing.finalise, now + 20_000)
    assert kinds(ground) == ["opened", "window_changed", "closed", "finalised"]
    assert ground.view.state == "finalised"
    assert refused(ground, closing.finalise, now + 20_001) == "boards.finalised_already"
    assert refused(ground, closing.freeze, now + 20_001) == "boards.not_running"
    assert refused(ground, closing.unfreeze, now + 20_001) == "boards.finalised_already"


def test_settling_is_refused_while_the_window_runs(ground: Ground) -> None:
    assert refused(ground, closing.finalise, ground.house.clock.now()) == "boards.still_running"
    assert kinds(ground) == ["opened"]


def test_with_nothing_open_a_contest_can_be_settled_right_after_closing(ground: Ground) -> None:
    now = ground.house.clock.now()
    ground.run(closing.close, now)
    ground.run(closing.finalise, now)
    assert kinds(ground) == ["opened", "window_changed", "closed", "finalised"]


def test_settling_lifts_the_freeze(ground: Ground) -> None:
    ground.run(closing.freeze, 5)
    now = ground.house.clock.now()
    ground.run(closing.close, now)
    ground.run(closing.finalise, now + DAY)
    assert not ground.view.frozen


def test_a_draft_can_be_neither_frozen_nor_closed_nor_settled(ground: Ground) -> None:
    def draft(session: Session, contest_id: int) -> None:
        session.get_one(Contest, contest_id).state = "draft"

    ground.run(draft)
    for use_case in (closing.freeze, closing.close, closing.finalise):
        assert refused(ground, use_case, 5) == "boards.not_running"
    with ground.house.database.reading() as session:
        assert closing.running(session) == []


def settle(ground: Ground) -> None:
    ground.run(closing.freeze, 5)
    now = ground.house.clock.now()
    ground.run(closing.close, now)
    ground.run(closing.finalise, now + DAY)


def test_after_each_settling_entry_the_boards_digests_are_published_once(any_ground: Ground) -> None:
    ground = any_ground
    ground.hand_in("赵测一", 90)
    settle(ground)
    with ground.house.database.reading() as session:
        assert publishing.pending(session) == [ground.view.id]
    with ThreadPoolExecutor(4) as threads:
        published = list(threads.map(lambda _: publishing.publish_digests(ground.house, ground.view.id, 9), range(4)))
    assert sum(published) == 3
    with ground.house.database.reading() as session:
        assert publishing.pending(session) == []
    assert kinds(ground).count("published") == 3
    assert kinds(ground).count("seed_published") == 1
    assert ground.view.sitting.seed_published


def test_the_seed_stays_sealed_while_the_contest_runs(ground: Ground) -> None:
    ground.run(closing.freeze, 5)
    publishing.publish_digests(ground.house, ground.view.id, 9)
    assert not ground.view.sitting.seed_published
    assert kinds(ground) == ["opened", "frozen", "published"]


def test_digests_are_of_the_cut_and_not_of_what_came_later(ground: Ground) -> None:
    ground.hand_in("赵测一", 90)
    cut = ground.run(closing.freeze, 5).seq
    with ground.house.database.reading() as session:
        before = publishing.digests(session, ground.view, cut)
    ground.hand_in("钱测二", 95)
    with ground.house.database.reading() as session:
        assert publishing.digests(session, ground.view, cut) == before
        assert publishing.digests(session, ground.view, cut + 1) != before
