"""What a process does to its log and its sockets, seen from outside with strace, and whether it answered too early."""

import re
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

CALLS = "read,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fdatasync,fsync"
LINE = re.compile(
    r"(?P<thread>\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>|(?P<call>\w+)\(\d+<(?P<file>[^>]*)>)(?P<rest>.*)"
)
SYNCS = ("fdatasync", "fsync")


class Step(NamedTuple):
    """``at`` is when a call began, ``done`` when it returned: places in the trace."""

    call: str
    file: str
    said: str
    at: int
    done: int


class Trace:
    """strace on a running process and all its threads, until ``stop``."""

    def __init__(self, process: int, file: Path) -> None:
        self._file = file
        command = ["strace", "-f", "-y", "-s", "5000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(file)]
        self._tracer = subprocess.Popen([*command, "-p", str(process)], stderr=subprocess.PIPE, text=True)
        assert self._tracer.stderr
        said = self._tracer.stderr.readline()
        if "attached" not in said:
            self._tracer.kill()
            self._tracer.wait()
            raise PermissionError(said.strip())

    def stop(self) -> list[Step]:
        self._tracer.send_signal(signal.SIGINT)
        self._tracer.communicate(timeout=20)
        return list(steps(self._file.read_text(errors="replace").splitlines()))


def steps(lines: Iterable[str]) -> Iterator[Step]:
    """The calls in the order in which they returned; one that another thread interrupted is put together again."""
    begun: dict[str, Step] = {}
    for place, line in enumerate(lines):
        found = LINE.match(line)
        if found is None:
            continue
        if found["resumed"]:
            first = begun.pop(found["thread"], None)
            if first is not None:
                yield first._replace(said=first.said + found["rest"], done=place)
            continue
        step = Step(found["call"], found["file"], found["rest"], place, place)
        if line.endswith("<unfinished ...>"):
            begun[found["thread"]] = step
        else:
            yield step


class Replies(NamedTuple):
    all: int
    early: list[str]


def replies(trace: list[Step], mark: re.Pattern[str]) -> Replies:
    """Every 200 that answers a POST with a mark in it; early are those whose mark stood in no page of the log that had
    been synced by then. A page's bytes are in the trace, so it is known which commit carries which request."""
    asked: dict[str, str] = {}
    written: dict[str, int] = {}
    safe: dict[str, int] = {}
    answered, early = 0, []
    for step in trace:
        if step.file.endswith("-wal"):
            if step.call in SYNCS:
                safe |= {one: step.done for one, done in written.items() if done < step.at and one not in safe}
            else:
                written |= {one: step.done for one in mark.findall(step.said) if one not in written}
        elif '"POST ' in step.said and (found := mark.search(step.said)):
            asked[step.file] = found[0]
        elif '"HTTP/1.1 200' in step.said and step.file in asked:
            answered += 1
            one = asked.pop(step.file)
            early += [] if safe.get(one, step.at) < step.at else [one]
    return Replies(answered, early)
