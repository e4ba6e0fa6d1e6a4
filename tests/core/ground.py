"""A ground for the checks: a house, a made-up machine below a folder, a clock of the test's."""

from pathlib import Path
from typing import Any

from app.core.house import House
from app.core.remark import Ground


def ground(house: House, *, newest: int = 0, **changes: Any) -> Ground:
    facts: dict[str, Any] = {"now": house.clock.now(), "newest": lambda: newest, "serving": True, "system": "linux"}
    return Ground(house, **{**facts, **changes})


def put(root: Path, name: str, content: str) -> None:
    """A file of the made-up machine."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)
