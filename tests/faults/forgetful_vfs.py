"""A disk that forgets: it writes down everything SQLite does to its files, and tells what a power cut would leave.

Only what was synced before the cut is certain. Of what was written since, any part may have arrived, in any order and
torn between sectors of 512 bytes; a length may be the old or the new one; a file that was never synced may be missing.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import apsw

SECTOR = 512


class Write(NamedTuple):
    file: str
    offset: int
    content: bytes


class Truncate(NamedTuple):
    file: str
    size: int


class Sync(NamedTuple):
    file: str


class Delete(NamedTuple):
    file: str
    synced: bool


class Promise(NamedTuple):
    """Somebody was told that something is safe."""

    what: Any


Event = Write | Truncate | Sync | Delete | Promise


@dataclass
class Diary:
    """What happened to the files of one folder since ``kept``, in order; appending is the only thing threads do."""

    kept: dict[str, bytes]
    events: list[Event] = field(default_factory=list)

    def promise(self, what: Any) -> None:
        self.events.append(Promise(what))

    def count(self, kind: type[Event]) -> int:
        return sum(isinstance(event, kind) for event in self.events)


class ForgetfulFile(apsw.VFSFile):
    def __init__(self, under: str, name: Any, flags: list[int], diary: Diary) -> None:
        super().__init__(under, name, flags)
        self._name = Path(name if isinstance(name, str) else name.filename()).name
        self._diary = diary

    def xWrite(self, content: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(content, offset)
        self._diary.events.append(Write(self._name, offset, bytes(content)))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        super().xTruncate(size)
        self._diary.events.append(Truncate(self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Not handed on: nobody cuts this machine's power."""
        self._diary.events.append(Sync(self._name))


class ForgetfulVFS(apsw.VFS):
    """Registered under ``name`` over the system's own VFS, as long as the object lives."""

    def __init__(self, name: str, diary: Diary) -> None:
        self._diary = diary
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> ForgetfulFile:  # noqa: N802
        return ForgetfulFile("", name, flags, self._diary)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        super().xDelete(name, sync)
        self._diary.events.append(Delete(Path(name).name, sync))


class Image:
    """The files as the disk has them at one moment of the diary; goes forward only."""

    def __init__(self, diary: Diary) -> None:
        self._events = diary.events
        self._at = 0
        self._kept = {name: bytearray(content) for name, content in diary.kept.items()}
        self._open: dict[str, list[Event]] = {}
        self.promised: list[Any] = []

    def forward(self, to: int) -> None:
        for event in self._events[self._at : to]:
            if isinstance(event, Promise):
                self.promised.append(event.what)
            elif isinstance(event, Sync):
                content = self._kept.setdefault(event.file, bytearray())
                for change in self._open.pop(event.file, []):
                    apply(content, change)
            elif isinstance(event, Delete) and event.synced:
                self._open.pop(event.file, None)
                self._kept.pop(event.file, None)
            else:
                self._open.setdefault(event.file, []).append(event)
        self._at = to

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """What is found when the power is back."""
        found = {name: bytearray(content) for name, content in self._kept.items()}
        for name, changes in self._open.items():
            if name not in found and chance.random() < 0.5:
                continue
            content = found.setdefault(name, bytearray())
            for change in arrived(changes, chance):
                if isinstance(change, Delete):
                    found.pop(name, None)
                    break
                apply(content, change)
        return {name: bytes(content) for name, content in found.items()}


def arrived(changes: list[Event], chance: random.Random) -> Iterator[Event]:
    """Which of the changes since the last sync reached the disk: nothing, all, a beginning, or any torn part."""
    share = chance.choice((0.0, 0.3, 0.7, 1.0))
    if chance.random() < 0.3:
        yield from changes[: chance.randrange(len(changes) + 1)]
        return
    torn = [part for change in changes for part in sectors(change) if chance.random() < share]
    chance.shuffle(torn)
    yield from torn


def sectors(change: Event) -> Iterator[Event]:
    """A write in the pieces that a disk writes whole."""
    if not isinstance(change, Write):
        yield change
        return
    start, end = change.offset, change.offset + len(change.content)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(change.file, start, change.content[start - change.offset : stop - change.offset])
        start = stop


def apply(content: bytearray, change: Event) -> None:
    if isinstance(change, Write):
        if len(content) < change.offset:
            content.extend(bytes(change.offset - len(content)))
        content[change.offset : change.offset + len(change.content)] = change.content
    elif isinstance(change, Truncate):
        del content[change.size :]
