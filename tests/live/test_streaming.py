"""Streams through a live server: the present board at once, changes within two seconds, a word at the end."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from app.boards import closing
from app.boards.rendering import Asked
from app.core.house import House
from app.live import streaming, ticker
from app.live import watchers as watchers_module
from app.live.lines import Frame
from app.live.topics import Topic, Watched
from app.live.watchers import watchers
from tests.boards.ground import Ground, run_contest
from tests.live.served import Served, served
from tests.world import World

BOARD = "/api/v1/contests/cup/boards/organisations"


@pytest.fixture
def ground(world: World) -> Ground:
    return run_contest(world)


@pytest.fixture
def server(ground: Ground) -> Iterator[Served]:
    with served(ground.house) as running:
        yield running


class Listener:
    """Reads a stream in a thread and keeps what it heard, as raw bytes and with times."""

    def __init__(self, url: str) -> None:
        self.raw = b""
        self.heard: list[tuple[float, bytes]] = []
        self.ended = threading.Event()
        self._thread = threading.Thread(target=self._listen, args=(url,), daemon=True)
        self._thread.start()

    def _listen(self, url: str) -> None:
        try:
            with httpx2.stream("GET", url, timeout=30) as response:
                assert response.status_code == 200
                assert response.headers["content-type"].startswith("text/event-stream")
                for chunk in response.iter_raw():
                    self.heard.append((time.monotonic(), chunk))
                    self.raw += chunk
        except httpx2.TransportError:
            pass
        self.ended.set()

    def events(self) -> list[dict[str, str]]:
        blocks = [block.split("\n") for block in self.raw.decode().split("\n\n") if block]
        return [dict(line.split(": ", 1) for line in block if not line.startswith(":")) for block in blocks]

    def wait_for(self, count: int, seconds: float = 5) -> list[dict[str, str]]:
        until = time.monotonic() + seconds
        while len([one for one in self.events() if one]) < count:
            assert time.monotonic() < until, f"heard only {self.raw!r}"
            time.sleep(0.02)
        return [one for one in self.events() if one]


def test_the_present_board_comes_first_and_is_the_json_of_get(ground: Ground, server: Served) -> None:
    ground.hand_in("赵测一", 90)
    (first,) = Listener(server.url + BOARD + "/stream").wait_for(1)
    assert first["event"] == "board"
    assert first["id"] == "2.0"
    assert first["data"].encode() == httpx2.get(server.url + BOARD).content


def test_every_watcher_hears_a_change_within_a_tick_or_two(ground: Ground, server: Served) -> None:
    listeners = [Listener(server.url + BOARD + "/stream") for _ in range(12)]
    for one in listeners:
        one.wait_for(1)
    ground.hand_in("赵测一", 90)
    began = time.monotonic()
    for one in listeners:
        last = one.wait_for(2)[-1]
        assert json.loads(last["data"])["participants"] == 1
    assert max(one.heard[-1][0] for one in listeners) - began < 3


def test_a_burst_is_one_frame_and_not_a_queue(ground: Ground, server: Served) -> None:
    listener = Listener(server.url + BOARD + "/stream")
    listener.wait_for(1)
    for _ in range(30):
        ground.hand_in("赵测一", 90)
    time.sleep(2.5)
    events = listener.events()
    assert len(events) <= 4
    assert events[-1]["id"] == "31.0"
    ids = [int(one["id"].split(".")[0]) for one in events]
    assert ids == sorted(ids)


def test_the_epoch_goes_with_the_id(ground: Ground, server: Served) -> None:
    listener = Listener(server.url + BOARD + "/stream")
    listener.wait_for(1)
    ground.run(closing.freeze, 5)
    assert [one["id"] for one in listener.wait_for(2)] == ["1.0", "2.1"]


def test_it_is_read_as_events_by_a_client_of_its_own(ground: Ground, server: Served) -> None:
    with httpx2.stream("GET", server.url + BOARD + "/stream", timeout=10) as response:
        for event in httpx2.EventSource(response):
            assert (event.event, event.id) == ("board", "1.0")
            break


def test_a_comment_keeps_a_quiet_line_warm(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchers_module, "QUIET", 0.2)
    monkeypatch.setattr(ticker, "PAUSE", 0.2)
    with served(ground.house) as server:
        listener = Listener(server.url + BOARD + "/stream")
        listener.wait_for(1)
        until = time.monotonic() + 5
        while listener.raw.count(b": still here") < 2:
            assert time.monotonic() < until
            time.sleep(0.02)


def test_the_server_says_goodbye_and_is_gone_at_once(ground: Ground) -> None:
    with served(ground.house) as server:
        listeners = [Listener(server.url + BOARD + "/stream") for _ in range(5)]
        for one in listeners:
            one.wait_for(1)
        assert server.stop() < 2
        for one in listeners:
            assert one.ended.wait(2)
            last = one.events()[-1]
            assert last["event"] == "bye"
            assert 1000 <= int(last["retry"]) < 4000


def test_nobody_who_left_is_kept(ground: Ground, server: Served) -> None:
    with httpx2.stream("GET", server.url + BOARD + "/stream", timeout=10) as response:
        chunks = response.iter_raw()
        next(chunks)
        assert ground.house.kept["live.watchers"].count == 1
    until = time.monotonic() + 5
    while ground.house.kept["live.watchers"].count and time.monotonic() < until:
        time.sleep(0.05)
    assert ground.house.kept["live.watchers"].count == 0


def test_a_stream_has_the_headers_of_every_answer_and_is_never_compressed(server: Served) -> None:
    with httpx2.stream("GET", server.url + BOARD + "/stream", headers={"Accept-Encoding": "gzip"}) as answer:
        headers = dict(answer.headers)
    assert headers["content-type"].startswith("text/event-stream")
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("no-store", "no")
    assert {"content-security-policy", "x-content-type-options", "referrer-policy"} <= headers.keys()
    assert "content-encoding" not in headers


def test_who_comes_at_the_same_moment_waits_for_one_reading(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []

    def counted(house: House, topics: list[Watched]) -> dict[Watched, Frame]:
        readings.append(topics)
        time.sleep(0.05)
        return ticker.frames(house, topics)

    monkeypatch.setattr(streaming, "frames", counted)
    topic = Topic("cup", Asked("organisations"), "zh")

    async def story() -> None:
        for _ in range(50):
            watchers(ground.house).join(topic)
        shown = await asyncio.gather(*(streaming.present(ground.house, topic) for _ in range(50)))
        assert len({one.etag for one in shown}) == 1
        await streaming.present(ground.house, topic)  # a moment later: it is fresh
        assert len(readings) == 1
        monkeypatch.setattr(streaming, "FRESH", 0)
        await streaming.present(ground.house, topic)
        assert len(readings) == 2

    ground.house.kept.clear()
    asyncio.run(story())


def test_too_many_are_refused_as_a_problem_with_a_time_to_come_back(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchers_module, "MIXES", 0)
    answer = httpx2.get(server.url + BOARD + "/stream?top=3")
    assert (answer.status_code, answer.json()["key"]) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0
    Listener(server.url + BOARD + "/stream").wait_for(1)


def test_an_unknown_board_or_contest_is_a_problem_and_no_stream(server: Served) -> None:
    for path in ("/api/v1/contests/none/boards/organisations/stream", "/api/v1/contests/cup/boards/people/stream"):
        answer = httpx2.get(server.url + path)
        assert answer.status_code == 404
        assert answer.json()["key"] == "not_found"


# --- the freeze --------------------------------------------------------------------------------------------------

PUBLIC = [
    *(f"/api/v1/contests/cup/boards/{board}" for board in ("organisations", "members", "districts", "units")),
    f"{BOARD}?top=2",
    "/api/v1/contests/cup",
    "/screen/cup/organisations",
    "/screen/cup/members",
    "/screen/cup/join",
    "/screen/cup/cover",
    "/c/cup/board?q=规划",
]


def traffic(server: Served) -> list[Any]:
    """Everything a visitor receives, with statuses and headers; the date alone may differ."""
    seen: list[Any] = []
    with httpx2.Client(base_url=server.url) as client:
        for path in PUBLIC:
            answer = client.get(path)
            headers = {name: value for name, value in answer.headers.items() if name != "date"}
            seen.append((path, answer.status_code, headers, answer.content))
            again = client.get(path, headers={"If-None-Match": answer.headers.get("etag", "")})
            seen.append((path, again.status_code, again.headers.get("etag")))
    for board in ("organisations", "members"):
        listener = Listener(server.url + f"/api/v1/contests/cup/boards/{board}/stream")
        listener.wait_for(1)
        seen.append((board, listener.raw))
    return seen


def test_from_one_freeze_later_results_change_no_byte_of_public_traffic(ground: Ground, server: Served) -> None:
    ground.hand_in_all([("赵测一", 90, 600), ("钱测二", 95.5, 700), ("吴测六", 60, 100)])
    ground.run(closing.freeze, ground.start + 5000)
    listener = Listener(server.url + BOARD + "/stream")
    listener.wait_for(1)
    none_later = traffic(server)

    names = list(ground.keys)
    for _ in range(10):
        ground.hand_in_all([(names[n % len(names)], 40 + n % 61, 60 + n) for n in range(50)])
        time.sleep(0.15)
    time.sleep(2.2)

    assert len(listener.events()) == 1
    assert traffic(server) == none_later
    for name in [name for name in ground.house.kept if name.startswith("boards.")]:
        del ground.house.kept[name]  # as after a restart
    assert traffic(server) == none_later

    ground.run(closing.unfreeze, ground.start + 9000)
    assert json.loads(listener.wait_for(2)[-1]["data"])["participants"] == len(names) - 1
    assert traffic(server) != none_later
