"""Nothing is told by the way: not by a freeze's later results, not by lengths or orders that follow the answers."""

import asyncio
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.contests import opening
from app.core import secret
from app.core.house import House
from app.core.secret import new_key
from app.ledger.appending import append
from app.ledger.chain import Entry
from app.main import create_app
from app.papers import sitting, viewing
from app.signin.cards import token
from tests import open_contest as contests
from tests.conftest import make_house
from tests.open_contest import OpenContest, open_contest
from tests.world import World, build_world

LATER = 500
REALLY_SAT = 30
PUBLIC = (
    "/",
    "/c/cup",
    "/api/v1/contests",
    "/api/v1/contests/cup",
    "/screen/cup/organisations",
    "/screen/cup/members",
    *(f"/api/v1/contests/cup/boards/{board}" for board in ("organisations", "districts", "units", "members")),
    "/api/v1/contests/cup/boards/organisations?top=2",
    "/api/v1/contests/cup/boards/organisations?kind=branch",
)


def browser(house: House) -> TestClient:
    return TestClient(create_app(house), base_url="http://cup.test")


def public_bytes(client: TestClient) -> dict[str, tuple[int, list[tuple[str, str]], bytes]]:
    """Status, headers and body of everything that needs no sign-in."""
    replies = {path: client.get(path, headers={"Accept": "text/html,*/*"}) for path in PUBLIC}
    return {path: (one.status_code, sorted(one.headers.items()), one.content) for path, one in replies.items()}


async def hand_in_many(cup: OpenContest, number: int) -> None:
    """Six members at once, each paper after paper."""
    names = ("赵测一", "钱测二", "李测四", "吴测六", "欧阳测九", "卫测末")

    async def go_on(name: str, papers: int) -> None:
        for _ in range(papers):
            await cup.sit(name)

    await asyncio.gather(*(go_on(name, number // len(names) + 1) for name in names))


def append_results(session: Session, cup: OpenContest, number: int) -> None:
    """Results as the chain has them, without the papers behind them."""
    for n, key in zip(range(number), itertools.cycle(cup.world.keys[name] for name in ("赵测一", "卫测末"))):
        facts = {"correct": 10, "items": 10, "by": "member", "answers": "0" * 64}
        entry = Entry("result", cup.house.clock.now(), key, 1, new_key(), n, 1, contests.TOTAL, 1000 - n, 0, facts)
        append(session, cup.view.id, entry)


def test_after_a_freeze_the_public_hears_the_same_bytes_whatever_comes_in(world: World) -> None:
    cup = open_contest(world, attempts=None)
    client = browser(cup.house)
    asyncio.run(hand_in_many(cup, 7))
    moving = public_bytes(client)
    cup.freeze()
    frozen = public_bytes(client)
    assert all(status == 200 for status, _, _ in frozen.values())
    asyncio.run(hand_in_many(cup, REALLY_SAT))
    cup.house.writer.run(append_results, cup, LATER - REALLY_SAT)
    later = public_bytes(client)
    assert [path for path in PUBLIC if later[path] != frozen[path]] == []
    assert moving != frozen


@pytest.fixture
def twins(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[OpenContest]]:
    """Two contests that differ in nothing but the banks' right answers, explanations and sources."""
    honest = contests.questions
    made = []
    for name, change in (("one", False), ("other", True)):
        keys = itertools.count(10**6)
        for room in (secret, opening, sitting):
            monkeypatch.setattr(
                room, "new_key", lambda keys=keys: f"{next(keys):z>26}".replace("1", "a"), raising=False
            )
        monkeypatch.setattr("os.urandom", lambda size: bytes(range(size)))
        monkeypatch.setattr(contests, "questions", lambda change=change, **more: _turned(honest(**more), change=change))
        data = tmp_path / name
        data.mkdir()
        (data / "cup.db").write_bytes(migrated_file.read_bytes())
        made.append(open_contest(build_world(make_house(data))))
    yield made
    for cup in made:
        cup.house.close()


def _key(number: int) -> str:
    return f"{number:z>26}".translate(str.maketrans("0189", "abcd"))


def _turned(bodies: list[dict[str, Any]], *, change: bool) -> list[dict[str, Any]]:
    return [_turn(body) for body in bodies] if change else bodies


def _turn(body: dict[str, Any]) -> dict[str, Any]:
    """The same question to the eye, with other right answers and much longer secrets."""
    answers: dict[str, Any] = {
        "single": lambda was: "D" if was == "A" else "A",
        "multiple": lambda was: "ABCDE" if was != "ABCDE" else "AB",
        "true_false": lambda was: not was,
        "blank": lambda was: [["另一个很长的答案", "又一个"] for _ in was],
    }
    return body | {
        "answer": answers[body["kind"]](body["answer"]),
        "explanation": body["explanation"] * 40,
        "source": body["source"] | {"document": "另一部规定" * 9},
    }


def _what_a_member_gets(cup: OpenContest) -> list[str]:
    """Paper, question pages and acknowledgements, with times and signatures blotted out."""
    client = browser(cup.house)
    client.post("/api/v1/sign-in", json={"token": token(cup.house.secret, cup.world.keys["赵测一"], 1)})
    paper = client.post("/api/v1/contests/cup/papers", json={}).json()
    got = [str(paper)]
    for item in paper["items"]:
        given = {"texts": ["五"]} if item["kind"] == "blank" else {"choice": [item["options"][0]["key"]]}
        body = {"send": paper["send"], "answers": [{"n": item["n"], "seq": 1, **given}]}
        got.append(client.post(f"/api/v1/papers/{paper['paper']}/answers", json=body).text)
        got.append(client.get(f"/c/cup/paper?n={item['n']}", headers={"Accept": "text/html"}).text)
    got.append(client.get("/c/cup/start", headers={"Accept": "text/html"}).text)
    return [_blotted(one) for one in got]


def _blotted(text: str) -> str:
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\d+:\d\d|[0-9a-f]{64}|data-[a-z-]+=\"\d+\"", "…", text)
    return re.sub(r"校验码[^<]*|\d{5,}|\b[a-z2-7]{26,}\b", "…", text)


def test_papers_and_pages_are_the_same_whatever_the_answers_are(twins: list[OpenContest]) -> None:
    one, other = (_what_a_member_gets(cup) for cup in twins)
    assert "另一" not in "".join(other)
    assert other == one


def test_a_hint_by_length_would_be_seen(twins: list[OpenContest], monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded fault: room is kept for the explanation that will stand there."""
    honest = viewing.item_json

    def roomy(book: Any, item: Any, n: int, language: str) -> dict[str, Any]:
        return {**honest(book, item, n, language), "room": " " * len(book.question(item).explanation)}

    monkeypatch.setattr(viewing, "item_json", roomy)
    one, other = (_what_a_member_gets(cup) for cup in twins)
    assert other != one
