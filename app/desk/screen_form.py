"""The forms of a screen: its measures in metres, and everything that it can be told to show."""

from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from app.boards.naming import names
from app.contests.finding import contest
from app.contests.freezing_roll import division_of
from app.core.house import House
from app.halls.refusals import malformed
from app.halls.showing import DISTANCE, WIDTH
from app.halls.words import BOARDS, KINDS, MESSAGES
from app.organisations.models import Category, OrganisationKind

ABOVE = (OrganisationKind.COMMITTEE, OrganisationKind.GENERAL_BRANCH)
"""Organisations whose own branches may have a board."""


class NewScreen(BaseModel):
    contest: str = Field(max_length=40)
    name: str = Field(default="", max_length=60)
    width: str = Field(default="", max_length=8)
    distance: str = Field(default="", max_length=8)


class ScreenForm(BaseModel):
    """Check boxes are absent where they are not ticked."""

    state: str = Field(max_length=20)
    board: str = Field(default="organisations", max_length=20)
    kind: str = Field(default="", max_length=20)
    division: str = Field(default="", max_length=20)
    category: str = Field(default="", max_length=20)
    organisation: str = Field(default="", max_length=26)
    turn: bool = False
    message: str = Field(default="break", max_length=20)
    heading: str = Field(default="", max_length=60)
    text: str = Field(default="", max_length=600)
    line: str = Field(default="", max_length=120)
    paging: bool = False
    seconds: str = Field(default="", max_length=6)
    width: str = Field(default="", max_length=8)
    distance: str = Field(default="", max_length=8)
    badge: bool = False
    still: bool = False
    wifi: str = Field(default="", max_length=60)
    wifi_password: str = Field(default="", max_length=80)

    def changes(self) -> dict[str, Any]:
        """As a screen's wishes; raises ``screen.malformed``. A seconds' field without a number is out of bounds."""
        kinds, categories = {"", *OrganisationKind}, {"", *Category}
        if self.kind not in kinds or self.category not in categories or not self.seconds.strip().isdecimal():
            raise malformed()
        measured = {"width": metres(self.width, WIDTH), "distance": metres(self.distance, DISTANCE)}
        text = self.text.replace("\r\n", "\n")
        return {**self.model_dump(), **measured, "text": text, "seconds": int(self.seconds)}

    @staticmethod
    def choices(house: House, session: Session, slug: str) -> dict[str, Any]:
        """What the selects offer: the contest's own divisions and the organisations above others."""
        edges = contest(session, slug).rules.divisions
        sizes = [*edges, edges[-1] + 1] if edges else []
        known = sorted(names(house, session).organisations.values(), key=lambda one: one.sort_key)
        return {
            "boards": BOARDS,
            "kinds": KINDS,
            "messages": MESSAGES,
            "divisions": [division_of(size, edges) for size in sizes],
            "categories": [category.value for category in Category],
            "organisations": [one for one in known if one.kind in ABOVE],
        }


def metres(typed: str, bounds: tuple[int, int]) -> int:
    """``6.5`` metres as 65 dm, within bounds; raises ``screen.malformed``."""
    try:
        found = Decimal(typed.strip().replace("，", ".").replace("。", "."))
    except InvalidOperation:
        raise malformed() from None
    if not found.is_finite() or not bounds[0] <= found * 10 <= bounds[1]:
        raise malformed()
    return int((found * 10).to_integral_value())
