"""Pages that are the same for everybody: kept, told apart, and never somebody's."""

from typing import Any

import pytest

from app.core.clock import DAY, HOUR
from app.core.house import House
from app.core.pages import page
from tests.phone.conftest import SLUG, Phone, new_phone
from tests.small_contest import Opened
from tests.world import World

PAGES = [f"/c/{SLUG}", f"/c/{SLUG}/privacy", "/"]


def at(house: House, instant: int) -> None:
    """The clock stands still there."""
    house.clock.now = lambda: instant  # type: ignore[method-assign]


@pytest.mark.parametrize("path", PAGES)
def test_whoever_has_the_page_is_told_so(phone: Phone, path: str) -> None:
    first = phone.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Language", "Accept-Encoding"} <= set(first.headers["Vary"].split(", "))
    again = phone.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert phone.get(path, headers={"If-None-Match": 'W/"other"'}).text == first.text
    assert phone.get(path, headers={"Accept-Encoding": "identity"}).text == first.text


def test_languages_and_views_are_pages_of_their_own(phone: Phone) -> None:
    tags = {phone.get(PAGES[0]).headers["ETag"]}
    tags.add(phone.get(PAGES[0], headers={"Accept-Language": "en"}).headers["ETag"])
    phone.client.cookies.set("cup_elder", "1")
    tags.add(phone.get(PAGES[0]).headers["ETag"])
    assert len(tags) == 3


def test_it_is_rendered_once_and_again_when_the_contest_opens_or_ends(
    phone: Phone, contest: Opened, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def counted(*args: Any, **facts: Any) -> Any:
        made.append(args)
        return page(*args, **facts)

    monkeypatch.setattr("app.phone.shown.page", counted)
    said = []
    for instant in (contest.view.opens - 1, contest.view.opens, contest.view.closes - 1, contest.view.closes):
        at(world.house, instant)
        said += [phone.get(PAGES[0]).text for _ in range(3)]
    assert len(made) == 3
    assert ["还没到开放时间" in text for text in said] == [True] * 3 + [False] * 9
    assert ["已结束" in text for text in said] == [False] * 9 + [True] * 3


def test_how_long_to_wait_is_said_anew_every_minute(phone: Phone, contest: Opened, world: World) -> None:
    said = []
    for early in (2 * HOUR, 2 * HOUR - 1, HOUR + 1, HOUR, HOUR - 1):
        at(world.house, contest.view.opens - early)
        said.append(phone.get("/").text)
    waits = [next(one for one in ("2 小时 0", "1 小时 59", "1 小时 0", "59 分钟") if one in text) for text in said]
    assert waits == ["2 小时 0", "1 小时 59", "1 小时 0", "1 小时 0", "59 分钟"]


def test_it_shows_a_changed_contest_at_once(phone: Phone, contest: Opened, world: World) -> None:
    before = phone.get(PAGES[0]).headers["ETag"]
    with world.house.database.writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE sitting SET closes = closes + {DAY}")
    assert phone.get(PAGES[0]).headers["ETag"] != before


def test_what_a_member_sees_is_never_kept(phone: Phone, world: World) -> None:
    phone.sign_in()
    own = phone.get(PAGES[0])
    assert (own.headers["Cache-Control"], "ETag" in own.headers) == ("no-store", False)
    assert "赵测一" in own.text
    assert "赵测一" not in new_phone(world).get(PAGES[0]).text
