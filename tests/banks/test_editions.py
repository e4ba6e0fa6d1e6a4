"""An edition is loaded whole or not seen; the same text again changes nothing."""

import pytest

from app.banks import editions, index
from app.banks.editions import load
from app.banks.files import Draft, read_bank
from app.banks.models import Edition
from app.core.house import House
from app.core.refusal import Refusal
from tests.banks.bank_files import bank, question


def draft(count: int = 3, **changes: object) -> Draft:
    made = [question(f"q-{n:03d}", **changes) for n in range(count)]
    return read_bank(bank(*made), "made.yaml")


def newest(house: House) -> int | None:
    with house.database.reading() as session:
        return index.newest(session, "made")


def test_a_loaded_edition_is_the_newest_and_holds_every_question_by_ordinal(any_house: House) -> None:
    text = draft(450)
    loaded = load(any_house, text, 5)
    assert (loaded.new, loaded.questions, loaded.digest) == (True, 450, text.digest.hex())
    with any_house.database.reading() as session:
        assert index.newest(session, "made") == loaded.edition_id
        found = index.edition(any_house, session, loaded.edition_id)
    assert found.questions == text.questions
    assert (found.bank, found.digest, found.label) == ("made", text.digest.hex(), "2020.1")


def test_the_same_file_again_changes_nothing(any_house: House) -> None:
    first = load(any_house, draft(), 5)
    again = load(any_house, draft(), 6)
    assert (again.edition_id, again.new) == (first.edition_id, False)
    with any_house.database.reading() as session:
        assert session.get_one(Edition, first.edition_id).loaded_at == 5


def test_a_changed_file_is_a_new_edition_and_the_old_one_stays(house: House) -> None:
    first = load(house, draft(), 5)
    changed = load(house, draft(answer="C"), 6)
    assert changed.new
    assert changed.label_twin, "two editions with one label are said"
    assert newest(house) == changed.edition_id
    with house.database.reading() as session:
        assert index.edition(house, session, first.edition_id).questions[0].answer == "B"


def test_an_older_text_loaded_again_becomes_the_newest(house: House) -> None:
    first = load(house, draft(), 5)
    load(house, draft(answer="C"), 6)
    assert load(house, draft(), 7).edition_id == first.edition_id
    assert newest(house) == first.edition_id


def test_a_load_that_is_cut_off_is_seen_by_nothing_and_taken_up_again(house: House) -> None:
    text = draft(450)
    edition_id, ready = house.writer.run(editions.begin_edition, text, 5)
    house.writer.run(editions.add_questions, edition_id, text, 0)
    assert not ready
    assert newest(house) is None
    not_whole = house.writer.run(editions.make_visible, edition_id, text, 5)
    assert not not_whole.new
    assert newest(house) is None, "an edition that is not whole is not shown"
    assert load(house, text, 6).edition_id == edition_id
    with house.database.reading() as session:
        assert index.edition(house, session, edition_id).questions == text.questions


@pytest.mark.parametrize("changes", [{"answer": "Z"}, {"answer": "E"}])
def test_faults_and_lint_errors_refuse_and_nothing_is_stored(house: House, changes: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        load(house, draft(**changes), 5)
    assert (refused.value.key, refused.value.status) == ("bank.faulty", 422)
    assert "q-000 answer" in refused.value.facts["said"].said("zh")
    with house.database.reading() as session:
        assert index.banks(session) == []


def test_banks_are_listed_with_their_newest_edition(house: House) -> None:
    load(house, draft(2), 5)
    load(house, draft(4), 6)
    with house.database.reading() as session:
        (view,) = index.banks(session)
    assert (view.name, view.title, view.counts) == ("made", "测试题库", {"single": 4})


def test_an_edition_is_read_once(house: House) -> None:
    loaded = load(house, draft(), 5)
    with house.database.reading() as session:
        first = index.edition(house, session, loaded.edition_id)
        assert index.edition(house, session, loaded.edition_id) is first


def test_candidates_are_of_the_kind_and_status_in_order(house: House) -> None:
    raw = bank(question("a"), question("b", status="draft"), question("c"), question("d", kind="multiple", answer="AB"))
    loaded = load(house, read_bank(raw), 5)
    with house.database.reading() as session:
        found = index.edition(house, session, loaded.edition_id)
    assert found.candidates("single", ["checked"]) == [0, 2]
    assert found.candidates("single", ["checked", "draft"]) == [0, 1, 2]
    assert found.candidates("multiple", ["checked"]) == [3]
