"""Languages: the msgid is the Chinese sentence; English stands in ``app/locale/en/LC_MESSAGES/messages.po``.

Chinese is served without a catalogue. ``translate`` is for code that knows the language; templates use ``_``.
"""

import gettext
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("zh", "en")


class Words(str):
    """Words composed in both languages at once: the Chinese text itself, with the English beside it.

    As a fact of a sentence it speaks the sentence's language.
    """

    en: str

    def __new__(cls, zh: str, en: str) -> "Words":
        made = super().__new__(cls, zh)
        made.en = en
        return made

    def said(self, language: str) -> str:
        return self.en if language == "en" else str(self)


@lru_cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue; where the build has not compiled it, it is compiled in memory."""
    if language != "en":
        return gettext.NullTranslations()
    folder = LOCALE / language / "LC_MESSAGES"
    compiled, source = folder / "messages.mo", folder / "messages.po"
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return gettext.GNUTranslations(compiled.open("rb"))
    if not source.exists():
        return gettext.NullTranslations()
    buffer = BytesIO()
    with source.open("rb") as file:
        write_mo(buffer, read_po(file, locale="en"))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def translate(language: str, sentence: str, **facts: Any) -> str:
    """The sentence in a language, with ``%(fact)s`` filled in; a fact with ``said(language)`` speaks for itself."""
    text = catalogue(language).gettext(sentence) if sentence else ""
    if not facts:
        return text.replace("%%", "%")
    return text % {name: fact.said(language) if hasattr(fact, "said") else fact for name, fact in facts.items()}


def choose(asked: str | None, cookie: str | None, accept: str | None) -> str:
    """``?lang=``, then the cookie, then Accept-Language, else Chinese."""
    for wish in (asked, cookie):
        if wish in LANGUAGES:
            return wish
    for part in (accept or "").split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LANGUAGES:
            return tag
    return "zh"
