"""封面, 扫码入场, 消息: what each of these pictures says."""

import json
from typing import Any

from sqlmodel import Session

from app.boards.rendering import board
from app.contests.finding import ContestView
from app.contests.wording import moment, sentences
from app.core.addresses import base_urls
from app.core.house import House
from app.core.i18n import translate
from app.core.qr_codes import qr
from app.core.refusal import N_, Refusal
from app.halls.showing import Message, Showing
from app.halls.words import MESSAGES
from app.screen.boards import stream
from app.screen.lines import width

ONE = {"top": "1"}
LINES = 29
COLUMN = 2400
"""What a column of rules holds in one line, as :func:`app.screen.lines.width` counts."""


def cover_facts(house: House, view: ContestView, language: str) -> dict[str, Any]:
    zone = house.settings.zone
    return {
        "hosts": view.rules.hosts or view.rules.office or house.settings.office,
        "opens": moment(view.opens, language, zone),
        "closes": moment(view.closes, language, zone, ends=True),
    }


def join_facts(house: House, session: Session, view: ContestView, language: str, showing: Showing) -> dict[str, Any]:
    """The count comes from the public's cut, like everything on a screen."""
    address = f"{base_urls(house.settings)[0]}/c/{view.slug}"
    try:
        counted = json.loads(board(house, session, view, "organisations", top=1, language=language).body)
    except Refusal:
        counted = None
    return {
        "code": qr(address, translate(language, N_("手机入口"))),
        "typed": address.split("://", 1)[-1],
        "counted": counted,
        "counts": stream(view.slug, "organisations", ONE) if counted else "",
        "wifi": showing.wifi,
        "wifi_password": showing.wifi_password,
    }


def message_facts(house: House, view: ContestView, language: str, showing: Showing) -> dict[str, Any]:
    heading, text = MESSAGES[showing.message]
    said = [part for part in showing.text.splitlines() if part.strip()]
    if not said and showing.message is Message.RULES:
        commitment = view.sittings[0].commitment if view.sittings else None
        said = _fitting(sentences(view.rules, language, commitment, house.settings.zone), language, showing.line)
    elif not said and text:
        said = [translate(language, text)]
    return {
        "heading": showing.heading or (translate(language, heading) if heading else ""),
        "said": said,
        "listed": showing.message is Message.RULES and not showing.text,
        "length": _length(said),
    }


def _fitting(said: list[str], language: str, line: str) -> list[str]:
    """As many rules as two columns of the smallest type hold; who wants the rest is told where it stands."""
    left = LINES - (4 if line else 0)
    kept: list[str] = []
    for one in said:
        left -= -(-width(one) // COLUMN)
        if left < 0:
            return [*kept, translate(language, N_("其余规则在手机入口页上。"))]
        kept.append(one)
    return kept


def _length(said: list[str]) -> str:
    """How far the type is drawn in: by the whole text's width in characters."""
    signs = sum(width(part) + 1200 for part in said) // 100
    for most, called in ((60, "few"), (220, "some"), (420, "many")):
        if signs <= most:
            return called
    return "most"
