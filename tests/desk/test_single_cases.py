"""The desk's pages for single cases: a make-up, a grant, late answers, a paper annulled."""

import json
import re

import pytest
from fastapi.testclient import TestClient

from app.contests.allowing import granted
from app.core.clock import DAY, HOUR
from app.ledger.tail import tail
from app.papers.models import Paper
from tests.papers.sitting_steps import handing_in, right, starting, too_late
from tests.small_contest import Opened, open_small_contest
from tests.world import NAMESAKES, PLANNING, World

RULES = {"make_up": {"days": 7}, "attempts": 1, "counts": "first", "pass_mark": 6000}
DESK = "/desk/contests/small-cup"
PLANNER = "赵测一"


@pytest.fixture
def cup(world: World) -> Opened:
    return open_small_contest(world, wishes=RULES)


def kinds(cup: Opened) -> list[str]:
    with cup.house.database.reading() as session:
        return [entry.kind for entry in tail(session, cup.view.id, after=2)]


def test_the_contests_page_leads_to_all_of_them(client: TestClient, cup: Opened) -> None:
    page = client.get(DESK).text
    for place in ("make-up", "favours", "rulings"):
        assert f'href="{DESK}/{place}"' in page
        assert client.get(f"{DESK}/{place}").status_code == 200


def test_a_make_up_is_added_by_a_form(client: TestClient, cup: Opened) -> None:
    form = client.get(f"{DESK}/make-up").text
    opens, closes = re.findall(r'type="datetime-local"[^>]*value="([^"]+)"', form)
    added = client.post(f"{DESK}/make-up", data={"opens": opens, "closes": closes})
    assert added.headers["location"] == f"{DESK}?done=make-up"
    assert "补考已加" in client.get(added.headers["location"]).text
    assert kinds(cup) == ["sitting"]
    assert cup.view.closes <= cup.again().sittings[1].opens <= cup.view.closes + 2 * HOUR


@pytest.mark.parametrize("opens", ["2020-01-01T08:00", "tomorrow"])
def test_a_window_that_cannot_be_is_refused_on_the_form(client: TestClient, cup: Opened, opens: str) -> None:
    refused = client.post(f"{DESK}/make-up", data={"opens": opens, "closes": "2020-01-01T09:00"})
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert kinds(cup) == []


def test_without_a_rule_there_is_no_such_page(client: TestClient, world: World) -> None:
    open_small_contest(world)
    assert client.get(f"{DESK}/make-up").status_code == 404


def test_one_person_is_granted_time_and_an_attempt(client: TestClient, cup: Opened, world: World) -> None:
    fields = {"name": PLANNER, "percent": "150", "attempts": "1", "reason": "power"}
    done = client.post(f"{DESK}/favours", data=fields)
    assert done.headers["location"] == f"{DESK}/favours?done=favour"
    assert PLANNER in client.get(f"{DESK}/favours").text
    with cup.house.database.reading() as session:
        assert granted(session, cup.view.id, world.keys[PLANNER]) == (150, 1)
    assert kinds(cup) == ["extra_time", "extra_attempt"]


def test_who_cannot_be_told_apart_is_asked_for_by_branch_or_key(client: TestClient, cup: Opened) -> None:
    refused = client.post(f"{DESK}/favours", data={"name": NAMESAKES, "attempts": "1"})
    assert refused.status_code == 409
    assert "2 个人叫这个名字" in refused.text
    nobody = client.post(f"{DESK}/favours", data={"name": "没有此人", "attempts": "1"})
    assert (nobody.status_code, kinds(cup)) == (404, [])


def test_late_answers_are_listed_and_admitted(client: TestClient, cup: Opened, world: World) -> None:
    paper = starting(cup, world.members[PLANNER], cup.now - HOUR // 2).paper
    too_late(cup, paper, *right(cup, paper, only=2))
    page = client.get(f"{DESK}/rulings").text
    assert "现在 0 分；晚到的全部计分是 20 分。" in page
    assert PLANNING in page
    done = client.post(f"{DESK}/rulings/{paper.key}/late", data={"n": ["1", "2"], "reason": "network"})
    assert done.headers["location"] == f"{DESK}/rulings?done=late"
    assert "现在 20 分" in client.get(f"{DESK}/rulings").text
    again = client.post(f"{DESK}/rulings/{paper.key}/late", data={"n": ["1"], "reason": "network"})
    assert again.status_code == 409
    assert kinds(cup) == ["result", "late_admitted"]


def test_a_paper_is_annulled_and_restored_after_a_second_page(client: TestClient, cup: Opened, world: World) -> None:
    paper = starting(cup, world.members[PLANNER]).paper
    handing_in(cup, paper)
    found = client.get(f"{DESK}/rulings", params={"name": PLANNER}).text
    assert f"{DESK}/rulings/{paper.key}/annul" in found
    assert PLANNER in client.get(f"{DESK}/rulings/{paper.key}/annul", params={"name": PLANNER}).text
    for what, reason in (("annul", "misconduct"), ("restore", "mistake")):
        done = client.post(f"{DESK}/rulings/{paper.key}/{what}", data={"reason": reason})
        assert done.headers["location"] == f"{DESK}/rulings?done={what}"
        assert (what == "annul") == ("已作废" in client.get(f"{DESK}/rulings", params={"name": PLANNER}).text)
    assert kinds(cup) == ["result", "annulled", "restored"]
    assert client.get(f"{DESK}/rulings/{paper.key}/burn").status_code == 404


def test_the_chain_has_no_name(client: TestClient, cup: Opened, world: World) -> None:
    client.post(f"{DESK}/favours", data={"name": PLANNER, "percent": "150"})
    with cup.house.database.reading() as session:
        payloads = json.dumps([entry.payload for entry in tail(session, cup.view.id, after=0)], ensure_ascii=False)
    assert PLANNER not in payloads
    assert world.keys[PLANNER] in payloads


def test_a_stranger_is_led_to_the_sign_in(stranger: TestClient, cup: Opened) -> None:
    for place in ("make-up", "favours", "rulings"):
        assert stranger.get(f"{DESK}/{place}").headers["location"] == "/desk/sign-in"
        assert stranger.post(f"{DESK}/{place}").status_code in (401, 405)
    with cup.house.database.reading() as session:
        assert session.get(Paper, 1) is None
    assert cup.view.closes == cup.again().closes < cup.now + 2 * DAY
