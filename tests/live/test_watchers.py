"""Who watches what: one render for all who watch the same, bounds on both, nobody is waited for."""

import asyncio
import time

import pytest

from app.boards.rendering import Asked
from app.core.refusal import Refusal
from app.live import watchers as module
from app.live.lines import Line
from app.live.topics import Topic, Watched
from app.live.watchers import Watchers
from tests.live.test_lines import HEAD, Phone, frame, settle

pytestmark = pytest.mark.pure

TOPIC = Topic("cup", Asked("organisations"), "zh")
OTHER = Topic("cup", Asked("members"), "zh")


async def joined(watched: Watchers, topic: Watched, phone: Phone) -> Line:
    line = watched.join(topic)
    await line.open(phone.send, HEAD, frame(0))
    return line


def test_all_who_watch_the_same_are_one_topic_and_get_the_same_bytes_once() -> None:
    async def story() -> None:
        watched, phones, other = Watchers(), [Phone() for _ in range(120)], Phone()
        for phone in phones:
            await joined(watched, TOPIC, phone)
        await joined(watched, OTHER, other)
        assert watched.topics() == [TOPIC, OTHER]
        assert await watched.show({TOPIC: frame(1)}, 1) == 1
        assert await watched.show({TOPIC: frame(1)}, 2) == 0
        assert {tuple(phone.got) for phone in phones} == {(b"0", b"1")}
        assert other.got == [b"0"]

    asyncio.run(story())


def test_a_stuck_phone_holds_nobody_up() -> None:
    async def story() -> None:
        watched, stuck, phones = Watchers(), Phone(), [Phone() for _ in range(5)]
        for phone in (stuck, *phones):
            await joined(watched, TOPIC, phone)
        stuck.takes.clear()
        for n in (1, 2, 3):
            await asyncio.wait_for(watched.show({TOPIC: frame(n)}, n), 1)
        assert {tuple(phone.got) for phone in phones} == {(b"0", b"1", b"2", b"3")}
        stuck.takes.set()
        await settle()
        assert stuck.got == [b"0", b"1", b"3"]

    asyncio.run(story())


def test_who_leaves_is_forgotten() -> None:
    async def story() -> None:
        watched = Watchers()
        line = watched.join(TOPIC)
        watched.leave(TOPIC, line)
        watched.leave(TOPIC, line)
        assert (watched.count, watched.topics()) == (0, [])

    asyncio.run(story())


def test_there_is_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    watched = Watchers()
    line = watched.join(TOPIC)
    watched.join(OTHER)
    with pytest.raises(Refusal) as refused:
        watched.join(TOPIC)
    assert refused.value.status == 503
    watched.leave(TOPIC, line)
    watched.join(TOPIC)


def test_streams_leave_a_part_of_the_open_files_to_the_phones_that_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_file_limit", lambda: 4)
    watched = Watchers()
    for _ in range(3):
        watched.join(TOPIC)
    with pytest.raises(Refusal):
        watched.join(TOPIC)


def test_only_so_many_narrowed_boards_are_watched_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MIXES", 2)
    watched = Watchers()
    first, second, third = (Topic("cup", Asked("organisations", top=top), "zh") for top in (1, 2, 3))
    line = watched.join(first)
    watched.join(second)
    with pytest.raises(Refusal) as refused:
        watched.join(third)
    assert refused.value.key == "busy"
    watched.join(first)  # is watched already
    watched.join(TOPIC)  # is a whole board
    again = watched.join(second)
    watched.leave(second, again)
    with pytest.raises(Refusal):
        watched.join(third)
    watched.leave(first, line)
    with pytest.raises(Refusal):
        watched.join(third)  # somebody is left there


def test_a_narrowed_board_that_nobody_watches_any_more_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MIXES", 1)
    watched = Watchers()
    first, second = (Topic("cup", Asked("organisations", top=top), "zh") for top in (1, 2))
    watched.leave(first, watched.join(first))
    watched.join(second)


def test_where_it_has_been_quiet_a_comment_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        watched, phone = Watchers(), Phone()
        await joined(watched, TOPIC, phone)
        await watched.show({TOPIC: frame(0)}, 1)
        await watched.show({TOPIC: frame(0)}, 2)
        assert phone.got == [b"0"]
        monkeypatch.setattr(module, "QUIET", 0.01)
        time.sleep(0.02)
        await watched.show({TOPIC: frame(0)}, 3)
        assert phone.got == [b"0", b": still here\n\n"]

    asyncio.run(story())


def test_an_older_reading_does_not_take_the_place_of_a_newer_one() -> None:
    async def story() -> None:
        watched = Watchers()
        watched.join(TOPIC)
        audience = watched.audience(TOPIC)
        audience.note(frame(2), 2.0)
        audience.note(frame(1), 1.0)
        assert audience.frame == frame(2)

    asyncio.run(story())


def test_closing_tells_everybody() -> None:
    async def story() -> None:
        watched, phones = Watchers(), [Phone(), Phone()]
        for phone in phones:
            await joined(watched, TOPIC, phone)
        watched.close()
        assert watched.closed
        assert all(phone.over for phone in phones)

    asyncio.run(story())
