"""The command line: ``python -m app COMMAND``. One file a group; every command has ``--help``."""

import typer

from app.cli import (
    backup,
    bank_report,
    banks,
    cards,
    checking,
    circles,
    closing,
    contests,
    doctor,
    exporting,
    lots,
    migrating,
    moving,
    rehearsing,
    roll,
    series,
    serving,
    showing,
    sittings,
    verifying,
    what_if,
)

app = typer.Typer(
    name="python -m app",
    help="新城杯 · Xincheng Cup: a knowledge-contest server for Party branches.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for group in (
    serving,
    migrating,
    roll,
    cards,
    banks,
    checking,
    bank_report,
    contests,
    closing,
    sittings,
    series,
    circles,
    moving,
    verifying,
    exporting,
    what_if,
    backup,
    doctor,
    showing,
    rehearsing,
    lots,
):
    app.add_typer(group.app)
