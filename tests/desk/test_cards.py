"""Cards at the desk: to print, as CSV, of one branch or of all; the codes are those that sign members in."""

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient

from app.core.house import House
from app.desk.printing import Parts, card_page, sheets_of
from app.signin import cards
from app.signin.cards import CardRow
from tests.small_contest import open_small_contest
from tests.world import MEMBERS, SCHOOLS, World


@pytest.fixture
def opened(world: World) -> World:
    open_small_contest(world)
    return world


def all_cards(house: House) -> list[CardRow]:
    with house.database.reading() as session:
        return list(cards.sheet(session, house.secret))


def branch_key(client: TestClient, name: str) -> str:
    found = re.search(rf'<option value="(\w+)">{name}', client.get("/desk/cards").text)
    assert found
    return found[1]


def test_without_a_contest_or_a_roll_the_page_says_what_comes_first(client: TestClient) -> None:
    page = client.get("/desk/cards").text
    assert "先建好竞赛再印卡" in page
    assert "<select" not in page


@pytest.mark.usefixtures("opened")
def test_the_choice_counts_people_and_sheets(client: TestClient) -> None:
    page = client.get("/desk/cards").text
    assert f"全部 {len(MEMBERS)} 人" in page
    assert "全部约 10 张纸" in page, "a sheet of cards and one with slip and list for each of five branches"
    assert "http://127.0.0.1:8000" in page


def test_everybody_has_a_card_with_name_branch_code_and_qr(client: TestClient, opened: World) -> None:
    page = client.get("/desk/cards/print?contest=small-cup")
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count('class="card"') == page.text.count('class="qr"') == len(MEMBERS)
    for row in all_cards(opened.house):
        assert f"<b>{row.secret}</b>" in page.text
        assert row.name in page.text
        assert row.token not in page.text, "the token is in the QR code and nowhere else"
    assert page.text.count('class="sheet"') == 5, "each branch from a new sheet"
    assert page.text.count('class="slip"') == 5, "and in its own envelope"


@pytest.mark.usefixtures("opened")
def test_of_a_branch_first_the_slip_and_the_list_to_sign_then_the_cards(client: TestClient, opened: World) -> None:
    page = client.get(f"/desk/cards/print?contest=small-cup&branch={branch_key(client, SCHOOLS)}").text
    assert page.index('class="slip"') < page.index("本人签收") < page.index('class="card"')
    assert "<b>4</b> 张" in page
    listed = re.findall(r'<td class="n">([^<]+)</td><td>1</td>', page)
    assert listed == ["吴测六", "郑测七", "王测同", "王测同"]


@pytest.mark.usefixtures("opened")
def test_lists_alone_hold_no_secrets_and_cards_alone_no_lists(client: TestClient, opened: World) -> None:
    lists = client.get("/desk/cards/print?contest=small-cup&parts=lists").text
    assert lists.count('class="slip"') == 5
    assert "<svg" not in lists
    assert not any(row.secret in lists or row.token in lists for row in all_cards(opened.house))
    cards_only = client.get("/desk/cards/print?contest=small-cup&parts=cards").text
    assert 'class="slip"' not in cards_only
    assert cards_only.count('class="card"') == len(MEMBERS)
    assert client.get("/desk/cards/print?contest=small-cup&parts=else").status_code == 422


@pytest.mark.usefixtures("opened")
def test_the_printable_page_stands_under_a_policy_that_allows_its_own_style_only(client: TestClient) -> None:
    page = client.get("/desk/cards/print?contest=small-cup")
    policy = page.headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "script" not in policy
    assert "<script" not in page.text
    assert "http://127.0.0.1" not in page.text.replace("127.0.0.1:8000/c/small-cup", "")


def test_one_branch_alone(client: TestClient, opened: World) -> None:
    key = branch_key(client, SCHOOLS)
    page = client.get(f"/desk/cards/print?contest=small-cup&branch={key}").text
    assert page.count('class="card"') == 4
    assert "吴测六" in page
    assert "赵测一" not in page
    assert client.get("/desk/cards/print?contest=small-cup&branch=nothing").status_code == 404
    assert client.get("/desk/cards/csv?contest=nothing").status_code == 404


def test_the_csv_has_the_columns_of_the_contract(client: TestClient, opened: World) -> None:
    response = client.get("/desk/cards/csv?contest=small-cup")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert response.headers["cache-control"] == "no-store"
    assert response.text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert rows[0] == ["organisation", "name", "secret", "token"]
    assert [tuple(row) for row in rows[1:]] == [tuple(row) for row in all_cards(opened.house)]


def test_a_name_is_text_on_a_card() -> None:
    row = CardRow("支部", "<script>alert(1)</script>", "1234-5678", "t" * 52)
    page = "".join(card_page([row], title="杯", seal="新城杯", door="http://cup.test/c/x"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_eight_cards_a_sheet() -> None:
    rows = [CardRow("支部", f"测{n}", "1234-5678", "t" * 52) for n in range(17)]
    page = "".join(card_page(rows, title="杯", seal="新城杯", door="http://cup.test/c/x"))
    assert page.count('class="sheet"') == 3
    assert "第 3 张，共 3 张" in page


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (19, 1), (20, 2), (49, 2), (50, 3)])
def test_a_long_list_goes_on_on_sheets_of_its_own(people: int, pages: int) -> None:
    rows = [CardRow("支部", f"测{n}", "1234-5678", "t" * 52) for n in range(people)]
    page = "".join(card_page(rows, title="杯", seal="新城杯", door="http://cup.test/c/x", parts=Parts.LISTS))
    assert page.count('class="sheet list"') == pages == sheets_of(people) - -(-people // 8)
    assert page.count("<td>1</td><td></td>") == people


def test_a_draft_has_no_screens_yet(client: TestClient) -> None:
    assert "还没有开赛的竞赛" in client.get("/desk/screens").text


@pytest.mark.usefixtures("opened")
def test_screens_and_door_have_full_addresses_and_codes(client: TestClient) -> None:
    page = client.get("/desk/screens").text
    for path in ("/c/small-cup", "/screen/small-cup/organisations", "/screen/small-cup/members"):
        assert f'href="{path}">http://127.0.0.1:8000{path}<' in page
    assert page.count('class="qr"') == 3
