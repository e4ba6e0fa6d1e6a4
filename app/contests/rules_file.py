"""Rules from a YAML file: times as people write them, marks with at most two decimals. Keys = fields of the rules."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.contests.rules_faults import BadRules, RulesFault
from app.core.clock import instant
from app.core.refusal import N_
from app.core.yaml_text import BadYaml, read_yaml

TIMES = ("opens", "closes", "freeze_at")
MARKS = ("total", "pass_mark")
SECTION_MARKS = ("marks", "option_marks", "deduct")
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2})(?::00)?)?")
NUMBER = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?")


def read_rules(raw: bytes, zone: ZoneInfo) -> dict[str, Any]:
    """The wishes of a rules file, in the units of the rules model; raise :class:`BadRules`.

    Times are local to ``zone``: ``2026-06-01 08:00``; 24:00 ends a day; a day alone begins (opens) or ends with it.
    """
    try:
        value = read_yaml(raw).value
    except BadYaml as bad:
        raise BadRules([RulesFault(f"{bad.line}" if bad.line else "", bad.sentence, {})]) from None
    if not isinstance(value, dict):
        raise BadRules([RulesFault("", N_("规则文件要写成“键: 值”，一行一项。"), {})])
    faults: list[RulesFault] = []
    wishes = {str(key): entry for key, entry in value.items()}
    for name in TIMES:
        if wishes.get(name) is not None:
            wishes[name] = _moment(wishes[name], name, zone, faults)
    for name in MARKS:
        if wishes.get(name) is not None:
            wishes[name] = _marks(wishes[name], name, faults)
    _read_sections(wishes, faults)
    if faults:
        raise BadRules(faults)
    return wishes


def _read_sections(wishes: dict[str, Any], faults: list[RulesFault]) -> None:
    for place, section in enumerate(_sections(wishes), 1):
        for name in SECTION_MARKS:
            if section.get(name) is not None:
                section[name] = _marks(section[name], f"sections.{place}.{name}", faults)


def _sections(wishes: dict[str, Any]) -> list[dict[str, Any]]:
    listed = wishes.get("sections")
    return [section for section in listed if isinstance(section, dict)] if isinstance(listed, list) else []


def _moment(value: Any, at: str, zone: ZoneInfo, faults: list[RulesFault]) -> int:
    found = MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        day, hour, minute = found.groups()
        if hour is None:
            hour, minute = ("0", "0") if at == "opens" else ("24", "0")
        minutes = int(hour) * 60 + int(minute)
        try:
            midnight = datetime.combine(date.fromisoformat(day), datetime.min.time())
        except ValueError:
            midnight = None
        if midnight is not None and int(minute) < 60 and minutes <= 24 * 60:
            return instant((midnight + timedelta(minutes=minutes)).replace(tzinfo=zone))
    faults.append(RulesFault(at, N_("时间要写成 2026-06-01 08:00。"), {}))
    return 0


def _marks(value: Any, at: str, faults: list[RulesFault]) -> int:
    found = NUMBER.fullmatch(str(value).strip()) if isinstance(value, str | int) else None
    if found is None or isinstance(value, bool):
        faults.append(RulesFault(at, N_("分值要写数字，最多两位小数，如 2.5。"), {}))
        return 0
    whole, decimals = found.groups()
    return int(whole) * 100 + int((decimals or "").ljust(2, "0"))
