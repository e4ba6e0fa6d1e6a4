"""A clock that stands behind the records is said on every page, until somebody confirms it."""

from fastapi.testclient import TestClient

from app.core.clock import DAY
from app.core.house import House

SENTENCE = "比已有的记录还早"


def test_a_doubted_clock_is_said_and_confirmed(client: TestClient, house: House) -> None:
    assert SENTENCE not in client.get("/desk/roll").text
    house.clock.doubt(house.clock.now() + DAY)
    assert SENTENCE in client.get("/desk/roll").text
    assert client.post("/desk/clock").status_code == 303
    assert SENTENCE not in client.get("/desk?done=clock").text
    assert not house.clock.doubtful


def test_a_stranger_confirms_nothing(stranger: TestClient, house: House) -> None:
    house.clock.doubt(house.clock.now() + DAY)
    assert stranger.post("/desk/clock").status_code == 401
    assert house.clock.doubtful
