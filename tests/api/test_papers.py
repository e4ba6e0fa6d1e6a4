"""A paper over the API, as a phone or a script sees it."""

from typing import Any

import pytest

from tests.api.conftest import Api


@pytest.fixture
def paper(api: Api) -> dict[str, Any]:
    api.sign_in()
    return api.start()


def save(api: Api, paper: dict[str, Any], *answers: dict[str, Any], send: str | None = None) -> Any:
    return api.post(f"/papers/{paper['paper']}/answers", {"send": send or paper["send"], "answers": answers})


def test_a_start_gives_the_whole_paper_and_a_send_token(paper: dict[str, Any]) -> None:
    assert (paper["attempt"], paper["lease"], len(paper["items"])) == (1, 1, 8)
    assert paper["items"][0].keys() == {"n", "kind", "stem", "options", "blanks", "marks"}
    assert [option["key"] for option in paper["items"][0]["options"]] == list("ABCD")
    assert [option["key"] for option in paper["items"][5]["options"]] == ["T", "F"]
    assert paper["saved"] == {}


def test_starting_again_is_200_with_the_same_paper_and_a_new_lease(api: Api, paper: dict[str, Any]) -> None:
    answer = api.post("/contests/small-cup/papers")
    again = answer.json()
    assert (answer.status_code, again["paper"], again["lease"]) == (200, paper["paper"], 2)
    assert again["send"] != paper["send"]


def test_a_page_takes_over_its_own_paper_and_never_starts_another(api: Api, paper: dict[str, Any]) -> None:
    taken = api.post("/contests/small-cup/papers", {"paper": paper["paper"]}).json()
    assert (taken["paper"], taken["lease"]) == (paper["paper"], 2)
    api.post(f"/papers/{paper['paper']}/hand-in", {"send": taken["send"]})
    refused = api.post("/contests/small-cup/papers", {"paper": paper["paper"]})
    assert (refused.status_code, refused.json()["key"]) == (409, "paper.handed_in")
    assert api.start()["attempt"] == 2


def test_saving_needs_the_send_token_and_no_session(api: Api, paper: dict[str, Any]) -> None:
    api.client.cookies.clear()
    answer = save(api, paper, {"n": 1, "choice": ["A"], "seq": 7})
    assert answer.status_code == 200
    assert answer.json()["saved"] == {"1": {"choice": ["A"], "lease": 1, "seq": 7}}
    assert 0 < answer.json()["remaining_ms"] <= 25 * 60_000


@pytest.mark.parametrize("send", ["1.aaaa", "2.", "x", "1", "99999999999.a"])
def test_a_wrong_send_token_is_the_same_404_as_no_paper(api: Api, paper: dict[str, Any], send: str) -> None:
    wrong = save(api, paper, {"n": 1, "choice": ["A"], "seq": 1}, send=send)
    nowhere = save(api, {**paper, "paper": "a" * 26}, {"n": 1, "choice": ["A"], "seq": 1})
    assert (wrong.status_code, wrong.json()) == (nowhere.status_code, nowhere.json()) == (404, wrong.json())


def test_what_was_saved_is_there_on_reading_again(api: Api, paper: dict[str, Any]) -> None:
    save(api, paper, {"n": 4, "choice": ["B", "A"], "seq": 1}, {"n": 8, "texts": ["五"], "seq": 2})
    read = api.get(f"/papers/{paper['paper']}").json()
    assert read["saved"]["4"]["choice"] == ["A", "B"]
    assert "send" not in read
    assert "lease" not in read


def test_an_older_device_is_told_that_it_is_elsewhere(api: Api, paper: dict[str, Any]) -> None:
    api.start()
    answer = save(api, paper, {"n": 1, "choice": ["A"], "seq": 1})
    assert answer.json()["elsewhere"] is True
    refused = api.post(f"/papers/{paper['paper']}/hand-in", {"send": paper["send"]})
    assert (refused.status_code, refused.json()["key"]) == (409, "paper.elsewhere")


def test_handing_in_gives_a_receipt_and_repeats_give_the_first_outcome(api: Api, paper: dict[str, Any]) -> None:
    last = {"send": paper["send"], "answers": [{"n": 1, "choice": ["A"], "seq": 1}]}
    first = api.post(f"/papers/{paper['paper']}/hand-in", last)
    again = api.post(f"/papers/{paper['paper']}/hand-in", {"send": paper["send"]})
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert len(first.json()["receipt"]) == 9
    assert first.json()["score"] in (0, 10)


def test_the_result_has_the_place_and_no_answers_before_closing(api: Api, paper: dict[str, Any]) -> None:
    open_one = api.get(f"/papers/{paper['paper']}/result")
    assert (open_one.status_code, open_one.json()["key"]) == (409, "paper.open")
    api.post(f"/papers/{paper['paper']}/hand-in", {"send": paper["send"]})
    result = api.get(f"/papers/{paper['paper']}/result").json()
    assert (result["score"], result["total"], result["rank"]) == (0, 100, 1)
    assert (result["participants"], result["roll"]) == (1, 3)
    assert "items" not in result


def test_another_members_paper_is_not_there(api: Api, paper: dict[str, Any]) -> None:
    api.sign_in("钱测二")
    theirs, none = api.get(f"/papers/{paper['paper']}"), api.get(f"/papers/{'a' * 26}")
    assert (theirs.status_code, theirs.json()) == (404, none.json())


def test_too_much_is_refused_before_it_is_read(api: Api, paper: dict[str, Any]) -> None:
    answer = api.client.post(f"/api/v1/papers/{paper['paper']}/answers", content=b"x" * 70_000)
    assert (answer.status_code, answer.json()["key"]) == (413, "request.too_large")


def test_items_are_in_the_asked_language(api: Api, paper: dict[str, Any]) -> None:
    read = api.get(f"/papers/{paper['paper']}?lang=en").json()
    assert read["items"][5]["options"][0]["text"] == "Right"
