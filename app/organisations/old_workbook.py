"""Cells out of .xls files, the workbook of before 2007.

Read by a parser in Python: the fast one asks for as much memory as a few bytes of the file claim, and a process that
is refused it ends. A sheet is laid out up to its last cell, at most 65,536 × 256, so that cells are counted as they go.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_SHEETS = 64
MOST_MERGED = 20_000
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Range = tuple[int, int, int, int]


class Locked(Exception):
    """The file has a password."""


@dataclass(frozen=True)
class OldSheet:
    name: str
    rows: list[list[Any]]
    merged: tuple[Range, ...]
    """First row, first column, last row, last column, from 0."""


def old_sheets(content: bytes, most_cells: int) -> list[OldSheet]:
    """The sheets of a .xls, at most ``most_cells`` of laid out cells in all, else :class:`OverflowError`. Raises
    :class:`Locked`, and what the parser raises for a broken file."""
    import xlrd

    if _ENCRYPTED in content[: 1 << 20] or _ENCRYPTED in content[-(1 << 20) :]:
        raise Locked
    try:
        book = xlrd.open_workbook(
            file_contents=content, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Locked from error
        raise
    if book.nsheets > MOST_SHEETS:
        raise OverflowError
    found, left = [], most_cells
    for place in range(book.nsheets):
        sheet = book.sheet_by_index(place)
        left -= sum(map(sheet.row_len, range(sheet.nrows)))
        if left < 0:
            raise OverflowError
        rows = [_values(sheet.row_types(row), sheet.row_values(row)) for row in range(sheet.nrows)]
        merged = tuple(
            (row, column, below - 1, beyond - 1) for row, below, column, beyond in sheet.merged_cells[:MOST_MERGED]
        )
        found.append(OldSheet(sheet.name, rows, merged))
        book.unload_sheet(place)
    return found


def _values(types: Sequence[int], values: Sequence[Any]) -> list[Any]:
    from xlrd import XL_CELL_BOOLEAN, XL_CELL_ERROR
    from xlrd.biffh import error_text_from_code

    def meant(kind: int, value: Any) -> Any:
        if kind == XL_CELL_BOOLEAN:
            return bool(value)
        return error_text_from_code.get(value, "#N/A") if kind == XL_CELL_ERROR else value

    return [meant(kind, value) for kind, value in zip(types, values, strict=True)]
