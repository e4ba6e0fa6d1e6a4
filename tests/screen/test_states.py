"""Cover, joining code, messages, and a screen that the desk controls, before any script runs."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.boards import closing
from app.contests import creating
from app.contests.creating import compose
from app.halls import arranging
from app.halls.showing import Message, Showing, State
from app.main import create_app
from tests.boards.ground import Ground, run_contest
from tests.world import PRICES, SCHOOLS, World

TITLE = "测试杯党章知识竞赛"


@pytest.fixture
def ground(world: World) -> Ground:
    made = run_contest(world)
    made.hand_in_all([("赵测一", 90, 600), ("李测四", 95.5, 700), ("吴测六", 60, 500)])
    return made


@pytest.fixture
def client(ground: Ground) -> Iterator[TestClient]:
    with TestClient(create_app(ground.house), headers={"Accept": "text/html"}) as client:
        yield client


def controlled(ground: Ground, **wishes: object) -> str:
    key = ground.run(arranging.add_screen, f"屏 {len(wishes)}", Showing().changed(**wishes))
    return f"/screen/cup/s/{key}"


def test_the_cover_names_the_contest_its_window_and_its_host(client: TestClient) -> None:
    page = client.get("/screen/cup/cover").text
    assert TITLE in page
    assert "主办：测试办公室" in page
    assert "data-stream" not in page


def test_the_joining_code_is_large_and_counts_at_the_publics_cut(client: TestClient, ground: Ground) -> None:
    page = client.get("/screen/cup/join?wifi=Hall&password=a%3Cb").text
    assert page.count("<svg") == 1
    assert "127.0.0.1" in page
    assert "a&lt;b" in page
    assert '<b id="took">3</b>' in page
    ground.run(closing.freeze, ground.start + 60_000)
    before = client.get("/screen/cup/join").content
    ground.hand_in_all([("钱测二", 90, 600), ("吴测六", 100, 700)])
    assert client.get("/screen/cup/join").content == before


@pytest.mark.parametrize(
    ("message", "said"),
    [(Message.BREAK, "休息"), (Message.APPEAL, "正在处理申诉"), (Message.WAIT, "请稍候"), (Message.RULES, "次数：")],
)
def test_messages_have_words_of_their_own(client: TestClient, ground: Ground, message: Message, said: str) -> None:
    page = client.get(controlled(ground, state=State.MESSAGE, message=message)).text
    assert said in page


def test_own_words_take_their_place(client: TestClient, ground: Ground) -> None:
    wishes = {"state": State.MESSAGE, "message": Message.BREAK, "heading": "茶歇", "text": "三点\n继续"}
    page = client.get(controlled(ground, **wishes)).text
    assert "茶歇" in page
    assert "<p>三点</p>" in page
    assert "休息" not in page


def test_rules_that_do_not_fit_end_with_where_the_rest_stands(client: TestClient, ground: Ground) -> None:
    address = controlled(ground, state=State.MESSAGE, message=Message.RULES)
    chinese, english = (client.get(f"{address}?lang={language}").text for language in ("zh", "en"))
    assert "其余规则" not in chinese
    assert english.count("<li>") < chinese.count("<li>")


def test_a_controlled_screen_shows_what_was_chosen(client: TestClient, ground: Ground) -> None:
    address = controlled(ground, state=State.BOARD, kind="branch", distance=300, line="请就座", badge=False, still=True)
    page = client.get(address).text
    assert "党支部榜" in page
    assert PRICES in page
    assert f'data-control="{address}/stream"' in page
    assert 'data-stream="/api/v1/contests/cup/boards/organisations/stream?kind=branch"' in page
    assert re.search(r'<body class="hall at-board rows-4 lined still unsealed board-organisations', page)
    assert ">请就座</p>" in page


def test_a_key_opens_only_its_own_contest(client: TestClient, ground: Ground, world: World) -> None:
    run_contest(world, "other")
    address = controlled(ground)
    assert client.get(address).status_code == 200
    assert client.get(address.replace("cup", "other")).status_code == 404
    assert client.get(address[:-1]).status_code == 404
    assert client.get(address[:-1] + "/stream").status_code == 404


def test_nothing_inline_and_no_other_address(client: TestClient, ground: Ground) -> None:
    for path in ("/screen/cup/cover", "/screen/cup/join", controlled(ground, state=State.MESSAGE)):
        page = client.get(path).text
        assert " style=" not in page
        assert "https://" not in page


def test_a_draft_has_no_screens(client: TestClient, ground: Ground) -> None:
    rules = compose("online-heat", {"title": "还没开赛"}, now=ground.start)
    draft = ground.house.writer.run(creating.new_contest, "draft", rules, preset="online-heat", now=ground.start)
    key = ground.house.writer.run(arranging.add_screen, draft, "屏", Showing(state=State.BOARD))
    for path in ("/screen/draft/cover", "/screen/draft/join", f"/screen/draft/s/{key}", "/c/draft/board"):
        assert client.get(path).status_code == 404, path


def test_districts_take_turns_in_the_order_of_the_roll(client: TestClient, ground: Ground) -> None:
    page = unescape(client.get(controlled(ground, state=State.BOARD, turn=True)).text)
    match = re.search(r'data-turns="(\[.*?\])"', page)
    assert match
    turns = json.loads(match[1])
    assert [one["name"] for one in turns] == ["第一片", "第二片"]
    assert '<span id="part">第一片</span>党组织榜' in page
    assert PRICES in page
    assert f'data-stream="{turns[0]["stream"]}"' in page
    second = client.get(turns[1]["stream"].replace("/stream", "")).json()
    assert [row["name"] for row in second["rows"] if row["participants"]] == [SCHOOLS]
