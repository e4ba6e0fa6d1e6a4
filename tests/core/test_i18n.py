"""Chinese is the msgid; English comes from the catalogue; the language is chosen by address, cookie, browser."""

import pytest

from app.core.i18n import choose, translate

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("asked", "cookie", "accept", "language"),
    [
        (None, None, None, "zh"),
        ("en", "zh", "zh-CN", "en"),
        ("xx", "en", "zh-CN", "en"),
        (None, None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, None, "fr,zh-CN;q=0.9,en;q=0.5", "zh"),
        (None, None, "fr", "zh"),
        ("", "", "", "zh"),
    ],
)
def test_the_language_of_a_request(asked: str | None, cookie: str | None, accept: str | None, language: str) -> None:
    assert choose(asked, cookie, accept) == language


def test_a_sentence_without_facts_keeps_its_percent_sign() -> None:
    assert translate("zh", "参与率 50%%") == "参与率 50%"
    assert translate("zh", "参与率 %(share)s%%", share=50) == "参与率 50%"
    assert translate("en", "") == ""
