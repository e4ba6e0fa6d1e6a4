"""Looking at what is watched: once a second, no more than is due, and a board rendered only where it has changed."""

import time
from typing import NamedTuple

import pytest

from app.boards import rendering
from app.boards.rendering import Asked
from app.core.house import House
from app.live import ticker, topics
from app.live.lines import Frame
from app.live.ticker import frames
from app.live.topics import Snapshot, Topic
from app.live.watchers import Watchers, watchers
from tests.boards.ground import Ground, run_contest
from tests.world import World


class Dear(NamedTuple):
    """Something that costs 20 ms to look at."""

    name: str
    is_narrowed: bool

    def frame(self, snapshot: Snapshot, before: Frame | None) -> Frame:
        begun = time.thread_time()
        while time.thread_time() - begun < 0.02:
            pass
        return Frame(self.name, self.name, b"")


@pytest.fixture
def ground(world: World) -> Ground:
    return run_contest(world)


def test_narrowed_boards_wait_for_the_next_look_when_time_is_up_and_whole_ones_do_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "BUDGET", 0.03)
    whole = [Dear(f"whole {n}", is_narrowed=False) for n in range(3)]
    narrowed = [Dear(f"part {n}", is_narrowed=True) for n in range(3)]
    assert list(frames(house, [*whole, *narrowed])) == whole
    assert list(frames(house, narrowed)) == narrowed[:2]


def test_what_has_waited_longest_is_looked_at_first() -> None:
    watched = Watchers()
    whole, (first, second, third) = Dear("whole", False), [Dear(f"part {n}", True) for n in range(3)]
    for topic in (first, second, third, whole):
        watched.join(topic)
    watched.audience(first).note(Frame("", "", b""), 2.0)
    watched.audience(second).note(Frame("", "", b""), 1.0)
    assert watched.topics() == [whole, third, second, first]


def test_a_board_is_rendered_again_only_where_the_chain_has_grown(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = []

    def counted(*facts: object, **wishes: object) -> object:
        rendered.append(wishes)
        return rendering.board(*facts, **wishes)  # type: ignore[arg-type]

    monkeypatch.setattr(topics, "board", counted)
    topic = Topic("cup", Asked("organisations"), "zh")
    watched = watchers(ground.house)
    watched.join(topic)

    def look() -> Frame:
        (frame,) = frames(ground.house, [topic]).values()
        watched.audience(topic).note(frame, time.monotonic())
        return frame

    first = look()
    assert look() is first
    assert len(rendered) == 1
    ground.hand_in("赵测一", 90)
    assert look().id == "2.0"
    assert len(rendered) == 2
