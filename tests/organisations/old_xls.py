"""The smallest .xls (BIFF8 in a compound file): texts, merged cells. Enough for a reader, made for the tests."""

import struct
from collections.abc import Iterable, Sequence

SECTOR = 512
FREE, END, OF_FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Merged = tuple[int, int, int, int]


def xls(sheets: dict[str, Iterable[Sequence[object]]], merged: Sequence[Merged] = (), *, records: bytes = b"") -> bytes:
    """Sheets by name; ``merged`` (first row, last row, first column, last column) in the first of them; more
    ``records`` at the beginning of each."""
    bodies = [_sheet(rows, merged if not place else (), records) for place, rows in enumerate(sheets.values())]
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    names = [_record(0x85, struct.pack("<IHBB", 0, 0, len(name), 1) + name.encode("utf-16-le")) for name in sheets]
    start = len(head) + sum(map(len, names)) + 4
    for place, name in enumerate(names):
        names[place] = name[:4] + struct.pack("<I", start) + name[8:]
        start += len(bodies[place])
    return _compound(head + b"".join(names) + _record(0x0A, b"") + b"".join(bodies))


def _sheet(rows: Iterable[Sequence[object]], merged: Sequence[Merged], records: bytes) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + records
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, float | int):
                out += _record(0x203, struct.pack("<HHHd", number, place, 0, cell))
            elif cell:
                text = str(cell).encode("utf-16-le")[:8000]
                out += _record(0x204, struct.pack("<HHHHB", number, place, 0, len(text) // 2, 1) + text)
    if merged:
        out += _record(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *one) for one in merged))
    return out + _record(0x0A, b"")


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(stream: bytes) -> bytes:
    """A compound file whose only stream is the workbook."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    long = len(stream) // SECTOR
    fats = 1
    while (fats * SECTOR // 4) < long + fats + 1:
        fats += 1
    assert fats <= 109
    chain = [*range(1, long), END, END, *[OF_FAT] * fats]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, fats, long, 0, 4096, END, 0, END, 0, long + 1,
    )  # fmt: skip
    places = [*range(long + 1, long + 1 + fats)]
    header = header[:76] + struct.pack(f"<{fats}I", *places).ljust(436, b"\xff")
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, NONE, 0, len(stream))
    return header + stream + directory.ljust(SECTOR, b"\0") + fat


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII16sIQQIQ", text, len(text) + 2, kind, 1, NONE, NONE, child, b"", 0, 0, 0, start, size)
