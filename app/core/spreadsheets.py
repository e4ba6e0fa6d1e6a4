"""Writing tables for office programs: .xlsx, and .csv with a byte-order mark. Texts stay texts, never formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from app.core import figures


class Figure(NamedTuple):
    """A number of ``decimals`` places, as the integer that it is kept as; ``percent`` shows it as a percentage."""

    value: int
    decimals: int = 2
    percent: bool = False

    @property
    def number(self) -> float:
        """For a cell: the nearest double, which office programs show with as many places as there are."""
        return float(self.value) / float(10**self.decimals)

    @property
    def text(self) -> str:
        if self.percent:
            return f"{figures.fixed(self.value, self.decimals - 2)}%"
        return figures.fixed(self.value, self.decimals)


Cell = str | int | Figure | None


@dataclass(frozen=True)
class Sheet:
    """One header row, then the rows; no merged cells. ``widths`` are in characters."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
MOST_ROWS = 1_000_000
A4 = 9
"""The paper's number in the format; printed across, as many pages long as it takes."""
CALCULATES = ("=", "+", "-", "@")
MADE = datetime(2026, 1, 1, tzinfo=UTC)
"""The same sheets give the same bytes, whenever they are written."""


def write_xlsx(target: Path, sheets: Iterable[Sheet]) -> None:
    """Write a workbook; a sheet with more than a million rows goes on in a second one."""
    options = {**OPTIONS, "constant_memory": True, "tmpdir": str(target.parent)}
    _write_book(xlsxwriter.Workbook(str(target), options), sheets)


def xlsx_bytes(sheets: Iterable[Sheet]) -> bytes:
    """A small workbook, of hundreds of rows rather than hundreds of thousands."""
    file = io.BytesIO()
    _write_book(xlsxwriter.Workbook(file, {**OPTIONS, "in_memory": True}), sheets)
    return file.getvalue()


def _write_book(book: xlsxwriter.Workbook, sheets: Iterable[Sheet]) -> None:
    book.set_properties({"created": MADE})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats: dict[tuple[int, bool], object] = {}
    for sheet in sheets:
        page = 0
        place = MOST_ROWS
        for row in _at_least_once(sheet.rows):
            if place >= MOST_ROWS:
                page += 1
                leaf = _leaf(book, sheet, head, page)
                place = 0
            if row is None:
                break
            place += 1
            for column, cell in enumerate(row):
                _write(book, leaf, place, column, cell, formats)
    book.close()


def _at_least_once(rows: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell] | None]:
    """The rows, or one ``None`` where there are none: the headings stand all the same."""
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        yield None


def _leaf(book: xlsxwriter.Workbook, sheet: Sheet, head: object, page: int) -> xlsxwriter.worksheet.Worksheet:
    name = sheet.name.translate(FORBIDDEN)[:28] + (f" {page}" if page > 1 else "")
    leaf = book.add_worksheet(name)
    for column, width in enumerate(sheet.widths):
        leaf.set_column(column, column, width)
    leaf.freeze_panes(1, 0)
    leaf.set_landscape()
    leaf.set_paper(A4)
    leaf.fit_to_pages(1, 0)
    leaf.repeat_rows(0)
    for column, heading in enumerate(sheet.headings):
        leaf.write_string(0, column, heading, head)
    return leaf


def _write(
    book: xlsxwriter.Workbook,
    leaf: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: dict[tuple[int, bool], object],
) -> None:
    if isinstance(cell, Figure):
        shape = (cell.decimals, cell.percent)
        if shape not in formats:
            places = cell.decimals - 2 if cell.percent else cell.decimals
            pattern = "0" + ("." + "0" * places if places else "") + ("%" if cell.percent else "")
            formats[shape] = book.add_format({"num_format": pattern})
        leaf.write_number(row, column, cell.number, formats[shape])
    elif isinstance(cell, int):
        leaf.write_number(row, column, cell)
    elif cell:
        leaf.write_string(row, column, cell)


def write_csv(target: Path, sheet: Sheet) -> None:
    """Write one sheet as UTF-8 with a byte-order mark, so that office programs read the Chinese."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe(heading) for heading in sheet.headings])
        for row in sheet.rows:
            writer.writerow([_plain(cell) for cell in row])


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Figure):
        return cell.text
    return str(cell) if isinstance(cell, int) else safe(cell)


def safe(text: str) -> str:
    """A cell that begins like a formula is run as one where it comes from a csv file: an apostrophe stops that."""
    return f"'{text}" if text.startswith(("\t", "\r")) or text.lstrip().startswith(CALCULATES) else text
