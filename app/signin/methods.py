"""Pure: by which secret somebody signs in, and which contests a session opens that was made by it.

A card (its code typed, or its QR code) proves more than a number that colleagues know: a session made by a card opens
every contest, one made by a work number or a phone tail only the contests whose rules accept that secret.
"""

import unicodedata
from collections.abc import Collection

from app.core.refusal import Refusal
from app.organisations import roll_cells
from app.organisations.roll_cells import BadCell
from app.signin.refusals import method

CARD, NUMBER, TAIL = "card_code", "work_number", "phone_tail"
STRONGEST_FIRST = (CARD, NUMBER, TAIL)
WEAK = frozenset({NUMBER, TAIL})
"""A phone tail is one of 10,000, a work number is known to colleagues: both stand under the stricter bounds."""


def opens(made_by: str, accepted: Collection[str]) -> bool:
    """Whether a session made by this secret opens a contest that accepts these."""
    return made_by == CARD or made_by in accepted


def wanted(made_by: str, accepted: Collection[str]) -> Refusal | None:
    """Why it does not."""
    return None if opens(made_by, accepted) else method()


def typed_number(text: str) -> str:
    """A work number as the roll keeps it; nothing where it has not the form of one."""
    try:
        return roll_cells.number(text[:64]) or ""
    except BadCell:
        return ""


def typed_tail(text: str) -> str:
    """Four digits; full-width ones and blanks are fine, anything else gives nothing."""
    plain = "".join(unicodedata.normalize("NFKC", text[:64]).split())
    return plain if len(plain) == 4 and plain.isascii() and plain.isdecimal() else ""
