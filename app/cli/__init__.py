"""The command line: ``python -m app COMMAND``. One file a group; every command has ``--help``."""

import importlib
from importlib.util import find_spec

import typer

GROUPS = ("serving", "roll", "banks", "checking", "contests", "closing", "verifying", "backup", "showing")

app = typer.Typer(
    name="python -m app",
    help="新城杯 · Xincheng Cup: a knowledge-contest server for Party branches.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for group in GROUPS:
    if find_spec(f"app.cli.{group}"):
        app.add_typer(importlib.import_module(f"app.cli.{group}").app)
