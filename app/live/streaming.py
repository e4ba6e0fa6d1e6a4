"""One watcher's stream of server-sent events: what is shown at once, then each change; comments in between."""

import secrets
from collections.abc import AsyncIterator

from anyio import to_thread

from app.core.house import House
from app.core.refusal import not_found
from app.live.ticker import frames
from app.live.watchers import Frame, Mailbox, Watched, watchers

QUIET = 15.0
COMMENT = b": still here\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def watch(house: House, topic: Watched) -> AsyncIterator[bytes]:
    """Join and return the stream. Refuses (``not_found``, ``busy``) before the first byte; holds no session."""
    watched = watchers(house)
    mailbox = watched.join(topic)
    try:
        first = (await to_thread.run_sync(frames, house, [topic])).get(topic)
        if first is None:
            raise not_found()
    except BaseException:
        watched.leave(topic, mailbox)
        raise
    return _stream(house, topic, mailbox, first)


async def _stream(house: House, topic: Watched, mailbox: Mailbox, frame: Frame) -> AsyncIterator[bytes]:
    try:
        yield frame.data
        sent = frame.etag
        while not mailbox.is_closed():
            newest = await mailbox.take(QUIET)
            if mailbox.is_closed():
                break
            if newest is None:
                yield COMMENT
            elif newest.etag != sent:
                sent = newest.etag
                yield newest.data
        yield goodbye()
    finally:
        watchers(house).leave(topic, mailbox)


def goodbye() -> bytes:
    """The last event; screens come back after a time of their own, not all at once."""
    return f"event: bye\nretry: {1000 + secrets.randbelow(3000)}\ndata: {{}}\n\n".encode()
