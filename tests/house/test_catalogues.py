"""Every sentence stands in the English catalogue, whole and with the same facts."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.core.i18n import LOCALE
from tests.house.rooms import APP

METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "translate": (2,)}
FACT = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def msgids() -> set[str]:
    return {sentence for sentence in extracted() if sentence}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (LOCALE / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def extracted() -> Iterator[str]:
    options = {"**/templates/**.html": {"encoding": "utf-8", "silent": "false", "trimmed": "true"}}
    for _, _, message, _, _ in extract_from_dir(str(APP), METHODS, options, KEYWORDS):
        yield message if isinstance(message, str) else message[0]


def test_there_are_sentences(msgids: set[str]) -> None:
    assert len(msgids) > 50


def test_every_sentence_is_in_english(msgids: set[str], english: Catalog) -> None:
    missing = {one for one in msgids if not (found := english.get(one)) or not found.string or found.fuzzy}
    assert missing == set()


def test_no_english_sentence_is_left_over(msgids: set[str], english: Catalog) -> None:
    assert {str(message.id) for message in english if message.id} - msgids == set()


def test_facts_are_the_same_in_both_languages(english: Catalog) -> None:
    for message in english:
        if message.id and isinstance(message.string, str):
            assert set(FACT.findall(str(message.id))) == set(FACT.findall(message.string)), message.id


def test_a_percent_sign_is_written_twice_in_english(english: Catalog) -> None:
    """Pages format every sentence, also one without facts."""
    for message in english:
        if message.id and isinstance(message.string, str):
            assert "%" not in FACT.sub("", message.string.replace("%%", "")), message.id


def test_english_is_english(english: Catalog) -> None:
    """Chinese in a translation is a sentence that was forgotten, or a name that is meant."""
    meant = re.compile(r"新城杯|中文|党在我心中")
    found = {
        str(message.id)
        for message in english
        if message.id and isinstance(message.string, str) and re.search(r"[一-鿿]", meant.sub("", message.string))
    }
    assert found == set()
