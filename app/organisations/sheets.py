"""Cells out of .xlsx and .csv files of unknown origin: bounded before anything is parsed.

A workbook is unpacked once for counting (real bytes, not what its directory claims) and looked through for cells far
out, which would make the parser lay out billions of empty ones.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from app.organisations import roll_faults as says

MOST_BYTES = 10 * 1024 * 1024
MOST_INFLATED = 96 * 1024 * 1024
MOST_PARTS = 400
MOST_ROWS = 50_000
MOST_COLUMNS = 120
MOST_CELLS = 3_000_000
PIECE = 1 << 16
_TAGS = re.compile(rb"<(?:[\w.\-]+:)?(row|c)(\s[^>]*)?>")
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


def sheets(content: bytes, filename: str) -> list[Sheet]:
    """The sheets of a file, by what is in it rather than by its name. Raises :class:`Unreadable`."""
    if not content.strip(b"\0 \r\n\t"):
        raise Unreadable(says.NO_FILE)
    if len(content) > MOST_BYTES:
        raise Unreadable(says.TOO_LARGE, limit=MOST_BYTES >> 20)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(says.OLD_FORMAT)
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
        found = [
            Sheet(name, [[_cell(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python(False)])
            for name in book.sheet_names
        ]
    except (Unreadable, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the parser's panics are not Exceptions
        raise Unreadable(says.UNREADABLE) from error
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
        left = MOST_INFLATED
        for part in parts:
            unpacked = bytearray()
            with archive.open(part) as stream:
                while piece := stream.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(says.INFLATES)
                    unpacked += piece
            _refuse_far_cells(unpacked)


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
