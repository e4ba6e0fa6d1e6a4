"""Who processes what, until when: the facts of the privacy notice, of the contest or else of the installation."""

from typing import NamedTuple

from app.contests.rules import Rules
from app.core.settings import Settings

FIELDS = ("office", "contact", "contact_phone", "erase_on")


class Privacy(NamedTuple):
    office: str
    contact: str
    contact_phone: str
    erase_on: str

    @property
    def missing(self) -> list[str]:
        """Names of the fields that are empty; a contest cannot open while there is one."""
        return [name for name in FIELDS if not getattr(self, name)]


def privacy(rules: Rules, settings: Settings) -> Privacy:
    return Privacy(*(getattr(rules, name) or getattr(settings, name) for name in FIELDS))
