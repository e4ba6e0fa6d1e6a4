"""Changes of an open contest's roll at the desk: found by name, said before it is done, done once."""

import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import col

from app.contests.membership import Membership, membership
from app.ledger.models import LedgerEntry
from tests.phone.conftest import words
from tests.small_contest import Opened, open_small_contest
from tests.world import PRICES, SCHOOLS, World

HERE = "/desk/contests/small-cup/roll"
ONE = "赵测一"


@pytest.fixture
def contest(world: World) -> Opened:
    return open_small_contest(world)


def standing(contest: Opened, key: str) -> Membership | None:
    with contest.house.database.reading() as session:
        return membership(session, contest.view.id, key)


def kinds(contest: Opened) -> list[str]:
    with contest.house.database.reading() as session:
        return list(session.execute(select(col(LedgerEntry.kind)).order_by(col(LedgerEntry.seq))).scalars())


def do(client: TestClient, key: str, change: str, **fields: str) -> Response:
    return client.post(f"{HERE}/{key}/{change}", data=fields)


def test_somebody_is_found_by_name(client: TestClient, contest: Opened, world: World) -> None:
    assert HERE in client.get("/desk/contests/small-cup").text
    page = client.get(HERE, params={"q": "测一"})
    assert ONE in page.text
    assert f"{HERE}/{world.keys[ONE]}" in page.text
    assert "没有找到" in words(client.get(HERE, params={"q": "没有的人"}))
    assert "现在应参11人" in words(client.get(HERE))


def test_a_move_says_what_it_does_and_then_does_it(client: TestClient, contest: Opened, world: World) -> None:
    key = world.keys[ONE]
    person = client.get(f"{HERE}/{key}")
    assert "转到别的党组织" in words(person)
    confirm = client.get(f"{HERE}/{key}/moved", params={"to": SCHOOLS, "reason": "transferred"})
    said = words(confirm)
    assert "3→2" in said
    assert "4→5" in said
    assert "全部11→11" in said
    assert "roll_moved" not in kinds(contest), "looking changes nothing"
    to = re.search(r'name="to" value="([a-z0-9]+)"', confirm.text)
    assert to is not None
    assert (
        do(client, key, "moved", to=to[1], reason="transferred").headers["location"] == f"{HERE}/{key}?done=roll-change"
    )
    assert kinds(contest)[-1] == "roll_moved"
    assert "转入" not in words(client.get(f"{HERE}/{key}"))


def test_a_branch_that_may_mean_several_is_chosen(client: TestClient, contest: Opened, world: World) -> None:
    answer = client.get(f"{HERE}/{world.keys[ONE]}/moved", params={"to": "发展改革局", "reason": "corrected"})
    assert answer.status_code == 422
    assert answer.text.count('name="to" value=') == 2
    nothing = client.get(f"{HERE}/{world.keys[ONE]}/moved", params={"to": "没有的", "reason": "corrected"})
    assert "没有找到要转去的党组织" in words(nothing)


def test_leaving_and_coming_back(client: TestClient, contest: Opened, world: World) -> None:
    key = world.keys[ONE]
    assert "3→2" in words(client.get(f"{HERE}/{key}/left", params={"reason": "retired"}))
    assert do(client, key, "left", reason="retired").status_code == 303
    page = words(client.get(HERE, params={"q": ONE}))
    assert "已退出" in page
    assert do(client, key, "left", reason="retired").status_code == 404, "nothing more to leave"
    assert do(client, key, "joined", reason="transferred_in").status_code == 303
    stands = standing(contest, key)
    assert stands is not None
    assert not stands.left
    assert kinds(contest)[-2:] == ["roll_left", "roll_joined"]


def test_exempt_and_back(client: TestClient, contest: Opened, world: World) -> None:
    key = world.keys["李测四"]
    assert f"{PRICES}1→0" in words(client.get(f"{HERE}/{key}/exempted", params={"reason": "illness"}))
    assert do(client, key, "exempted", reason="illness").status_code == 303
    assert do(client, key, "exempted", reason="illness").status_code == 404
    assert do(client, key, "unexempted", reason="other").status_code == 303


def test_free_text_is_no_reason(client: TestClient, contest: Opened, world: World) -> None:
    answer = do(client, world.keys[ONE], "left", reason="他病了")
    assert answer.status_code == 422
    assert "请从列出的原因里选一个" in words(answer)
    assert client.get(f"{HERE}/{world.keys[ONE]}/vanish", params={"reason": "other"}).status_code == 404
    assert client.get(f"{HERE}/{'x' * 26}").status_code == 404


def test_nobody_gets_in_without_signing_in(stranger: TestClient, contest: Opened, world: World) -> None:
    assert stranger.get(HERE).status_code == 303
    assert do(stranger, world.keys[ONE], "left", reason="other").status_code == 401
    assert kinds(contest) == ["opened", "sitting"]
