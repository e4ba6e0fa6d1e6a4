"""Contests at the desk: from a preset to the final board, each step after a second page, each refusal in words."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient

from app.boards import closing
from app.contests import finding
from app.contests.finding import ContestView
from app.core.clock import DAY, HOUR
from app.core.house import House
from app.desk.deeds import DEEDS
from app.ledger import tail
from tests.small_contest import load_generated_bank, open_small_contest
from tests.world import World

CHINA = ZoneInfo("Asia/Shanghai")
OPENS = datetime.now(CHINA).replace(minute=0, second=0, microsecond=0, tzinfo=None) - timedelta(hours=1)
FORM = {
    "title": "测试初赛",
    "title_en": "Test heat",
    "slug": "test-heat",
    "opens": f"{OPENS:%Y-%m-%dT%H:%M}",
    "closes": f"{OPENS + timedelta(days=30):%Y-%m-%dT%H:%M}",
    "bank": ["generated", "generated"],
    "do": "keep",
}


def view(house: House, slug: str) -> ContestView:
    with house.database.reading() as session:
        return finding.contest(session, slug)


def kinds(house: House, slug: str) -> list[str]:
    with house.database.reading() as session:
        return [entry.kind for entry in tail.tail(session, finding.contest(session, slug).id, after=0)]


def make(client: TestClient, **facts: Any) -> None:
    response = client.post("/desk/new/monthly-test", data={**FORM, "bank": ["generated"], **facts})
    assert response.status_code == 303, response.text


@pytest.fixture
def big_bank(house: House) -> None:
    load_generated_bank(house, each=30)


def test_presets_are_cards_with_a_name_and_a_sentence_and_no_codes(client: TestClient) -> None:
    page = client.get("/desk/new").text
    assert "党章线上初赛" in page
    assert "学习型机关月考" in page
    assert "三次机会取最高分" in page
    assert "适合全县" in page
    assert "P2" not in page
    assert "P7" not in page


def test_the_form_shows_the_rules_in_words_in_both_languages_before_anything_is_made(
    client: TestClient, house: House
) -> None:
    page = client.get("/desk/new/online-heat").text
    assert "多选须全部选对才得分" in page
    assert "Each attempt draws 30 questions" in page
    assert "8:00" in page
    assert "测试办公室" in page
    preview = client.post("/desk/new/online-heat", data={**FORM, "do": "preview"})
    assert preview.status_code == 200
    assert f"{OPENS.month}月{OPENS.day}日 {OPENS.hour}:00" in preview.text
    with house.database.reading() as session:
        assert finding.contests(session) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "太短"),
        ({"opens": "yesterday"}, "时间要写成"),
        ({"closes": f"{OPENS:%Y-%m-%dT%H:%M}"}, "结束时间不在开始时间之后"),
        ({"slug": "Test Heat"}, "代号要用"),
        ({"erase_on": "tomorrow"}, "写法不对"),
        ({"bank": ["../etc", "generated"]}, "写法不对"),
    ],
)
def test_a_wrong_field_is_named_and_everything_typed_stays(
    client: TestClient, house: House, wrong: dict[str, Any], said: str
) -> None:
    response = client.post("/desk/new/online-heat", data={**FORM, **wrong})
    assert response.status_code == 422
    assert said in response.text
    assert 'role="alert"' in response.text
    assert "Test heat" in response.text
    with house.database.reading() as session:
        assert finding.contests(session) == []


def test_a_slug_is_taken_once(client: TestClient) -> None:
    make(client)
    response = client.post("/desk/new/monthly-test", data={**FORM, "bank": ["generated"]})
    assert response.status_code == 409
    assert "已经用过" in response.text
    assert 'value="online-heat"' in client.get("/desk/new/online-heat").text


def test_a_new_contest_has_the_facts_of_the_form(client: TestClient, house: House) -> None:
    make(client, office="另一个单位", erase_on="2099-12-31")
    made = view(house, "test-heat")
    assert (made.state, made.preset) == ("draft", "monthly-test")
    assert (made.rules.title, made.rules.title_en) == ("测试初赛", "Test heat")
    assert made.rules.opens == int(OPENS.replace(tzinfo=CHINA).timestamp() * 1000), "the office's own zone"
    assert (made.rules.office, made.rules.contact, made.rules.erase_on) == ("另一个单位", "", "2099-12-31")
    assert [section.bank for section in made.rules.sections] == ["generated"]


def test_a_draft_is_changed_until_it_opens(client: TestClient, house: House) -> None:
    make(client, office="另一个单位")
    page = client.get("/desk/contests/test-heat/change").text
    assert 'value="测试初赛"' in page
    assert 'value="另一个单位"' in page
    assert 'name="slug"' not in page
    later = OPENS + timedelta(days=40)
    changed = {
        **FORM,
        "bank": ["generated"],
        "title": "改过的初赛",
        "slug": "other",
        "closes": f"{later:%Y-%m-%dT%H:%M}",
        "freeze_at": f"{later - timedelta(days=1):%Y-%m-%dT%H:%M}",
    }
    preview = client.post("/desk/contests/test-heat/change", data={**changed, "do": "preview"})
    assert preview.status_code == 200
    assert view(house, "test-heat").rules.title == "测试初赛"
    kept = client.post("/desk/contests/test-heat/change", data=changed)
    assert kept.headers["location"] == "/desk/contests/test-heat?done=change"
    rules = view(house, "test-heat").rules
    assert (rules.title, rules.office, rules.limit_s) == ("改过的初赛", "", 1200)
    assert rules.closes == int(later.replace(tzinfo=CHINA).timestamp() * 1000)
    assert rules.freeze_at == rules.closes - DAY


def test_a_change_that_cannot_stand_is_not_kept(client: TestClient, house: House) -> None:
    make(client)
    past = {**FORM, "bank": ["generated"], "freeze_at": "2020-01-01T08:00"}
    refused = client.post("/desk/contests/test-heat/change", data=past)
    assert refused.status_code == 422
    assert "封榜时间不在开放时间之内" in refused.text
    assert view(house, "test-heat").rules.freeze_at is None


def test_an_opened_contest_is_not_changed(client: TestClient, world: World) -> None:
    opened = open_small_contest(world)
    assert client.get("/desk/contests/small-cup/change").status_code == 409
    assert client.post("/desk/contests/small-cup/change", data=FORM).status_code == 409
    assert opened.again().rules_text == opened.view.rules_text


def test_a_draft_says_what_it_lacks_and_is_not_opened(client: TestClient, house: House) -> None:
    make(client)
    page = client.get("/desk/contests/test-heat").text
    assert "题库 generated 还没有装入" in page
    assert "还差 20 题" in page
    refused = client.post("/desk/contests/test-heat/open", data={"typed": "test-heat"})
    assert refused.status_code == 409
    assert "题库 generated 还没有装入" in refused.text
    load_generated_bank(house, each=3)
    page = client.get("/desk/contests/test-heat").text
    assert "还差 17 题" in page
    assert view(house, "test-heat").state == "draft"
    assert kinds(house, "test-heat") == []


def test_a_draft_without_a_privacy_notice_is_not_opened(client: TestClient, house: House, big_bank: None) -> None:
    make(client)
    bare = house.settings.model_copy(update={"contact": ""})
    house.settings = bare
    refused = client.post("/desk/contests/test-heat/open", data={"typed": "test-heat"})
    assert refused.status_code == 409
    assert "隐私告知还缺" in refused.text
    assert "联系人" in refused.text


@pytest.mark.usefixtures("big_bank")
def test_from_draft_to_the_final_board(client: TestClient, world: World) -> None:
    house = world.house
    make(client)
    page = client.get("/desk/contests/test-heat").text
    assert "筹备中" in page
    assert "✓ 够" in page
    assert "/screen/test-heat" not in page

    opened = client.post("/desk/contests/test-heat/open", data={"typed": "test-heat"})
    assert opened.headers["location"] == "/desk/contests/test-heat?done=open"
    page = client.get("/desk/contests/test-heat?done=open").text
    assert "已开赛" in page
    assert "进行中" in page
    assert view(house, "test-heat").sittings[0].commitment in page
    assert "http://127.0.0.1:8000/c/test-heat" in page
    assert "/screen/test-heat/organisations" in page

    assert client.post("/desk/contests/test-heat/freeze").status_code == 303
    assert "已封榜" in client.get("/desk/contests/test-heat").text
    assert client.post("/desk/contests/test-heat/freeze").status_code == 409
    assert client.post("/desk/contests/test-heat/unfreeze").status_code == 303

    early = client.post("/desk/contests/test-heat/finalise", data={"typed": "test-heat"})
    assert early.status_code == 409
    assert "还没有结束" in early.text
    assert client.post("/desk/contests/test-heat/close", data={"typed": "test-heat"}).status_code == 303
    house.writer.run(closing.append_closed_when_due, view(house, "test-heat").id, house.clock.now() + HOUR)
    assert "已结束，待定榜" in client.get("/desk/contests/test-heat").text
    assert client.post("/desk/contests/test-heat/finalise", data={"typed": "TEST-heat "}).status_code == 303
    page = client.get("/desk/contests/test-heat").text
    assert "已经定榜" in page
    assert "种子已公布" in page
    with house.database.reading() as session:
        assert tail.head(session, view(house, "test-heat").id).hash.hex() in page
    settled = [kind for kind in kinds(house, "test-heat") if not kind.endswith("published")]
    assert settled == ["opened", "sitting", "frozen", "unfrozen", "window_changed", "closed", "finalised"]
    assert kinds(house, "test-heat").count("published") == 3


@pytest.mark.parametrize("deed", ["open", "close", "finalise"])
def test_what_cannot_be_taken_back_wants_the_slug_typed(client: TestClient, world: World, deed: str) -> None:
    open_small_contest(world)
    assert "确认请输入代号 small-cup" in client.get(f"/desk/contests/small-cup/{deed}").text
    before = kinds(world.house, "small-cup")
    for typed in ("", "small", "other-cup"):
        refused = client.post(f"/desk/contests/small-cup/{deed}", data={"typed": typed})
        assert refused.status_code == 422
        assert "什么都没有做" in refused.text
    assert kinds(world.house, "small-cup") == before


def test_looking_at_a_confirmation_does_nothing(client: TestClient, world: World) -> None:
    open_small_contest(world)
    before = kinds(world.house, "small-cup")
    for deed in DEEDS:
        assert client.get(f"/desk/contests/small-cup/{deed}").status_code == 200
    assert kinds(world.house, "small-cup") == before


def test_the_home_page_counts_and_says_the_next_step(client: TestClient, world: World) -> None:
    opened = open_small_contest(world)
    page = client.get("/desk").text
    assert "应参 11，免考 1" in page
    assert "0.00%" in page
    assert "进行中" in page
    assert "看着参与率" in page
    later = open_small_contest(world, slug="later", wishes={"opens": opened.now + HOUR, "closes": opened.now + DAY})
    assert later.view.slug in client.get("/desk/contests").text
    assert "已开赛，等时间到" in client.get("/desk").text


def test_the_home_page_of_an_empty_house_leads_to_the_roll(client: TestClient) -> None:
    page = client.get("/desk").text
    assert "还没有竞赛" in page
    assert "上传名册" in page


@pytest.mark.parametrize("address", ["/desk/contests/nothing", "/desk/contests/nothing/open", "/desk/new/nothing"])
def test_what_is_not_there_is_a_page_that_says_so(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "没有找到" in response.text


def test_what_is_no_deed_is_not_found(client: TestClient, world: World) -> None:
    open_small_contest(world)
    assert client.post("/desk/contests/small-cup/delete").status_code == 404
