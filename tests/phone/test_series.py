"""``/series/{slug}``: the means for everybody, masked; the own sittings for who is signed in."""

import pytest

from app.contests import creating, series
from app.contests.series import SeriesFacts
from tests.boards.test_series import make, month
from tests.phone.conftest import Phone, new_phone, words
from tests.phone.test_practice_door import sign_in_to_practice
from tests.world import World

PAGE = "/series/monthly"


@pytest.fixture
def reader(world: World) -> Phone:
    month(world, "may", ("赵测一", 90, 60), ("钱测二", 80, 60), ("李测四", 70, 60), title="五月测试")
    month(world, "june", ("赵测一", 81, 60), ("钱测二", 91, 60), title="六月测试")
    make(world, "may", "june")
    return new_phone(world)


def test_everybody_sees_the_means_and_nobodys_full_name(reader: Phone) -> None:
    page = words(reader.get(PAGE))
    assert "共2场，已计2场" in page
    assert "1赵*一" in page
    assert "85.50" in page
    assert "李*四" not in page, "too few sittings: no place, so not in public"
    assert "参加满2场的排名次" in page
    assert "赵测一" not in page
    assert f'href="{PAGE}"' in reader.get("/").text


def test_a_member_sees_the_own_sittings(reader: Phone) -> None:
    sign_in_to_practice(reader, "李测四")
    page = words(reader.get(PAGE))
    assert "五月测试70.00" in page
    assert "六月测试没参加" in page
    assert "未满2次，还差1次" in page


def test_a_place_is_named_to_its_owner(reader: Phone) -> None:
    sign_in_to_practice(reader, "赵测一")
    page = words(reader.get(PAGE))
    assert "平均分（2场）85.50" in page
    assert "并列第1名" in page


def test_drafts_are_not_named_and_nothing_yet_is_said(world: World) -> None:
    rules = creating.compose("online-heat", {"title": "还没公布的七月"}, now=1_700_000_000_000)
    world.house.writer.run(creating.new_contest, "july", rules, preset="online-heat", now=1)
    world.house.writer.run(series.new_series, "monthly", SeriesFacts("月度测试", ["july"]), now=1)
    page = words(new_phone(world).get(PAGE))
    assert "七月" not in page
    assert "还没有结束的场次" in page


def test_an_unknown_series_is_not_found(world: World) -> None:
    assert new_phone(world).get("/series/none").status_code == 404
