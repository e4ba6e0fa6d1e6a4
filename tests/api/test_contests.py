"""What anybody may know of a contest."""

from app.contests.creating import compose, new_contest
from tests.api.conftest import Api


def test_a_contest_says_its_rules_and_its_sealed_draw(api: Api) -> None:
    shown = api.get("/contests/small-cup").json()
    assert (shown["slug"], shown["title"], shown["phase"]) == ("small-cup", "测试杯", "open")
    [sitting] = shown["sittings"]
    assert len(sitting["commitment"]) == 64
    assert "seed" not in sitting
    assert shown["head"]["seq"] == 2
    assert any(sitting["commitment"][:4] in sentence for sentence in shown["rules"])


def test_the_rules_are_said_in_english_too(api: Api) -> None:
    rules = api.get("/contests/small-cup", headers={"Accept-Language": "en-GB,en;q=0.9"}).json()["rules"]
    chinese = [sentence for sentence in rules if any("\u4e00" <= letter <= "\u9fff" for letter in sentence)]
    assert chinese == []
    assert rules[0].startswith("Open ")


def test_drafts_are_not_there(api: Api) -> None:
    now = api.house.clock.now()
    api.house.writer.run(new_contest, "draft-cup", compose("online-heat", {}, now=now), preset="online-heat", now=now)
    assert [one["slug"] for one in api.get("/contests").json()] == ["small-cup"]
    assert api.get("/contests/draft-cup").json() == api.get("/contests/no-such-cup").json()


def test_a_problem_names_its_key_and_speaks_the_asked_language(api: Api) -> None:
    chinese, english = api.get("/contests/none"), api.get("/contests/none?lang=en")
    assert chinese.headers["content-type"] == "application/problem+json"
    assert chinese.json()["type"] == "/problems/not_found"
    assert chinese.json()["detail"] != english.json()["detail"]


def test_every_answer_carries_the_safe_headers(api: Api) -> None:
    headers = api.get("/contests").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_the_api_describes_itself_with_its_plain_routes(api: Api) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    assert {"/api/v1/papers/{paper}/answers", "/api/v1/papers/{paper}/hand-in", "/api/v1/sign-in"} <= set(paths)
