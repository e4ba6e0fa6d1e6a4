"""Who watches which board. A watcher's mailbox has one slot: a slow one gets the newest frame, never a queue."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple, Protocol, cast

from sqlmodel import Session

from app.boards.rendering import Asked, board
from app.contests.finding import ContestView, contest
from app.core.house import House
from app.core.refusal import busy

MOST = 5_000


@dataclass(frozen=True)
class Frame:
    """What is shown, ready to be sent: ``id`` of a board is ``entry.epoch``, ``data`` a whole server-sent event."""

    id: str
    etag: str
    data: bytes


def event(name: str, id_: str, body: bytes) -> bytes:
    return b"event: " + name.encode() + b"\nid: " + id_.encode() + b"\ndata: " + body + b"\n\n"


class Watched(Protocol):
    """What all watchers of one kind see: rendered once for all of them. Hashable, a plain value."""

    def frame(self, house: House, session: Session, views: dict[str, ContestView]) -> Frame:
        """The present frame, or a refusal where it is gone. ``views``: contests that were read from this snapshot."""


class Topic(NamedTuple):
    """A board in a language."""

    slug: str
    asked: Asked
    language: str

    def frame(self, house: House, session: Session, views: dict[str, ContestView]) -> Frame:
        view = views[self.slug] = views.get(self.slug) or contest(session, self.slug)
        rendered = board(house, session, view, **vars(self.asked), language=self.language)
        return Frame(rendered.id, rendered.etag, event("board", rendered.id, rendered.body))


class Mailbox:
    """One watcher's slot. Belongs to the event loop that made it."""

    def __init__(self) -> None:
        self._frame: Frame | None = None
        self._woken = asyncio.Event()
        self._closed = False

    def put(self, frame: Frame) -> None:
        self._frame = frame
        self._woken.set()

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        self._closed = True
        self._woken.set()

    async def take(self, seconds: float) -> Frame | None:
        """The newest frame, or None when none came in time or the mailbox was closed."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return None
        self._woken.clear()
        frame, self._frame = self._frame, None
        return frame


class Watchers:
    """All mailboxes of this process, by topic. Used from its event loop only."""

    def __init__(self) -> None:
        self._nudged = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._boxes: dict[Watched, set[Mailbox]] = {}
        self._last: dict[Watched, Frame] = {}
        self._closed = False
        self.count = 0

    def join(self, topic: Watched) -> Mailbox:
        """A new mailbox; ``busy`` when this process has as many watchers as it can carry."""
        if self.count >= MOST:
            raise busy()
        mailbox = Mailbox()
        self._boxes.setdefault(topic, set()).add(mailbox)
        self.count += 1
        if self._closed:
            mailbox.close()
        return mailbox

    def nudge(self) -> None:
        """Something that is watched has just been changed: look now. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._nudged.set)

    async def nudged(self) -> None:
        """Until the next nudge."""
        self._loop = asyncio.get_running_loop()
        await self._nudged.wait()
        self._nudged.clear()

    def leave(self, topic: Watched, mailbox: Mailbox) -> None:
        boxes = self._boxes.get(topic, set())
        if mailbox in boxes:
            boxes.remove(mailbox)
            self.count -= 1
        if not boxes:
            self._boxes.pop(topic, None)
            self._last.pop(topic, None)

    def topics(self) -> list[Watched]:
        return list(self._boxes)

    def was_sent(self, topic: Watched) -> bool:
        """Whether somebody watches it and has been sent a frame. May be asked from any thread."""
        return topic in self._last

    def send(self, topic: Watched, frame: Frame) -> bool:
        """Put a frame into every mailbox of its topic, unless it is the one that was sent last."""
        last = self._last.get(topic)
        if last is not None and last.etag == frame.etag:
            return False
        self._last[topic] = frame
        for mailbox in self._boxes.get(topic, ()):
            mailbox.put(frame)
        return True

    def close(self) -> None:
        """The server stops: wake everybody."""
        self._closed = True
        for boxes in self._boxes.values():
            for mailbox in boxes:
                mailbox.close()


def watchers(house: House) -> Watchers:
    return cast("Watchers", house.kept.setdefault("live.watchers", Watchers()))
