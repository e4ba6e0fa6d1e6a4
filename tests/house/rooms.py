"""Every module of the application, imported or listed."""

import importlib
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"


def modules() -> list[str]:
    """Dotted names of all modules under app, without the one that runs when it is imported."""
    names = []
    for file in sorted(APP.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[-1] == "__main__":
            continue
        names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


@lru_cache
def import_every_room() -> None:
    """So that everything declared anywhere (tables, refusals, routes, commands) is declared."""
    for name in modules():
        importlib.import_module(name)
