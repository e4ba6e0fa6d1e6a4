"""Many open streams in one process, as phones and screens hold them: says on standard output, one JSON object a line,
when all are open, when the last of them has received an event whole, and when they have ended.

``python -m benchmarks.listeners PORT COUNT PATH…`` spreads the streams evenly over the paths. Ends with its input.
"""

import json
import re
import selectors
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass

from app.core.open_files import raise_open_files

AT_ONCE = 200
WHOLE = b"\n\n\r\n"
"""How a chunk that carries an event ends."""
ID = re.compile(rb"\nid: (\S+)\n")
SIGNS = (
    "User-Agent: Mozilla/5.0 (Linux; Android 10; V2001A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/86.0.4240.99 XWEB/4317 MMWEBSDK/20220805 Mobile Safari/537.36 MMWEBID/7351 MicroMessenger/8.0.27.2220\r\n"
    "Accept: text/event-stream\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: zh-CN,zh;q=0.9,en-US;q=0.8\r\n"
    "Cache-Control: no-cache\r\nConnection: keep-alive\r\n"
    "Cookie: cup_session=2qv6n3w4e5r6t7y8u9i0o1p2a3s4d5f6; cup_lang=zh\r\n"
)


@dataclass
class Stream:
    socket: socket.socket
    request: bytes
    tail: bytes = b""
    id: bytes = b""
    whole: bytes = b""
    said_bye: bool = False


class Listeners:
    def __init__(self, port: int, count: int, paths: list[str]) -> None:
        self._port, self._count, self._paths = port, count, paths
        self._selector = selectors.DefaultSelector()
        self._opened = self._ended = self._byes = self._refused = 0
        self._got: Counter[bytes] = Counter()
        self._first: dict[bytes, float] = {}

    def run(self) -> None:
        self._selector.register(sys.stdin.buffer, selectors.EVENT_READ)
        asked, begun = 0, time.monotonic()
        while True:
            while asked < self._count and asked - self._opened - self._refused < AT_ONCE:
                self._open(self._paths[asked % len(self._paths)])
                asked += 1
            for key, _ in self._selector.select(30):
                if key.data is None:
                    return
                self._ready(key.data)
            if asked == self._count and self._opened + self._refused == self._count:
                asked += 1
                say(open=self._opened, refused=self._refused, seconds=time.monotonic() - begun)

    def _open(self, path: str) -> None:
        line = socket.socket()
        line.setblocking(False)
        line.connect_ex(("127.0.0.1", self._port))
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{SIGNS}\r\n".encode()
        self._selector.register(line, selectors.EVENT_WRITE, Stream(line, request))

    def _ready(self, stream: Stream) -> None:
        if stream.request:
            stream.socket.send(stream.request)
            stream.request = b""
            self._selector.modify(stream.socket, selectors.EVENT_READ, stream)
            return
        try:
            data = stream.socket.recv(1 << 18)
        except BlockingIOError:
            return
        if data:
            self._heard(stream, stream.tail + data)
        else:
            self._over(stream)

    def _heard(self, stream: Stream, data: bytes) -> None:
        found = ID.findall(data)
        if found:
            stream.id = found[-1]
        if data.endswith(WHOLE) and stream.id != stream.whole:
            self._opened += not stream.whole
            stream.whole = stream.id
            self._count_in(stream.id)
        if not stream.whole and data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 200"):
            self._refused += 1
            self._selector.unregister(stream.socket)
            stream.socket.close()
        stream.said_bye = stream.said_bye or b"event: bye\n" in data
        stream.tail = data[-40:]

    def _count_in(self, id_: bytes) -> None:
        now = time.monotonic()
        self._first.setdefault(id_, now)
        self._got[id_] += 1
        if self._got[id_] == self._count:
            say(id=id_.decode(), first=self._first[id_], last=now)

    def _over(self, stream: Stream) -> None:
        self._selector.unregister(stream.socket)
        stream.socket.close()
        self._ended += 1
        self._byes += stream.said_bye
        if self._ended == self._count:
            say(ended=self._ended, byes=self._byes, last=time.monotonic())


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    raise_open_files()
    Listeners(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]).run()
