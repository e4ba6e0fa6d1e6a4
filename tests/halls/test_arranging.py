"""Setting screens up, changing them, and noting which are on the line."""

import pytest

from app.core.refusal import Refusal
from app.halls import arranging
from app.halls.finding import SILENT, ScreenView, screen, screens
from app.halls.showing import Showing, State
from tests.boards.ground import Ground, run_contest
from tests.world import World


@pytest.fixture
def ground(any_world: World) -> Ground:
    return run_contest(any_world)


def made(ground: Ground, name: str) -> str:
    key: str = ground.run(arranging.add_screen, name, Showing())
    return key


def stands(ground: Ground, key: str) -> ScreenView:
    with ground.house.database.reading() as session:
        return screen(session, key)


def test_screens_are_listed_as_they_were_set_up(ground: Ground) -> None:
    keys = [made(ground, name) for name in ("大厅左", " 大厅右 ")]
    with ground.house.database.reading() as session:
        found = screens(session)
    assert [(one.key, one.name, one.slug) for one in found] == [(keys[0], "大厅左", "cup"), (keys[1], "大厅右", "cup")]
    assert len(set(keys)) == 2
    assert all(len(key) == arranging.KEY for key in keys)


def test_a_change_raises_the_revision_and_no_change_does_not(ground: Ground) -> None:
    key = made(ground, "大厅左")
    ground.house.writer.run(arranging.show, key, {"state": State.JOIN})
    ground.house.writer.run(arranging.show, key, {"state": State.JOIN})
    assert (stands(ground, key).revision, stands(ground, key).showing.state) == (2, "join")


def test_one_change_reaches_every_screen_of_the_contest_alone(ground: Ground, any_world: World) -> None:
    other = run_contest(any_world, "other")
    mine, theirs = [made(ground, "左"), made(ground, "右")], made(other, "左")
    ground.run(arranging.show_everywhere, {"line": "请就座"})
    assert [stands(ground, key).showing.line for key in (*mine, theirs)] == ["请就座", "请就座", ""]


@pytest.mark.parametrize(
    ("name", "key"), [("", "screen.bad_name"), ("长" * 21, "screen.bad_name"), ("大厅左", "screen.name_taken")]
)
def test_a_name_is_short_and_its_own(ground: Ground, name: str, key: str) -> None:
    made(ground, "大厅左")
    with pytest.raises(Refusal) as refused:
        made(ground, name)
    assert refused.value.key == key


def test_there_is_a_bound_and_what_makes_no_sense_changes_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arranging, "MOST", 1)
    key = made(ground, "大厅左")
    with pytest.raises(Refusal, match=r"screen\.too_many"):
        made(ground, "大厅右")
    with pytest.raises(Refusal, match=r"screen\.malformed"):
        ground.house.writer.run(arranging.show, key, {"state": "join", "seconds": 1})
    assert stands(ground, key).revision == 1


def test_what_is_removed_is_not_there_and_neither_is_another_contests(ground: Ground) -> None:
    key = made(ground, "大厅左")
    with ground.house.database.reading() as session, pytest.raises(Refusal, match="not_found"):
        screen(session, key, "other")
    ground.house.writer.run(arranging.remove, key)
    for use_case, facts in ((arranging.remove, (key,)), (arranging.show, (key, {"line": "晚了"}))):
        with pytest.raises(Refusal, match="not_found"):
            ground.house.writer.run(use_case, *facts)
    with pytest.raises(Refusal, match="not_found"):
        stands(ground, key)


def test_a_screen_is_connected_while_somebody_notes_it(ground: Ground) -> None:
    key, other = made(ground, "左"), made(ground, "右")
    now = ground.house.clock.now()
    assert not stands(ground, key).connected(now)
    ground.house.writer.run(arranging.note_seen, [key, other], [], now)
    assert stands(ground, key).connected(now + SILENT - 1)
    assert not stands(ground, key).connected(now + SILENT)
    ground.house.writer.run(arranging.note_seen, [other], [key], now + 1)
    assert (stands(ground, key).connected(now + 1), stands(ground, other).connected(now + 1)) == (False, True)
