"""``new-circle`` and ``circle-from``: people who belong together, by a list or as the first of a contest."""

from pathlib import Path
from typing import Annotated

import typer

from app.boards import qualifying
from app.cli.house import Json, open_for_command, print_json
from app.contests import finding
from app.core.house import House
from app.organisations import circles

app = typer.Typer()
TOP = 100


@app.command("new-circle")
def new_circle(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")],
    people: Annotated[Path, typer.Option("--list", metavar="FILE", help="One a line: branch, name / 党组织 姓名")],
    name: Annotated[str, typer.Option(help="名称；空着就用代号 / else the slug")] = "",
    json: Json = False,
) -> None:
    """Make a circle of the people in a list. / 按名单建人员圈"""
    with open_for_command() as house:
        text = people.read_text("utf-8-sig")
        with house.database.reading() as session:
            chosen = circles.from_list(session, text)
        house.writer.run(circles.make, slug, name or slug, chosen, now=house.clock.now())
        _report(house, slug, 0, json)


@app.command("circle-from")
def circle_from(
    contest: Annotated[str, typer.Argument(metavar="SLUG", help="A finalised contest / 已定榜的竞赛")],
    circle: Annotated[str, typer.Option("--as", metavar="CIRCLE", help="The circle's slug / 人员圈代号")],
    top: Annotated[int, typer.Option(help="How many places; 0: as the rules say / 前几名", min=0)] = 0,
    name: Annotated[str, typer.Option(help="名称；空着就用代号 / else the slug")] = "",
    json: Json = False,
) -> None:
    """Make a circle of a contest's first, with all who share the last place. / 入围的人建成人员圈"""
    with open_for_command() as house:
        with house.database.reading() as session:
            wanted = top or finding.contest(session, contest).rules.qualifiers or TOP
        made = qualifying.circle_from(house, contest, wanted, circle, name or circle, house.clock.now())
        _report(house, circle, made.gone, json)


def _report(house: House, slug: str, gone: int, json: bool) -> None:
    with house.database.reading() as session:
        made = circles.circle(session, slug)
    if json:
        print_json({"circle": made.slug, "name": made.name, "people": made.people, "gone": gone})
        return
    print(f"{made.slug}  {made.name}  {made.people} 人 / people")
    if gone:
        print(f"另有 {gone} 人已不在名册上 / {gone} more are no longer on the roll")
