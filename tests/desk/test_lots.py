"""抽奖 at the desk: nothing before the boards are settled, one number, then the winners by name."""

from fastapi.testclient import TestClient

from tests.boards.test_lots import WINNING, settled
from tests.open_contest import OpenContest

__all__ = ["settled"]


def test_a_number_is_called_and_the_winners_stand_there(client: TestClient, settled: OpenContest) -> None:
    address = f"/desk/contests/{settled.slug}/lots"
    assert "抽奖" in client.get(f"/desk/contests/{settled.slug}").text
    page = client.get(address).text
    assert "现场报的号码" in page
    assert client.post(address, data={"call": "五"}).status_code == 422
    assert client.post(address, data={"call": "528106"}).status_code == 303
    page = client.get(address).text
    assert "现场号码 528106" in page
    assert sum(name in page for name in WINNING) == 3
    assert "现场报的号码" not in page
    assert client.post(address, data={"call": "1"}).status_code == 409
