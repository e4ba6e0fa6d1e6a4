"""Pure: JSON whose numbers are written from integers, so that no float ever touches a mark."""

import json


def text(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)


def marks(hundredths: int) -> str:
    """``9765`` → ``97.65``, ``9750`` → ``97.5``, ``9700`` → ``97``."""
    return _decimal(hundredths, 2)


def fraction(ten_thousandths: int) -> str:
    """``9545`` → ``0.9545``, ``10000`` → ``1``."""
    return _decimal(ten_thousandths, 4)


def flag(value: bool) -> str:
    return "true" if value else "false"


def record(**fields: str) -> str:
    """An object of fields that are JSON already, in the order given."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"


def listing(items: list[str]) -> str:
    return "[" + ",".join(items) + "]"


def _decimal(value: int, digits: int) -> str:
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(value, 10**digits)
    tail = f"{rest:0{digits}d}".rstrip("0")
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"
