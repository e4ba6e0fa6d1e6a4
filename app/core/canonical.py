"""Pure: the one text of a value. What is hashed, signed or compared is this text."""

import json
from typing import Any


def compact_json(value: Any) -> str:
    """Canonical JSON: sorted keys, no blanks, UTF-8 as it is. Raises TypeError for a float, bytes, sets and objects."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_PLAIN = frozenset((str, int, bool, type(None)))


def _refuse_floats(value: Any) -> None:
    """A float's text is not the same everywhere, and a sum of floats depends on its order."""
    if isinstance(value, float):
        raise TypeError("float has no canonical form")
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    for one in inner:
        if type(one) not in _PLAIN:
            _refuse_floats(one)
