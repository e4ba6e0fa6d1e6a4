"""Pure: a fact of a refusal that reads differently in each language (see ``i18n.translate``)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language == "en" else self.zh
