"""A whole contest, recorded byte by byte for every role: nothing that gives an answer away leaves before the review."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import Session

from app.banks.index import edition
from app.papers.practising import Shown
from app.signin import sessions
from app.signin.cards import token
from app.signin.models import Organiser
from tests.canary.recorder import FORMS, Recorder, Traffic
from tests.faults.kills import KilledServer
from tests.open_contest import BANK, CANARY, OpenContest, open_contest
from tests.ports import free_port
from tests.world import World

pytestmark = pytest.mark.timeout(120)

BOARDS = ("organisations", "districts", "units", "members")
ITEM = {"n", "kind", "stem", "options", "blanks", "marks"}
ANSWER_PAGES = ("/desk/banks",)
"""An organiser who asks to see a bank is shown its answers: the only pages of the desk that may."""
DESK_TOKEN = "o" * 26


def sign_in_an_organiser(session: Session, now: int) -> None:
    made = Organiser(name="测试组织者", password_hash="-", one_time=False)
    session.add(made)
    session.flush()
    sessions.start_organiser(session, made.id or 0, sessions.hash_of(DESK_TOKEN), now)


@pytest.fixture
def cup(world: World) -> OpenContest:
    house = world.house
    house.writer.run(sign_in_an_organiser, house.clock.now())
    return open_contest(world, canary=CANARY)


def practice_question(cup: OpenContest, name: str) -> str:
    """The first question of the contest's bank, sealed for this member."""
    with cup.house.database.reading() as session:
        first = edition(cup.house, session, cup.view.editions[BANK])
    return quote(Shown(first.id, 0, "TF", 1).sealed(cup.house, cup.member(name)))


@contextmanager
def serving(cup: OpenContest, fault: str = "none") -> Iterator[KilledServer]:
    running = KilledServer(cup.house.settings.data, free_port(), fault)
    try:
        running.start()
        asyncio.run(running.ready())
        yield running
    finally:
        running.stop()


class Contest:
    """The roles, each with a browser of its own."""

    def __init__(self, cup: OpenContest, port: int) -> None:
        self.cup, self.traffic = cup, Traffic()
        self.fields: set[str] = set()
        self.anonymous, self.phone, self.script, self.desk, self.screen = (
            Recorder(port, role, self.traffic) for role in ("anonymous", "phone", "script", "desk", "screen")
        )
        self.desk.cookies["cup_session"] = DESK_TOKEN
        self.put_before_the_opening = practice_question(cup, "吴测六")
        """A practice question that the member was shown while that was allowed."""

    def card(self, name: str) -> str:
        return token(self.cup.house.secret, self.cup.world.keys[name], 1)

    async def look_around(self) -> None:
        """Everybody looks at everything that can be reached by links or by the API's own document."""
        api = "/api/v1/contests"
        await self.anonymous.crawl(
            "/", "/c/cup", "/c/cup/branches?q=教育".replace("教育", "%E6%95%99"), api, f"{api}/cup"
        )
        for path in ("/api/v1/openapi.json", "/healthz", "/readyz", "/metrics"):
            await self.anonymous.get(path)
        for board in BOARDS:
            await self.anonymous.get(f"{api}/cup/boards/{board}")
            await self.screen.crawl(f"/screen/cup/{board}")
        await self.screen.listen(f"{api}/cup/boards/organisations/stream", 1.2)
        await self.phone.crawl("/c/cup", "/c/cup/start", "/c/cup/result")
        await self.phone.page("/practice")
        await self.phone.get(f"/practice/question?bank={BANK}")
        await self.phone.form("/practice/question", f"shown={self.put_before_the_opening}&choice=A")
        await self.desk.crawl("/desk", but=ANSWER_PAGES)

    async def sit_as_a_script(self) -> str:
        """Through the API; the paper's id."""
        await self.script.post("/api/v1/sign-in", {"token": self.card("赵测一")})
        paper = (await self.script.post("/api/v1/contests/cup/papers", {})).json()
        self.fields = {name for item in paper["items"] for name in item}
        path = f"/api/v1/papers/{paper['paper']}"
        for seq, item in enumerate(paper["items"], 1):
            await self.script.post(f"{path}/answers", {"send": paper["send"], "answers": [_given(item, seq)]})
        await self.script.get(path)
        await self.script.post(
            f"{path}/answers", {"send": paper["send"], "answers": [{"n": 99, "choice": [], "seq": 1}]}
        )
        await self.script.post(f"{path}/hand-in", {"send": paper["send"]})
        await self.script.get(f"{path}/result")
        return str(paper["paper"])

    async def sit_on_a_phone_without_scripts(self) -> None:
        """Through plain forms, one question a page."""
        await self.phone.post("/api/v1/sign-in", {"token": self.card("吴测六")})
        await self.phone.form("/c/cup/start", "")
        for n in range(1, 11):
            await self.phone.page(f"/c/cup/paper?n={n}")
            await self.phone.form("/c/cup/paper", f"n={n}&kind=single&choice=A&go=next")
        await self.phone.crawl("/c/cup/paper")
        await self.phone.form("/c/cup/paper/hand-in", "")
        await self.phone.crawl("/c/cup/result")


def _given(item: dict[str, Any], seq: int) -> dict[str, Any]:
    if item["kind"] == "blank":
        return {"n": item["n"], "texts": ["五"] * item["blanks"], "seq": seq}
    return {"n": item["n"], "choice": [item["options"][0]["key"]], "seq": seq}


async def until_closed(contest: Contest) -> None:
    for _ in range(100):
        reply = await contest.anonymous.get("/api/v1/contests/cup")
        if reply.json()["phase"] == "closed":
            return
        await asyncio.sleep(0.1)
    raise TimeoutError("the sweep did not close the contest")


def test_the_canary_is_silent_until_the_review(cup: OpenContest) -> None:
    async def whole_contest(port: int) -> None:
        contest = Contest(cup, port)
        await contest.look_around()
        paper = await contest.sit_as_a_script()
        assert contest.fields == ITEM
        await contest.sit_on_a_phone_without_scripts()
        await contest.look_around()
        cup.freeze()
        await contest.look_around()
        assert contest.traffic.singing() == []
        _everything_was_seen(contest.traffic)

        cup.end()
        await until_closed(contest)
        await _review(contest, paper)

    with serving(cup) as server:
        asyncio.run(whole_contest(server.port))


def _everything_was_seen(traffic: Traffic) -> None:
    """The recording is worth something only if the pages were really there."""
    for role, least in (("anonymous", 8), ("phone", 8), ("script", 15), ("desk", 5), ("screen", 3)):
        assert len(traffic.received[role]) >= least, role
        assert max(status for _, status, _ in traffic.received[role]) < 500, role
    assert {"GET /c/cup/paper", "GET /c/cup/result", "GET /c/cup/start"} <= traffic.answered("phone")
    assert "GET /desk/contests/cup" in traffic.answered("desk")
    practised = {(path.split("?")[0], status) for path, status, _ in traffic.received["phone"] if "/practice/" in path}
    assert {("GET /practice/question", 409), ("POST /practice/question", 409)} <= practised


async def _review(contest: Contest, paper: str) -> None:
    """After the end the own paper sings, for its member alone."""
    shown = await contest.script.get(f"/api/v1/papers/{paper}/result")
    assert CANARY in shown.body.decode()
    assert len(shown.json()["items"]) == 10
    pages = await contest.phone.crawl("/c/cup/result")
    assert any(path.startswith("/c/cup/review/") for path in pages)
    heard = {one.split(" ", 1)[0] for one in contest.traffic.singing()}
    assert heard == {"script", "phone"}
    other = await contest.phone.get(f"/api/v1/papers/{paper}/result")
    assert other.status == 404


def test_an_explanation_in_the_paper_would_be_heard(cup: OpenContest) -> None:
    """The seeded fault."""

    async def sit(port: int) -> list[str]:
        contest = Contest(cup, port)
        await contest.sit_as_a_script()
        return contest.traffic.singing()

    with serving(cup, "explanation_in_the_paper") as server:
        assert asyncio.run(sit(server.port)) != []


def test_the_recorder_hears_the_canary_in_any_dress() -> None:
    assert len(set(FORMS)) == len(FORMS) >= 8
