"""Pure: JSON whose numbers are written from integers, so that no float ever touches a mark."""

import json
from collections.abc import Mapping

from app.core import figures

_text = json.JSONEncoder(ensure_ascii=False).encode


def text(value: str | None) -> str:
    return _text(value)


def marks(hundredths: int) -> str:
    """``9765`` → ``97.65``, ``9750`` → ``97.5``, ``9700`` → ``97``."""
    return figures.marks(hundredths)


def fraction(ten_thousandths: int) -> str:
    """``9545`` → ``0.9545``, ``10000`` → ``1``."""
    return figures.plain(ten_thousandths, 4)


def flag(value: bool) -> str:
    return "true" if value else "false"


def record(**fields: str) -> str:
    """An object of fields that are JSON already, in the order given."""
    return "{" + members_of(fields) + "}"


def members_of(fields: Mapping[str, str]) -> str:
    """As :func:`record`, without the braces."""
    return ",".join([f'"{name}":{value}' for name, value in fields.items()])


def listing(items: list[str]) -> str:
    return "[" + ",".join(items) + "]"
