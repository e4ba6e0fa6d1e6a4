"""The house rules that a machine can check: who commits, who reads the clock, who knows SQL, how long things are."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.rooms import APP, ROOT

DOORS = ("phone", "desk", "screen", "api")
FILES = sorted(APP.rglob("*.py"))
LONGEST_FILE = 250
LONGEST_FUNCTION = 40
ARGUED_FILES: dict[str, str] = {}
"""Longer than the rule, each with its reason."""
ARGUED_TRANSACTIONS = {
    "verify/snapshot.py": "begins a read-only transaction, so that everything is recomputed from one moment",
    "boards/standings.py": "ends a reading session's snapshot, so as to take a newer one",
}
ARGUED_CLOCKS = {
    "organisations/loading.py": "a load in pieces lasts; each piece is stamped when it is written",
    "signin/organisers.py": "making a password takes argon2's time, outside the writer",
}
ARGUED_STYLES = {
    "cards/top.html": "cards are saved as one file, for a printer who has no network",
    "posters/top.html": "posters are too",
}
BANNED_NAMES = {"service", "services", "util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
CLOCK_CALLS = {"time", "time_ns", "now", "utcnow", "today"}
MAY_READ_THE_CLOCK = (*DOORS, "cli", "live", "main.py", "core/clock.py")


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def room_of(file: Path) -> str:
    return file.relative_to(APP).as_posix()


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), str(file))


def calls(file: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call))


def method_name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def owner_name(call: ast.Call) -> str:
    """``clock`` of ``house.clock.now()``."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")


def test_only_core_commits() -> None:
    """One use case is one atomic function; the writer commits it with its neighbours."""
    found = [
        f"{name_of(file)}:{call.lineno}"
        for file in FILES
        if not room_of(file).startswith("core/") and room_of(file) not in ARGUED_TRANSACTIONS
        for call in calls(file)
        if method_name(call) in {"commit", "begin", "begin_nested", "rollback"}
    ]
    assert found == []


def test_doors_know_no_sql() -> None:
    """A door parses, makes one call and renders. What it shows is a domain's question."""
    found = []
    for file in FILES:
        if room_of(file).split("/")[0] not in DOORS:
            continue
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"sqlalchemy", "sqlmodel"}:
                names = {one.name for one in node.names} - {"Session"}
                if names:
                    found.append(f"{name_of(file)}:{node.lineno} imports {', '.join(sorted(names))}")
            if isinstance(node, ast.Call) and method_name(node) in {"execute", "exec", "scalars", "scalar"}:
                found.append(f"{name_of(file)}:{node.lineno} {method_name(node)}()")
    assert found == []


@pytest.mark.parametrize("door", DOORS)
def test_doors_do_not_import_one_another(door: str) -> None:
    others = "|".join(other for other in DOORS if other != door)
    found = [
        name_of(file)
        for file in (APP / door).rglob("*.py")
        if re.search(rf"^\s*(from|import) app\.({others})\b", file.read_text(), re.MULTILINE)
    ]
    assert found == []


def test_only_doors_and_commands_read_the_clock() -> None:
    """``now`` is an argument below them, so that every rule can be tested at any instant."""
    found = []
    for file in FILES:
        if room_of(file).startswith((*MAY_READ_THE_CLOCK, *ARGUED_CLOCKS)):
            continue
        for call in calls(file):
            owner, method = owner_name(call), method_name(call)
            system = owner in {"time", "datetime", "date"} and method in CLOCK_CALLS
            if system or (owner == "clock" and method == "now"):
                found.append(f"{name_of(file)}:{call.lineno} {owner}.{method}()")
    assert found == []


def test_only_settings_read_the_environment() -> None:
    found = [
        name_of(file)
        for file in FILES
        if room_of(file) != "core/settings.py" and re.search(r"os\.environ|os\.getenv|getenv\(", file.read_text())
    ]
    assert found == []


def test_files_are_short() -> None:
    """Where a file wants past this there are two rooms in it."""
    long = {name_of(file): lines for file in FILES if (lines := len(file.read_text().splitlines())) > LONGEST_FILE}
    assert {name: lines for name, lines in long.items() if name not in ARGUED_FILES} == {}
    assert set(ARGUED_FILES) <= set(long), "no longer argued for: take it out of the list"


def test_functions_are_short() -> None:
    found = []
    for file in FILES:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found.append(f"{name_of(file)}:{node.lineno} {node.name} has {lines} lines")
    assert found == []


def test_files_are_named_for_what_they_do() -> None:
    assert [name_of(file) for file in FILES if file.stem.lower().strip("_") in BANNED_NAMES] == []


def test_models_read_their_annotations() -> None:
    """``from __future__ import annotations`` breaks SQLModel's relationships without a word."""
    models = [file for file in FILES if file.name == "models.py"]
    assert models
    assert [name_of(file) for file in models if "from __future__" in file.read_text()] == []


def test_no_random_in_draws_and_no_float_in_scores() -> None:
    """Draws come from the committed seed alone; sums of floats depend on their order."""
    found = []
    for folder, words in (("papers", {"random"}), ("boards", {"random"}), ("contests", {"random"})):
        for file in (APP / folder).rglob("*.py"):
            for node in ast.walk(tree_of(file)):
                names = {one.name for one in node.names} if isinstance(node, ast.Import | ast.ImportFrom) else set()
                if names & words or (isinstance(node, ast.ImportFrom) and node.module in words):
                    found.append(f"{name_of(file)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("name", ["ranking", "fairness", "folding", "marking", "drawing"])
def test_pure_rules_hold_no_float(name: str) -> None:
    for file in APP.rglob(f"{name}.py"):
        for node in ast.walk(tree_of(file)):
            where = f"{name_of(file)}:{getattr(node, 'lineno', 0)}"
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), where
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), where
            assert not (isinstance(node, ast.Call) and method_name(node) in {"float", "round"}), where


def test_pages_contact_nobody_else() -> None:
    """No page, style or module names a third party's address."""
    known = ("http://www.w3.org/",)
    found = []
    for folder in ("templates", "static"):
        for file in (APP / folder).rglob("*"):
            if file.suffix in {".html", ".css", ".js", ".svg"}:
                named = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", file.read_text())
                found += [f"{name_of(file)}: {address}" for address in named if not address.startswith(known)]
    assert found == []


def test_pages_hold_no_inline_script_or_style() -> None:
    """The policy forbids them: they would be dead."""
    found = []
    for file in (APP / "templates").rglob("*.html"):
        if file.relative_to(APP / "templates").as_posix() in ARGUED_STYLES:
            continue
        content = file.read_text()
        if re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)", content):
            found.append(f"{name_of(file)}: script")
        if re.search(r"<style|\sstyle=|\son[a-z]+=\"", content):
            found.append(f"{name_of(file)}: style or handler")
    assert found == []


def test_nothing_needs_a_secure_context() -> None:
    """Plain HTTP on a LAN is the normal case: these are undefined there."""
    forbidden = r"crypto\.subtle|randomUUID|serviceWorker|navigator\.clipboard|wakeLock"
    found = [name_of(file) for file in (APP / "static").rglob("*.js") if re.search(forbidden, file.read_text())]
    assert found == []
