"""Boards over HTTP: the contract's answers, strong ETags, and wishes that make no sense."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests.boards.ground import Ground, run_contest
from tests.world import World

BOARDS = "/api/v1/contests/cup/boards"


@pytest.fixture
def ground(world: World) -> Ground:
    ground = run_contest(world)
    ground.hand_in_all([("赵测一", 90, 600), ("李测四", 95.5, 700)])
    return ground


@pytest.fixture
def client(ground: Ground) -> Iterator[TestClient]:
    with TestClient(create_app(ground.house)) as client:
        yield client


@pytest.mark.parametrize("board", ["organisations", "members", "districts", "units"])
def test_every_board_is_there_with_a_strong_etag(client: TestClient, board: str) -> None:
    answer = client.get(f"{BOARDS}/{board}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["etag"].startswith('"')
    assert {"entry", "as_of", "frozen", "rows"} <= answer.json().keys()
    assert {"rank", "id", "name", "score"} <= answer.json()["rows"][0].keys()


def test_rows_of_organisations_carry_the_contracts_keys(client: TestClient) -> None:
    row = client.get(f"{BOARDS}/organisations").json()["rows"][0]
    wanted = {"rank", "id", "name", "score", "participants", "roll", "participation", "mean", "full_marks"}
    assert wanted <= row.keys()
    assert (row["score"], row["mean"], row["participation"]) == (97.75, 95.5, 1)


def test_what_has_not_changed_is_304(client: TestClient, ground: Ground) -> None:
    etag = client.get(f"{BOARDS}/members").headers["etag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = client.get(f"{BOARDS}/members", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    ground.hand_in("钱测二", 99)
    assert client.get(f"{BOARDS}/members", headers={"If-None-Match": etag}).status_code == 200


def test_top_and_kind_narrow_a_board(client: TestClient) -> None:
    assert len(client.get(f"{BOARDS}/organisations?top=1").json()["rows"]) == 1
    (committee,) = client.get(f"{BOARDS}/organisations?kind=committee").json()["rows"]
    assert (committee["participants"], committee["roll"]) == (2, 4)
    assert client.get(f"{BOARDS}/organisations?kind=branch").json()["rows"]


@pytest.mark.parametrize(
    "wish",
    [
        "top=0",
        "top=-1",
        "top=x",
        "top=1e3",
        "top=99999999",
        "top=٣",
        "kind=planet",
        "category=all",
        f"division={'x' * 27}",
    ],
)
def test_a_wish_that_makes_no_sense_is_malformed(client: TestClient, wish: str) -> None:
    for path in ("organisations", "organisations/stream"):
        answer = client.get(f"{BOARDS}/{path}?{wish}")
        assert (answer.status_code, answer.json()["key"]) == (422, "request.malformed")


@pytest.mark.parametrize("path", ["/api/v1/contests/none/boards/members", f"{BOARDS}/people"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_no_full_name_and_no_member_key_goes_out(client: TestClient, ground: Ground) -> None:
    body = client.get(f"{BOARDS}/members").text
    assert not [secret for secret in (*ground.keys, *ground.keys.values()) if secret in body]


def test_parts_of_boards_are_asked_by_the_ids_that_boards_print(client: TestClient) -> None:
    district = client.get(f"{BOARDS}/districts").json()["rows"][0]["id"]
    some = client.get(f"{BOARDS}/organisations?district={district}").json()["rows"]
    assert 0 < len(some) < len(client.get(f"{BOARDS}/organisations").json()["rows"])
    committee = client.get(f"{BOARDS}/organisations?kind=committee").json()["rows"][0]["id"]
    assert len(client.get(f"{BOARDS}/members?organisation={committee}").json()["rows"]) == 1
    assert client.get(f"{BOARDS}/organisations?category=probationary").json()["rows"][0]["roll"] == 1


@pytest.mark.parametrize(
    "wish", ["organisations?district=nobody", "organisations?unit=nobody", "members?organisation=x"]
)
def test_a_part_of_what_is_not_there_is_not_found(client: TestClient, wish: str) -> None:
    assert client.get(f"{BOARDS}/{wish}").status_code == 404
    assert client.get(f"{BOARDS}/{wish.replace('?', '/stream?')}").status_code == 404


def test_a_board_says_its_rule_in_the_asked_language(client: TestClient) -> None:
    said = [client.get(f"{BOARDS}/members?lang={language}").json()["rule"] for language in ("zh", "en")]
    assert said[0] != said[1]
