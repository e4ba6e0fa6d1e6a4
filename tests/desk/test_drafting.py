"""The form of a contest says how it is sat, counted and ranked; what does not fit is named at its field."""

import re
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.contests import finding
from app.contests.presets import PRESETS
from app.contests.rules import Rules
from app.core.house import House
from tests.desk.test_contests import FORM
from tests.small_contest import load_generated_bank


def fields(page: str) -> dict[str, Any]:
    """The form as a browser would send it back."""
    form = page[page.index('<form method="post" class="two"') :]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or ("checkbox" in tag and "checked" not in tag):
            continue
        found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        found.setdefault(name, []).extend(re.findall(r'value="([^"]*)" selected', options))
    return found


def made(client: TestClient, house: House, preset: str, **facts: Any) -> Rules:
    load_generated_bank(house)
    form = fields(client.get(f"/desk/new/{preset}").text)
    banks = ["generated"] * len(PRESETS[preset].facts["sections"])
    sent = {**form, **{name: FORM[name] for name in ("slug", "opens", "closes", "do")}, "bank": banks, **facts}
    response = client.post(f"/desk/new/{preset}", data=sent)
    assert response.status_code == 303, re.findall(r'class="wrong"[^>]*>([^<]*)', response.text)
    with house.database.reading() as session:
        return finding.contest(session, FORM["slug"]).rules


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_that_nobody_touches_stays_as_it_is(preset: str, client: TestClient, house: House) -> None:
    rules = made(client, house, preset)
    expected = PRESETS[preset].facts
    for name in ("limit_s", "attempts", "counts", "ties", "total"):
        assert getattr(rules, name) == expected[name] if name in expected else True
    assert rules.organisation_scoring.kind == expected["organisation_scoring"]["kind"]
    assert rules.title_en == PRESETS[preset].title_en
    assert rules.provisional
    assert rules.ranking


def test_what_the_form_says_is_what_the_rules_are(client: TestClient, house: House) -> None:
    rules = made(
        client,
        house,
        "online-heat",
        attempts="",
        attempts_per_day="2",
        counts="daily_first",
        counted_a_day="2",
        multiple_marking="per_option",
        option_marks="0.5",
        pass_mark="60",
        scoring="best",
        best_n="5",
        gate_percent="",
        min_participants="3",
        eligible=["full", "activist"],
        categories=["full"],
        secrets=["card_code", "work_number"],
        divisions="10，30",
        published_organisations="",
        published_members="0",
        name_picker="1",
    )
    scoring = rules.organisation_scoring
    assert (rules.attempts, rules.attempts_per_day, rules.counts, rules.counted_a_day) == (None, 2, "daily_first", 2)
    assert [one.option_marks for one in rules.sections] == [None, 50]
    assert (rules.pass_mark, rules.divisions, rules.name_picker) == (6000, (10, 30), True)
    assert (scoring.kind, scoring.best_n, scoring.gate_percent, scoring.min_participants) == ("best", 5, None, 3)
    assert [one.value for one in rules.counted] == ["full"]
    assert rules.secrets == ("card_code", "work_number")
    assert (rules.published.organisations, rules.published.members) == (None, 0)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("divisions", "small", "要写数字"),
        ("attempts", "many", "要写数字"),
        ("gate_percent", "101", "太大"),
        ("divisions", "30, 10", "从小到大"),
        ("scoring", "best", "要写取前几名"),
    ],
)
def test_what_does_not_fit_is_named(name: str, value: str, said: str, client: TestClient) -> None:
    form = fields(client.get("/desk/new/online-heat").text)
    answer = client.post("/desk/new/online-heat", data={**form, name: value, "slug": "x-cup", "do": "keep"})
    assert answer.status_code == 422
    assert said in answer.text


def test_every_fault_of_a_form_is_said_at_once(client: TestClient) -> None:
    facts = fields(client.get("/desk/new/online-heat").text)
    wrong = {"slug": "坏 代号", "attempts": "三", "divisions": "十、三十", "closes": "明天", "do": "preview"}
    page = client.post("/desk/new/online-heat", data={**facts, **wrong}).text
    for name in ("slug", "attempts", "divisions", "closes"):
        assert f'id="{name}-wrong"' in page
        assert f'href="#{name}"' in page


def test_a_preset_with_a_name_of_its_own_loses_the_english_one(client: TestClient, house: House) -> None:
    assert made(client, house, "online-heat", title="区直机关初赛").title_en == ""


def test_a_cup_is_proposed_in_its_months(client: TestClient) -> None:
    form = fields(client.get("/desk/new/xincheng-cup").text)
    assert form["opens"][0][4:] == "-05-01T08:00"
    assert form["closes"][0][4:] == "-07-01T00:00"
