"""``new-series`` and ``series``: several contests under one mean."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.boards import series as boards
from app.boards.series_rows import SeriesRow, member_rows, organisation_rows, sittings
from app.boards.writing import marks
from app.cli.house import Json, open_for_command, print_json
from app.contests import series as room
from app.contests.series import SeriesFacts
from app.contests.series_words import sentences
from app.core.house import House
from app.exports.series import export_series

app = typer.Typer()

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="2–40 of a–z, 0–9 and -")]


@app.command("new-series")
def new_series(
    slug: Slug,
    title: Annotated[str, typer.Option(help="名称")],
    contest: Annotated[list[str] | None, typer.Option(metavar="SLUG", help="Repeat, in order / 可多次，按顺序")] = None,
    title_en: Annotated[str, typer.Option(help="English title")] = "",
    min_sittings: Annotated[int, typer.Option(help="From how many sittings on there is a place / 满几场排名次")] = 9,
    change: Annotated[bool, typer.Option("--change", help="Replace what the series of this slug says / 修改")] = False,
    json: Json = False,
) -> None:
    """Put several contests under one mean, also such as are not open yet. / 建系列，或用 --change 修改"""
    with open_for_command() as house:
        facts = SeriesFacts(title, contest or _there(house, slug, change), title_en, min_sittings)
        if change:
            house.writer.run(room.change_series, slug, facts)
        else:
            house.writer.run(room.new_series, slug, facts, now=house.clock.now())
        _report(house, slug, json)


@app.command("series")
def series(
    slug: Slug,
    out: Annotated[Path | None, typer.Option(metavar="FILE.xlsx", help="Write a workbook too / 另存表格")] = None,
    json: Json = False,
) -> None:
    """Show the means of a series, with full names. / 看系列的平均分"""
    with open_for_command() as house:
        if out is not None:
            export_series(house, slug, out)
        _report(house, slug, json)


def _there(house: House, slug: str, change: bool) -> tuple[str, ...]:
    """The contests that a series has already: whoever changes it and names none keeps them."""
    if not change:
        return ()
    with house.database.reading() as session:
        return room.series(session, slug).contests


def _report(house: House, slug: str, json: bool) -> None:
    with house.database.reading() as session:
        view = room.series(session, slug)
        table = boards.table(house, session, view)
        contests = [{"slug": one.slug, "counts": one.counts} for one in sittings(session, view, table)]
        organisations = organisation_rows(house, session, table, public=False)
        members = member_rows(house, session, table, public=False)
    if json:
        facts: dict[str, Any] = {"slug": slug, "title": view.title, "min_sittings": view.min_sittings}
        rows = {"organisations": [_row(one) for one in organisations], "members": [_row(one) for one in members]}
        print_json({**facts, "contests": contests, **rows})
        return
    print(f"{slug}  {view.title}")
    for sentence in sentences(view, "zh"):
        print(f"  {sentence}")
    for contest in contests:
        print(f"{'✓' if contest['counts'] else '–'} {contest['slug']}")
    for one in (*organisations, *members):
        print(f"{one.rank or '—'}\t{marks(one.figure)}\t{one.sittings}\t{one.name}\t{one.organisation}")


def _row(one: SeriesRow) -> dict[str, Any]:
    mean = one.figure // 100 if one.figure % 100 == 0 else one.figure / 100
    return {
        "rank": one.rank,
        "shared": one.shared,
        "name": one.name,
        "organisation": one.organisation,
        "mean": mean,
        "sittings": one.sittings,
    }
