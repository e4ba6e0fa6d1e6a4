"""Drafts: from a preset, or with the rules of another contest."""

import pytest

from app.contests import creating, finding
from app.core.house import House
from app.core.refusal import Refusal
from app.ledger.chain import GENESIS
from app.ledger.tail import head
from tests.contests.conftest import NOW, draft, view
from tests.contests.rule_sets import CLOSES, DAY, OPENS, made


def test_a_draft_has_its_rules_and_an_empty_chain(any_house: House) -> None:
    one = draft(any_house)
    assert (one.state, one.rehearsal, one.preset, one.rules) == ("draft", False, "monthly-test", made())
    assert one.sittings == ()
    assert one.editions == {}
    assert (one.opens, one.closes) == (OPENS, CLOSES)
    with any_house.database.reading() as session:
        assert head(session, one.id) == (0, GENESIS)


def test_a_slug_is_taken_once(any_house: House) -> None:
    draft(any_house)
    with pytest.raises(Refusal, match="slug_taken"):
        draft(any_house)
    with any_house.database.reading() as session:
        assert [one.slug for one in finding.contests(session)] == ["cup"]


@pytest.mark.parametrize("slug", ["c", "Cup", "cup_1", "杯", "x" * 41, "", "cup\n"])
def test_a_slug_is_short_and_plain(house: House, slug: str) -> None:
    with pytest.raises(Refusal, match="bad_slug"):
        draft(house, slug)


def test_another_contest_of_the_same_rules_begins_now_and_runs_as_long(house: House) -> None:
    old = draft(house, freeze_at=CLOSES - DAY, erase_on="2026-12-31", attempts=3)
    rules = creating.compose_like(old, {"title": "又一场"}, now=OPENS + DAY + 7)
    assert (rules.opens, rules.closes, rules.freeze_at) == (OPENS + DAY, CLOSES + DAY, CLOSES)
    assert (rules.title, rules.attempts, rules.erase_on) == ("又一场", 3, "")
    assert rules.sections == old.rules.sections


def test_contests_are_found_by_slug_by_id_and_all_at_once(house: House) -> None:
    one, two = draft(house, "one"), draft(house, "two", opens=OPENS + DAY)
    with house.database.reading() as session:
        assert finding.contest_by_id(session, one.id) == one
        assert [each.slug for each in finding.contests(session)] == ["two", "one"]
        assert finding.contests(session)[0] == two
        with pytest.raises(Refusal, match="not_found"):
            finding.contest(session, "three")


def test_a_rehearsal_is_one_from_the_start(house: House) -> None:
    house.writer.run(creating.new_contest, "try", made(), preset="monthly-test", rehearsal=True, now=NOW)
    assert view(house, "try").rehearsal
