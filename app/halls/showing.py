"""Pure: what one screen shows, and how many rows its hall can read."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.core.canonical import compact_json

__all__ = ["DISTANCE", "WIDTH", "Message", "Showing", "State", "rows_for", "too_far"]


class State(StrEnum):
    COVER = "cover"
    JOIN = "join"
    """The QR code that opens the contest's door, large enough for the back row."""
    BOARD = "board"
    MESSAGE = "message"


class Message(StrEnum):
    RULES = "rules"
    BREAK = "break"
    APPEAL = "appeal"
    WAIT = "wait"
    TEXT = "text"


Board = Literal["organisations", "districts", "units", "members"]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Wish = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00-\x1f]*$")]
WIDTH = (10, 400)
DISTANCE = (10, 2000)


class Showing(BaseModel):
    """Everything the desk chooses for a screen. ``width`` of the picture and ``distance`` of the last row in dm."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: State = State.COVER
    board: Board = "organisations"
    turn: bool = False
    """One page a district: the organisations of each in turn."""
    kind: Wish = ""
    division: Wish = ""
    category: Wish = ""
    organisation: Wish = ""
    message: Message = Message.BREAK
    heading: Annotated[str, StringConstraints(strip_whitespace=True, max_length=16)] = ""
    """Own words instead of the message's; empty: the message's."""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    line: Short = ""
    """The announcement that runs under whatever is shown; empty: none."""
    paging: bool = True
    seconds: Annotated[int, Field(ge=8, le=120)] = 15
    width: Annotated[int, Field(ge=WIDTH[0], le=WIDTH[1])] = 40
    distance: Annotated[int, Field(ge=DISTANCE[0], le=DISTANCE[1])] = 150
    badge: bool = True
    """Whether a frozen board says so."""
    still: bool = False
    """Nothing moves: for whom motion disturbs, and for weak machines."""
    wifi: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] = ""
    wifi_password: Annotated[str, StringConstraints(strip_whitespace=True, max_length=63)] = ""

    @property
    def rows(self) -> int:
        return rows_for(self.width, self.distance)

    @property
    def picture(self) -> str:
        """Equal where the screen can go on with the picture that it has: line, pace, rows and badge need no new one."""
        kept = {"line", "paging", "seconds", "width", "distance", "badge", "still"}
        return compact_json(self.model_dump(mode="json", exclude=kept))

    def changed(self, **changes: Any) -> "Showing":
        """With other wishes, validated again; raises ``ValidationError``."""
        return Showing.model_validate({**self.model_dump(mode="json"), **changes})

    def canonical(self) -> str:
        return compact_json(self.model_dump(mode="json"))


def rows_for(width: int, distance: int) -> int:
    """8, 6 or 4 rows a page: a row's name must stand under 20 minutes of arc for the last row of seats.

    A character of *p* units on a picture 1920 units wide needs p = 11.2 · distance / width; names are drawn in 54, 72
    and 96 units.
    """
    if 2 * distance <= 9 * width:
        return 8
    return 6 if distance <= 6 * width else 4


def too_far(width: int, distance: int) -> bool:
    """Whether the last row sits further away than six widths: even four rows are hard to read there."""
    return distance > 6 * width
