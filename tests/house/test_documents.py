"""Every setting, command, route and refusal has its line in the documents, and no document names one that is gone."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import typer

from app.core.house import House
from app.core.refusal import DECLARED
from app.core.settings import Settings
from tests.house.rooms import ROOT, import_every_room

DOCS = ROOT / "docs"


def rows(document: str) -> dict[str, str]:
    """First cell (without code marks) → the line, of every table row of a document."""
    found = {}
    for line in (DOCS / document).read_text().splitlines():
        if match := re.match(r"\|\s*`([^`]+)`", line):
            found[match[1]] = line
    return found


def test_every_setting_has_its_line() -> None:
    settings = {f"CUP_{name.upper()}" for name in Settings.model_fields}
    assert set(rows("settings.md")) == settings


def test_every_command_has_its_line() -> None:
    from app.cli import app

    commands = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    assert {row.split()[0] for row in rows("commands.md")} == commands


def test_every_command_explains_itself() -> None:
    from app.cli import app

    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {name for name, command in commands.items() if not command.help} == set()


def test_every_route_has_its_line(house: House) -> None:
    from app.main import create_app

    served = {f"{method} {path}" for method, path in addresses(create_app(house).routes)}
    assert set(rows("http.md")) == served


def test_every_refusal_has_its_line() -> None:
    import_every_room()
    documented = rows("refusals.md")
    assert set(documented) == set(DECLARED)
    for key, line in documented.items():
        assert f"| {DECLARED[key].status} |" in line, key


def addresses(
    routes: Iterable[Any], path_of: Callable[[Any], str] = lambda route: route.path
) -> Iterator[tuple[str, str]]:
    """Method and path of every route, also of included routers, which FastAPI keeps folded; GET stands for HEAD."""
    for route in routes:
        if hasattr(route, "effective_candidates"):
            inside = [getattr(one, "original_route", one) for one in route.effective_candidates()]
            yield from addresses(inside, route.include_context.path_for)
        else:
            for method in sorted((route.methods or {"GET"}) - {"HEAD"}):
                yield method, re.sub(r":[a-z]+\}", "}", path_of(route))
