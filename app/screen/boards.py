"""榜: the first frame of a board as texts; the module on the page follows the stream from there."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.boards.naming import names
from app.boards.rendering import board
from app.contests.finding import ContestView
from app.contests.wording import category_name
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_
from app.halls.words import board_column, board_title
from app.screen.lines import lines, percent
from app.screen.rule import rule, score_label

FILTERS = {
    "organisations": ("kind", "division", "category", "district", "unit"),
    "members": ("division", "category", "organisation", "district", "unit"),
    "districts": ("division", "category"),
    "units": ("division", "category"),
}
"""What each board can be asked for; it is passed on as it is."""

WORDS = {
    "page": N_("第 {from}–{to} 名 / 上榜 {count} 名"),
    "page_of_one": N_("第 {from} 名 / 上榜 {count} 名"),
    "updated": N_("{time} 更新"),
    "frozen": N_("{time} 封榜"),
    "final": N_("{time} 定榜"),
    "reconnecting": N_("重新连接中"),
    "shared": N_("并列"),
    "people": N_("人"),
    "up": N_("上升 {count} 名"),
    "down": N_("下降 {count} 名"),
    "same": N_("名次未变"),
}


def board_facts(
    house: House,
    session: Session,
    view: ContestView,
    name: str,
    wishes: Mapping[str, str],
    language: str,
    *,
    turn: bool = False,
) -> dict[str, Any]:
    """What ``screen/board.html`` needs. ``turn``: the organisations of each district, one after the other."""
    wished = {key: wish for key, wish in wishes.items() if wish and key in FILTERS.get(name, ())}
    turns = _turns(house, session, view, name, wished, language) if turn else []
    first = turns[0]["district"] if turns else wished.get("district")
    asked = wished | ({"district": first} if first else {})
    rendered = board(house, session, view, name, **asked, language=language)  # type: ignore[arg-type]
    data = json.loads(rendered.body, parse_float=Decimal)
    kind = wished.get("kind", "")
    return {
        "board": name,
        "data": data,
        "lines": lines(data["rows"]),
        "title": translate(language, board_title(name, kind)),
        "column": translate(language, board_column(name, kind)),
        "part": turns[0]["name"] if turns else _label(house, session, asked.get("district"), of="districts"),
        "parts": _parts(house, session, wished, language),
        "participation": percent(data["participation"]),
        "scoring": view.rules.organisation_scoring.kind,
        "score_label": translate(language, score_label(view.rules)),
        "rule": rule(view.rules, name, language),
        "time": clock_time(data["as_of"], house.settings.zone),
        "words": json.dumps({key: translate(language, one) for key, one in WORDS.items()}, ensure_ascii=False),
        "stream": stream(view.slug, name, asked),
        "turns": json.dumps(turns, ensure_ascii=False) if turns else "",
        "zone": house.settings.timezone,
    }


def stream(slug: str, name: str, asked: Mapping[str, str]) -> str:
    return f"/api/v1/contests/{slug}/boards/{name}/stream" + (f"?{urlencode(asked)}" if asked else "")


def _turns(
    house: House, session: Session, view: ContestView, name: str, wished: Mapping[str, str], language: str
) -> list[dict[str, str]]:
    """The districts of the contest in the roll's order, each with its stream."""
    if name not in ("organisations", "members"):
        return []
    there = json.loads(board(house, session, view, "districts", language=language).body)["rows"]
    keys = {row["id"] for row in there}
    labels = [one for one in names(house, session).groupings.values() if one.key in keys]
    return [
        {"name": one.name, "district": one.key, "stream": stream(view.slug, name, {**wished, "district": one.key})}
        for one in sorted(labels, key=lambda one: (one.sort_key, one.key))
    ]


def _parts(house: House, session: Session, wished: Mapping[str, str], language: str) -> list[str]:
    """Which part of the contest the board shows, in words."""
    category = wished.get("category", "")
    parts = [
        wished.get("division", ""),
        category_name(category, language) if category else "",
        _label(house, session, wished.get("organisation"), of="organisations"),
        _label(house, session, wished.get("unit"), of="units"),
    ]
    return [part for part in parts if part]


def _label(house: House, session: Session, key: str | None, *, of: str) -> str:
    if not key:
        return ""
    return next((one.short_name for one in names(house, session).of(of).values() if one.key == key), "")


def clock_time(as_of: str | None, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(as_of).astimezone(zone):%H:%M:%S}" if as_of else ""
