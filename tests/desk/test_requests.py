"""Requests at the desk: any branch's, also onto the roll; and what secretaries ask for."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import col

from app.contests import requesting
from app.contests.membership import membership
from app.contests.models import Request
from app.ledger.models import LedgerEntry
from tests.contests.test_asking import ask, signed
from tests.papers.test_provisional import sit
from tests.phone.conftest import words
from tests.small_contest import Opened, open_small_contest
from tests.world import PRICES, World

HERE = "/desk/contests/small-cup/requests"
ONE, ELSEWHERE = "赵测一", "李测四"


@pytest.fixture
def contest(world: World) -> Opened:
    return open_small_contest(world)


def kinds(contest: Opened) -> list[str]:
    with contest.house.database.reading() as session:
        return list(session.execute(select(col(LedgerEntry.kind)).order_by(col(LedgerEntry.seq))).scalars())


def file_for(contest: Opened, world: World, kind: str, reason: str = "") -> str:
    own = [world.organisations[PRICES]]
    facts = (contest.view, kind, world.keys[ELSEWHERE], reason, "member:x")
    contest.house.writer.run(requesting.file_request, *facts, own=own, now=contest.now)
    with contest.house.database.reading() as session:
        found = session.execute(select(col(Request.key)).order_by(col(Request.id).desc())).scalars().first()
    assert found is not None
    return found


def test_an_empty_list_says_what_it_is_for(client: TestClient, contest: Opened) -> None:
    assert HERE in client.get("/desk/contests/small-cup").text
    assert "现在没有请求" in words(client.get(HERE))


def test_anybody_of_the_roll_can_be_meant(client: TestClient, contest: Opened, world: World) -> None:
    key = ask(contest, "李测四")
    sit(contest, signed(contest))
    assert "已交卷1次" in words(client.get(HERE))
    assert "1个等处理" in words(client.get("/desk/contests/small-cup"))
    page = client.get(f"{HERE}/{key}")
    assert world.keys[ONE] in page.text
    assert world.keys[ELSEWHERE] not in page.text, "first the branch that was named"
    searched = client.get(f"{HERE}/{key}", params={"q": "李测"})
    assert world.keys[ELSEWHERE] in searched.text
    nobody = client.post(f"{HERE}/{key}", data={"outcome": "confirm"})
    assert nobody.status_code == 422
    done = client.post(f"{HERE}/{key}", data={"outcome": "confirm", "who": world.keys[ELSEWHERE]})
    assert done.headers["location"] == f"{HERE}?done=confirmed"
    assert kinds(contest)[-1] == "provisional_confirmed"
    assert "已办" in words(client.get(HERE))
    assert client.post(f"{HERE}/{key}", data={"outcome": "decline", "reason": "not_ours"}).status_code == 409


def test_who_is_on_no_roll_is_put_on_it(client: TestClient, contest: Opened) -> None:
    key = ask(contest, "林测新")
    sit(contest, signed(contest))
    fields = {"outcome": "join", "category": "full", "reason": "new"}
    assert client.post(f"{HERE}/{key}", data={**fields, "category": "boss"}).status_code == 404
    assert client.post(f"{HERE}/{key}", data=fields).status_code == 303
    assert kinds(contest)[-2:] == ["roll_joined", "provisional_confirmed"]
    assert signed(contest).name == "林测新"


def test_declined_it_may_be_taken_up_again_here(client: TestClient, contest: Opened, world: World) -> None:
    key = ask(contest, "林测新")
    assert client.post(f"{HERE}/{key}", data={"outcome": "decline", "reason": "not_ours"}).status_code == 303
    page = client.get(HERE)
    assert "林测新" not in page.text
    assert "再看看" in page.text
    done = client.post(f"{HERE}/{key}", data={"outcome": "confirm", "who": world.keys[ONE]})
    assert done.status_code == 303


def test_an_exemption_is_granted_by_an_entry(client: TestClient, contest: Opened, world: World) -> None:
    key = file_for(contest, world, "exemption", "illness")
    assert "申请免考" in words(client.get(HERE))
    assert "生病" in words(client.get(f"{HERE}/{key}"))
    assert client.post(f"{HERE}/{key}", data={"outcome": "grant"}).status_code == 303
    assert kinds(contest)[-1] == "exempted"
    with contest.house.database.reading() as session:
        stands = membership(session, contest.view.id, world.keys[ELSEWHERE])
    assert stands is not None
    assert stands.exempt
    assert client.post(f"{HERE}/{key}", data={"outcome": "grant"}).status_code == 409
    assert kinds(contest).count("exempted") == 1


def test_a_paper_is_noted_and_a_request_can_be_refused(client: TestClient, contest: Opened, world: World) -> None:
    key = file_for(contest, world, "paper")
    assert client.post(f"{HERE}/{key}", data={"outcome": "grant"}).status_code == 303
    again = file_for(contest, world, "exemption", "abroad")
    assert client.post(f"{HERE}/{again}", data={"outcome": "refuse", "reason": "不行"}).status_code == 422
    assert client.post(f"{HERE}/{again}", data={"outcome": "refuse", "reason": "not_eligible"}).status_code == 303
    assert kinds(contest) == ["opened", "sitting"]
    assert "不符合条件" in words(client.get(HERE))


def test_nobody_gets_in_without_signing_in(stranger: TestClient, contest: Opened) -> None:
    key = ask(contest)
    assert stranger.get(f"{HERE}/{key}").status_code == 303
    assert stranger.post(f"{HERE}/{key}", data={"outcome": "confirm"}).status_code == 401
