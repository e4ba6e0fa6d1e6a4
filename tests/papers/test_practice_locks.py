"""When the answers of a bank are still a secret: no practice with it, and nobody can get round that."""

import asyncio
from typing import Any

import pytest

from app.contests import make_up
from app.core.clock import DAY, HOUR, MINUTE
from app.papers.practice_locks import locks
from tests.open_contest import BANK, OpenContest, open_contest
from tests.world import World


def locked(cup: OpenContest, at: int) -> bool:
    with cup.house.database.reading() as session:
        return BANK in locks(session, at)


def coming(world: World, **wishes: Any) -> tuple[OpenContest, int]:
    """A contest that is opened now, for a window from an hour on; and now."""
    now = world.house.clock.now()
    return open_contest(world, opens=now + HOUR, closes=now + DAY, **wishes), now


@pytest.mark.parametrize(
    ("practice", "before", "inside", "after"),
    [("before", False, True, False), ("never", True, True, False), ("always", False, False, False)],
)
def test_each_rule_locks_its_time(world: World, practice: str, before: bool, inside: bool, after: bool) -> None:
    cup, now = coming(world, practice=practice)
    assert locked(cup, now) is before
    assert locked(cup, now + HOUR - 1) is before
    assert locked(cup, now + HOUR) is inside
    assert locked(cup, now + DAY - 1) is inside
    assert locked(cup, now + DAY + MINUTE) is after


def test_until_the_answers_are_shown_and_not_only_until_the_end(world: World) -> None:
    cup, now = coming(world, make_up={"days": 3, "who": "absent"})
    assert locked(cup, now + DAY + MINUTE)
    assert locked(cup, now + 4 * DAY - MINUTE)
    assert not locked(cup, now + 4 * DAY + MINUTE)
    with cup.house.database.reading() as session:
        assert locks(session, now + DAY + MINUTE)[BANK].until == now + 4 * DAY


def test_a_make_up_locks_again(world: World) -> None:
    cup, now = coming(world, make_up={"days": 3, "who": "absent"})
    cup.house.writer.run(_hold_make_up, cup, now)
    assert locked(cup, now + 2 * DAY + MINUTE)
    assert not locked(cup, now + 2 * DAY + HOUR + MINUTE)


def _hold_make_up(session: Any, cup: OpenContest, now: int) -> None:
    new = make_up.prepare_sitting(cup.house, session, cup.view, now + 2 * DAY, now + 2 * DAY + HOUR, now)
    make_up.add_sitting(session, new, now=now)


def test_an_open_paper_keeps_the_lock(world: World) -> None:
    cup = open_contest(world)
    asyncio.run(cup.start("赵测一"))
    assert locked(cup, cup.view.closes + HOUR), "nobody has handed it in yet"


def test_answers_that_are_never_shown_stay_locked(world: World) -> None:
    cup, now = coming(world, review={"score": "at_once", "answers": "never"})
    assert locked(cup, now + 30 * DAY)
    with cup.house.database.reading() as session:
        assert locks(session, now + 30 * DAY)[BANK].until is None


def test_answers_at_once_are_for_those_who_have_sat(world: World) -> None:
    cup, now = coming(world, review={"score": "at_once", "answers": "at_once"})
    assert locked(cup, now + 2 * HOUR)
    assert not locked(cup, now + DAY + MINUTE)


def test_drafts_and_rehearsals_lock_nothing(world: World) -> None:
    from app.contests import creating, rehearsing

    cup, now = coming(world)
    rules = rehearsing.rules_like(cup.view, "演练：", now=now, length=HOUR, wishes={"practice": "never"})
    rehearsal = rehearsing.open_rehearsal(cup.house, cup.view, rules, now=now)
    assert rehearsal.rehearsal
    cup.house.writer.run(creating.new_contest, "draft", rules, preset="online-heat", now=now)
    assert not locked(cup, now)


def test_a_finalised_contest_waits_for_no_make_up(world: World) -> None:
    """No sitting can be added any more: its days need not pass."""
    cup = open_contest(world, make_up={"days": 3, "who": "absent"})
    cup.finish()
    assert not locked(cup, cup.house.clock.now() + MINUTE)
