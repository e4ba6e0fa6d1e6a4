"""``verify``: the second scorer."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from app.cli.house import Exit, Json, open_for_command, print_json
from app.verify.findings import Findings
from app.verify.verifying import verify as run

app = typer.Typer()

SAID = 50


@app.command()
def verify(
    slug: Annotated[str, typer.Argument(help="The contest's short name / 竞赛代号")],
    json: Json = False,
) -> None:
    """Recompute every paper, result and board from raw answers and compare; 3 = differences / 复核全部成绩."""
    with open_for_command() as house, Console(stderr=True).status("复核中 / verifying …"):
        findings = run(house, slug)
    if json:
        print_json(asdict(findings))
    else:
        _say(findings)
    raise typer.Exit(Exit.DIFFERENCES if findings.differences else Exit.DONE)


def _say(findings: Findings) -> None:
    checked = ", ".join(f"{number} {what}" for what, number in sorted(findings.checked.items()))
    print(f"{findings.contest}: {checked}")
    print(f"流水 / head {findings.head} {findings.head_hash}")
    for one in findings.kept[:SAID]:
        print(f"  {one.line()}")
    if findings.differences > SAID:
        print(f"  … --json: {min(findings.differences, len(findings.kept))}")
    print(f"{findings.differences} 处不同 / {findings.differences} differences")
