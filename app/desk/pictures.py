"""Pure: what a screen can be told to show with one click, and what it shows now in words."""

from dataclasses import dataclass
from typing import Any

from app.core.i18n import translate
from app.core.refusal import N_
from app.halls.showing import Message, Showing, State
from app.halls.words import MESSAGES, STATES, board_title

PLAIN: dict[str, Any] = {"turn": False, "kind": "", "division": "", "category": "", "organisation": ""}
OWN_WORDS: dict[str, Any] = {"heading": "", "text": ""}


@dataclass(frozen=True)
class Picture:
    """``label`` is a msgid, ``changes`` what of the screen's wishes becomes another."""

    label: str
    changes: dict[str, Any]


def _board(name: str, label: str, **wishes: Any) -> Picture:
    return Picture(label, {"state": State.BOARD, "board": name, **PLAIN, **wishes})


def _message(message: Message) -> Picture:
    return Picture(MESSAGES[message][0], {"state": State.MESSAGE, "message": message, **OWN_WORDS})


PICTURES: dict[str, Picture] = {
    "cover": Picture(STATES[State.COVER], {"state": State.COVER}),
    "join": Picture(STATES[State.JOIN], {"state": State.JOIN}),
    "organisations": _board("organisations", board_title("organisations")),
    "branches": _board("organisations", board_title("organisations", "branch"), kind="branch"),
    "turns": _board("organisations", N_("各片轮流"), turn=True),
    "districts": _board("districts", board_title("districts")),
    "units": _board("units", board_title("units")),
    "members": _board("members", board_title("members")),
    "rules": _message(Message.RULES),
    "break": _message(Message.BREAK),
    "appeal": _message(Message.APPEAL),
    "wait": _message(Message.WAIT),
}
SWITCHES: dict[str, dict[str, Any]] = {
    "page-on": {"paging": True},
    "page-off": {"paging": False},
    "still-on": {"still": True},
    "still-off": {"still": False},
    "badge-on": {"badge": True},
    "badge-off": {"badge": False},
    "line-off": {"line": ""},
}


def now_shown(showing: Showing) -> str:
    """The name of the picture that stands there now; empty for one that was made by hand."""
    for name, picture in PICTURES.items():
        if showing.changed(**picture.changes) == showing:
            return name
    return ""


def title(showing: Showing, language: str) -> str:
    """What is shown now, as the screen's own headline."""
    if showing.state is State.MESSAGE:
        heading = MESSAGES[showing.message][0]
        return showing.heading or (translate(language, heading) if heading else showing.text[:16])
    if showing.state is not State.BOARD:
        return translate(language, STATES[showing.state])
    return translate(language, board_title(showing.board, showing.kind))
