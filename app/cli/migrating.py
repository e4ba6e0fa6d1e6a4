"""``migrate``: the tables of this version, once and before anybody serves."""

import typer

from app.cli.house import Json, open_for_command, print_json

app = typer.Typer()


@app.command("migrate")
def migrate_tables(json: Json = False) -> None:
    """Bring the tables to this version's, and end. `serve` does it by itself; before several processes it is done once.
    / 升级数据表"""
    with open_for_command() as house:
        engine = "SQLite" if house.database.is_sqlite else "PostgreSQL"
    if json:
        print_json({"engine": engine})
    else:
        print(f"数据表已是这个版本的 / the tables are those of this version ({engine})")
