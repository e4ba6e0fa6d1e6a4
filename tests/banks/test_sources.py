"""Official texts that the organiser has loaded: whole, replaced as a whole, found by what a question cites."""

from app.banks.law_text import read_law
from app.banks.questions import Source
from app.banks.sources import cited, load_source
from app.core.house import House
from tests.banks.test_law_text import SAMPLE

THIRD = Source("测试条例", 2022, 3, 1)


def test_a_loaded_text_is_found_by_the_place_that_a_question_cites(any_house: House) -> None:
    assert any_house.writer.run(load_source, read_law(SAMPLE, "sample.md")) == 5
    with any_house.database.reading() as session:
        found = cited(session, [THIRD, Source("测试条例", 2022, "总纲"), Source("测试条例", 2017, 3), None])
    assert found == {
        ("测试条例", 2022, "3"): "任期为五年。",
        ("测试条例", 2022, "总纲"): "为了测试，制定本条例。",
    }


def test_loading_an_edition_again_replaces_it(any_house: House) -> None:
    any_house.writer.run(load_source, read_law(SAMPLE, "sample.md"))
    any_house.writer.run(load_source, read_law(SAMPLE.replace("任期为五年", "任期为四年"), "sample.md"))
    with any_house.database.reading() as session:
        assert list(cited(session, [THIRD]).values()) == ["任期为四年。"]
