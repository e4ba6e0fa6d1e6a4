"""The banks that come with the program are one click away, and go once they are loaded."""

from fastapi.testclient import TestClient

from app.core.house import House
from app.desk.shipped_banks import shipped_banks


def test_a_bank_of_the_program_is_looked_at_loaded_and_then_offered_no_more(client: TestClient, house: House) -> None:
    page = client.get("/desk/banks").text
    assert "入党积极分子问答" in page
    assert "/desk/banks/shipped/sample" not in page
    preview = client.post("/desk/banks/shipped/activists-qa").headers["location"]
    assert "读懂了" in client.get(preview).text
    assert client.post(preview).headers["location"] == "/desk/banks?done=bank"
    with house.database.reading() as session:
        assert "activists-qa" not in [one.name for one in shipped_banks(session)]
    assert client.post("/desk/banks/shipped/activists-qa").status_code == 404
