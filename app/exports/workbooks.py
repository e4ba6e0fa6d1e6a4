"""The whole export of one contest: a workbook, or a folder of csv files with the same sheets."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.boards import standings as folds
from app.boards import visible
from app.boards.naming import names
from app.contests import finding
from app.core.house import House
from app.core.spreadsheets import Sheet, write_csv, write_xlsx
from app.exports.attempts import attempts, attempts_sheet
from app.exports.boards import board_sheets
from app.exports.members import absent_sheet, members_sheet
from app.exports.outlook import Outlook, everybody
from app.exports.roll import changes_sheet, roll_sheet
from app.exports.rules import rules_sheet


def export_xlsx(house: House, slug: str, target: Path, *, language: str = "zh", nameless: bool = False) -> Path:
    """Write ``target``, whole or not at all. Refusal: ``not_found``."""
    unfinished = target.with_name(target.name + ".part")
    try:
        _begin(unfinished)
        with sheets(house, slug, language=language, nameless=nameless) as found:
            write_xlsx(unfinished, found)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def export_csv(house: House, slug: str, folder: Path, *, language: str = "zh", nameless: bool = False) -> list[Path]:
    """Write one file a sheet into a folder that is there; returns them."""
    written = []
    with sheets(house, slug, language=language, nameless=nameless) as found:
        for sheet in found:
            path = folder / f"{slug}{'-nameless' if nameless else ''}-{sheet.name}.csv"
            _begin(path)
            write_csv(path, sheet)
            written.append(path)
    return written


def _begin(path: Path) -> None:
    """An empty file that only its owner reads: names and results are to stand in it."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)


@contextmanager
def sheets(house: House, slug: str, *, language: str, nameless: bool) -> Iterator[Iterator[Sheet]]:
    """The sheets at the head of the chain; nameless ones at what the public may see. Read them inside the block.

    The fold is one of its own: a long export holds up nobody's board.
    """
    with house.database.reading() as session:
        view = finding.contest(session, slug)
        cut = visible.cut(session, view.id, "public" if nameless else "organiser")
        standings = folds.private(session, view, cut.seq)
        found = attempts(session, view.id, cut.seq, standings.roll.organisation)
        called = everybody(session, standings, [one.member_key for one in found])
        look = Outlook(house, session, view, standings, names(house, session), language, nameless, called)

        def each() -> Iterator[Sheet]:
            yield from board_sheets(look)
            yield members_sheet(look, found)
            yield attempts_sheet(look, found)
            yield roll_sheet(look)
            yield changes_sheet(look)
            if not nameless:
                yield absent_sheet(look)
            yield rules_sheet(look, cut)

        yield each()
