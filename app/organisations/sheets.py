"""Cells out of .xlsx, .xls and .csv files of unknown origin: bounded before anything is parsed.

A workbook is unpacked once for counting (real bytes, not what its directory claims) and looked through for cells far
out, which would make the parser lay out billions of empty ones.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.organisations import roll_faults as says
from app.organisations.old_workbook import MOST_MERGED, MOST_SHEETS, Locked, Range, old_sheets

MOST_BYTES = 10 * 1024 * 1024
MOST_INFLATED = 96 * 1024 * 1024
MOST_PARTS = 400
MOST_ROWS = 50_000
MOST_COLUMNS = 120
MOST_CELLS = 3_000_000
MOST_TEXT = 64 * 1024 * 1024
LONGEST_TEXT = 200_000
PIECE = 1 << 16
_TAGS = re.compile(rb"<(?:[\w.\-]+:)?(row|c)(\s[^>]*)?>")
_STRING = re.compile(rb"<(?:[\w.\-]+:)?si[\s/>]")
_VALUE = re.compile(rb"<(?:[\w.\-]+:)?v(?:\s[^>]*)?>\s*(\d{1,9})")
_REFERENCE = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]{0,7})\$?(\d{1,12})""")


class Unreadable(Exception):
    """The whole file, or a line of it, cannot be read; ``sentence`` says what to do."""

    def __init__(self, sentence: str, *, row: int = 0, **facts: int) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.row = row
        self.facts = facts


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: list[list[str]]
    """Every row from the first of the spreadsheet on, as texts; rows[0] is row 1."""
    merged: tuple[Range, ...] = ()
    """First row, first column, last row, last column of merged cells, from 0; only the first cell holds the text."""


def sheets(content: bytes, filename: str) -> list[Sheet]:
    """The sheets of a file, by what is in it rather than by its name. Raises :class:`Unreadable`."""
    if not content.strip(b"\0 \r\n\t"):
        raise Unreadable(says.NO_FILE)
    if len(content) > MOST_BYTES:
        raise Unreadable(says.TOO_LARGE, limit=MOST_BYTES >> 20)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_workbook(content)
    if content.startswith(b"PK"):
        return _workbook(content)
    if filename.lower().endswith((".xlsx", ".xls", ".et", ".doc", ".docx", ".pdf")):
        raise Unreadable(says.UNREADABLE)
    return [Sheet(filename, list(_lines(_text(content))))]


def _workbook(content: bytes) -> list[Sheet]:
    from python_calamine import CalamineWorkbook

    try:
        _look_through(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if len(book.sheet_names) > MOST_SHEETS:
            raise Unreadable(says.INFLATES)
        found = [_sheet(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the parser's panics are not Exceptions
        raise Unreadable(says.UNREADABLE) from error
    return _bounded(found)


def _sheet(sheet: Any) -> Sheet:
    merged = tuple((*first, *last) for first, last in (sheet.merged_cell_ranges or ())[:MOST_MERGED])
    return Sheet(sheet.name, [[_cell(cell) for cell in row] for row in sheet.to_python(False)], merged)


def _old_workbook(content: bytes) -> list[Sheet]:
    try:
        found = old_sheets(content, MOST_CELLS)
    except Locked as error:
        raise Unreadable(says.LOCKED) from error
    except OverflowError as error:
        raise Unreadable(says.INFLATES) from error
    except Exception as error:  # the parser trusts what a file says of itself
        raise Unreadable(says.UNREADABLE) from error
    return _bounded([Sheet(one.name, [[_cell(cell) for cell in row] for row in one.rows], one.merged) for one in found])


def _bounded(found: list[Sheet]) -> list[Sheet]:
    if any(len(sheet.rows) > MOST_ROWS for sheet in found):
        raise Unreadable(says.TOO_MANY_ROWS, limit=MOST_ROWS)
    return found


def _look_through(content: bytes) -> None:
    """Count what every part really unpacks to; refuse other formats, document types, far cells, too many parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "[Content_Types].xml" not in names or "xl/workbook.bin" in names or "content.xml" in names:
            raise Unreadable(says.UNREADABLE)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
            raise Unreadable(says.INFLATES)
        left, texts = MOST_INFLATED, [0]
        for part in sorted(parts, key=lambda part: "sharedstrings" not in part.filename.lower()):
            unpacked = bytearray()
            with archive.open(part) as stream:
                while piece := stream.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(says.INFLATES)
                    unpacked += piece
            if "sharedstrings" in part.filename.lower():
                texts = _lengths(unpacked)
            _refuse_far_cells(unpacked)
            _refuse_repeated_texts(unpacked, texts)


def _lengths(strings: bytearray) -> list[int]:
    """About how long each shared string is."""
    starts = [found.start() for found in _STRING.finditer(strings)]
    lengths = [end - start for start, end in zip(starts, [*starts[1:], len(strings)], strict=True)]
    if max(lengths, default=0) > LONGEST_TEXT:
        raise Unreadable(says.INFLATES)
    return lengths


def _refuse_repeated_texts(xml: bytearray, lengths: list[int]) -> None:
    """The parser copies a shared string into every cell that names it."""
    left, known = MOST_TEXT, len(lengths)
    for found in _VALUE.finditer(xml):
        if (index := int(found[1])) < known:
            left -= lengths[index]
            if left < 0:
                raise Unreadable(says.INFLATES)


def _refuse_far_cells(xml: bytearray) -> None:
    """The parser lays out every cell up to the farthest one that holds something."""
    if b"<!DOCTYPE" in xml:
        raise Unreadable(says.UNREADABLE)
    row = column = high = wide = 0
    for tag in _TAGS.finditer(xml):
        attributes = tag[2] or b""
        reference = _REFERENCE.search(attributes)
        if tag[1] == b"row":
            row, column = int(reference[2]) if reference else row + 1, 0
            continue
        if reference and reference[1]:
            column, row = _column(reference[1]), int(reference[2])
        else:
            column += 1
        if not attributes.endswith(b"/"):
            high, wide = max(high, row), max(wide, column)
    if high > MOST_ROWS:
        raise Unreadable(says.TOO_MANY_ROWS, limit=MOST_ROWS)
    if high * wide > MOST_CELLS or wide > 16_384:
        raise Unreadable(says.INFLATES)


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place


def _cell(value: object) -> str:
    """Numbers come as floats: 20060612.0 is meant as 20060612."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _text(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Unreadable(says.NOT_TEXT)


def _lines(text: str) -> Iterator[list[str]]:
    head = text[:20_000]
    delimiter = max(",\t;", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    count = 0
    try:
        for row in reader:
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(says.TOO_MANY_ROWS, limit=MOST_ROWS)
            yield row[:MOST_COLUMNS]
    except csv.Error as error:
        raise Unreadable(says.BROKEN_LINE, row=count + 1) from error
