"""Lines: one slot each, the newest wins, nobody is waited for."""

import asyncio
from typing import Any

import pytest

from app.live.lines import Frame, Line, goodbye

pytestmark = pytest.mark.pure

HEAD = {"type": "http.response.start", "status": 200, "headers": []}


def frame(n: int) -> Frame:
    return Frame(f"{n}.0", f'"{n}"', b"%d" % n)


class Phone:
    """The other end: takes what it is sent, or nothing."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.over = False
        self.takes = asyncio.Event()
        self.takes.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.takes.wait()
        if message["type"] == "http.response.body":
            self.got.append(message["body"])
            self.over = not message["more_body"]


async def opened(phone: Phone, first: int = 0) -> Line:
    line = Line()
    await line.open(phone.send, HEAD, frame(first))
    return line


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_is_shown_is_sent_at_once_and_without_a_task() -> None:
    async def story() -> None:
        phone = Phone()
        line = await opened(phone)
        line.show(frame(1))
        line.show(frame(1))
        line.keep_warm()
        assert phone.got == [b"0", b"1", b": still here\n\n"]
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(story())


def test_a_slow_phone_gets_the_newest_frame_and_no_queue() -> None:
    async def story() -> None:
        phone = Phone()
        line = await opened(phone)
        phone.takes.clear()
        for n in range(1, 100):
            line.show(frame(n))
            line.keep_warm()
        await settle()
        assert phone.got == [b"0"]
        phone.takes.set()
        await settle()
        assert phone.got == [b"0", b"1", b"99"]
        line.show(frame(100))
        assert phone.got[-1] == b"100"

    asyncio.run(story())


def test_what_comes_while_the_answer_begins_is_sent_after_the_first_frame() -> None:
    async def story() -> None:
        phone, line = Phone(), Line()
        phone.takes.clear()
        opening = asyncio.create_task(line.open(phone.send, HEAD, frame(0)))
        await settle()
        line.show(frame(1))
        line.show(frame(2))
        phone.takes.set()
        await opening
        assert phone.got == [b"0", b"2"]

    asyncio.run(story())


def test_goodbye_is_the_last_thing_also_for_a_slow_phone() -> None:
    async def story() -> None:
        quick, slow, stuck = Phone(), Phone(), Phone()
        lines = [await opened(phone) for phone in (quick, slow, stuck)]
        slow.takes.clear()
        for line in lines:
            line.show(frame(1))
        stuck.takes.clear()
        for line in lines:
            line.end(goodbye())
            line.end(goodbye())
            line.show(frame(2))
            line.keep_warm()
        for phone in (slow, stuck):
            phone.takes.set()
        await settle()
        for phone in (quick, slow, stuck):
            assert phone.over
            assert phone.got[:2] == [b"0", b"1"]
            assert [one.startswith(b"event: bye\n") for one in phone.got] == [False, False, True]

    asyncio.run(story())


def test_a_connection_that_breaks_hurts_nobody() -> None:
    async def story() -> None:
        phone = Phone()
        line = await opened(phone)

        async def broken(message: dict[str, Any]) -> None:
            raise OSError

        line._send = broken
        line.show(frame(1))
        line.keep_warm()

    asyncio.run(story())
