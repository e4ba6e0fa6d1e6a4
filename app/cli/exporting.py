"""``export``: results and boards for the office, as a workbook or as csv files."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.house import Json, open_for_command, print_json
from app.exports.workbooks import export_csv, export_xlsx

app = typer.Typer()


@app.command()
def export(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")],
    out: Annotated[Path, typer.Option("--out", help="Folder; made where it is missing / 文件夹")],
    csv: Annotated[bool, typer.Option("--csv", help="One csv file a sheet / 每张表一个 csv")] = False,
    nameless: Annotated[bool, typer.Option("--nameless", help="Without names / 不含姓名")] = False,
    english: Annotated[bool, typer.Option("--english", help="Headings in English / 英文表头")] = False,
    json: Json = False,
) -> None:
    """Write results, boards, roll and rules of a contest for office programs. / 导出成绩和榜"""
    with open_for_command() as house:
        out.mkdir(parents=True, exist_ok=True)
        language = "en" if english else "zh"
        if csv:
            written = export_csv(house, slug, out, language=language, nameless=nameless)
        else:
            target = out / f"{slug}{'-nameless' if nameless else ''}.xlsx"
            written = [export_xlsx(house, slug, target, language=language, nameless=nameless)]
    if json:
        print_json({"files": [str(path) for path in written]})
    else:
        for path in written:
            typer.echo(f"已写出 / wrote {path} ({path.stat().st_size:,} bytes)")
