"""A series as one workbook: the means of members and organisations beside every contest's own figure, and the rules."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from app.boards import series as boards
from app.boards.series_rows import SeriesRow, member_rows, organisation_rows, sittings
from app.contests.series import SeriesView, series
from app.contests.series_words import sentences
from app.core.house import House
from app.core.i18n import translate
from app.core.refusal import N_
from app.core.spreadsheets import Cell, Figure, Sheet, write_xlsx
from app.organisations.labels import organisation_labels


def export_series(house: House, slug: str, target: Path, *, language: str = "zh") -> Path:
    """Write ``target``, whole or not at all: for the office, with full names. Refusal: ``not_found``."""
    unfinished = target.with_name(target.name + ".part")
    try:
        with house.database.reading() as session:
            write_xlsx(unfinished, list(sheets(house, session, series(session, slug), language)))
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def sheets(house: House, session: Session, view: SeriesView, language: str) -> Iterator[Sheet]:
    table = boards.table(house, session, view)
    titles = [one.rules.title for one in sittings(session, view, table) if one.counts]
    keys = {id_: label.key for id_, label in organisation_labels(session).items()}
    by_organisation = [
        {keys[id_]: score for id_, score in part.organisations.items() if id_ in keys} for part in table.parts
    ]
    yield _sheet(
        (N_("个人"), N_("姓名")),
        titles,
        member_rows(house, session, table, public=False),
        [part.members for part in table.parts],
        language,
    )
    rows = organisation_rows(house, session, table, public=False)
    yield _sheet((N_("党组织"), N_("名称")), titles, rows, by_organisation, language)
    yield _rules_sheet(view, table, language)


def _sheet(
    named: tuple[str, str], titles: list[str], rows: list[SeriesRow], parts: list[dict[str, int]], language: str
) -> Sheet:
    def each() -> Iterator[list[Cell]]:
        for row in rows:
            scores = [Figure(part[row.key]) if row.key in part else None for part in parts]
            yield [row.rank, row.name, row.organisation, Figure(row.figure), row.sittings, *scores, row.key]

    heads = (N_("名次"), named[1], N_("所在党组织"), N_("平均分"), N_("场次"))
    headings = [*(translate(language, one) for one in heads), *titles, translate(language, N_("编号"))]
    widths = (6, 30, 30, 9, 7, *(12 for _ in titles), 28)
    return Sheet(translate(language, named[0]), headings, each(), widths)


def _rules_sheet(view: SeriesView, table: boards.SeriesTable, language: str) -> Sheet:
    def say(sentence: str, **facts: object) -> str:
        return translate(language, sentence, **facts)

    rows: list[list[Cell]] = [[say(N_("系列")), view.called(language)]]
    rows += [[say(N_("规则 %(number)s"), number=n), said] for n, said in enumerate(sentences(view, language), 1)]
    rows += [[say(N_("已计入，到第几条流水")), f"{part.slug} {part.entry}"] for part in table.parts]
    return Sheet(say(N_("规则")), [say(N_("项目")), say(N_("内容"))], rows, (22, 100))
