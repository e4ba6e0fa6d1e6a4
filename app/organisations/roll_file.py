"""Reading a roll: one flat .xlsx or .csv becomes rows, every fault with its place, and the columns left out.

Columns that are not needed (身份证号, 家庭住址, …) are named as ignored; their cells are never looked at again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from app.organisations import roll_cells, sheets
from app.organisations import roll_faults as says
from app.organisations.headers import SHOWN, Header, header_in, letter
from app.organisations.models import Category
from app.organisations.names import fold
from app.organisations.roll_cells import BadCell
from app.organisations.roll_faults import Fault, Place

T = TypeVar("T")
HEADER_WITHIN = 20


@dataclass(frozen=True)
class RollRow:
    sheet: str
    row: int
    organisation: tuple[str, ...]
    """Names from the root."""
    name: str
    category: Category
    number: str | None
    phone: str | None
    """All digits, or only the last four."""
    district: str | None
    unit: str | None
    exempt: bool

    @property
    def who(self) -> tuple[str, str]:
        return fold("/".join(self.organisation)), fold(self.name)


@dataclass
class Roll:
    rows: list[RollRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Headings of columns that were not read, and sheets without a roll, as the file has them."""
    places: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    """Sheet → field → (column letter, heading): where a fault found later is to be pointed at."""

    def place(self, row: RollRow, of: str) -> Place:
        column, header = self.places.get(row.sheet, {}).get(of, ("", ""))
        return Place(row.sheet, row.row, column, header)


def read_roll(source: Path | str | bytes, filename: str | None = None) -> Roll:
    """Read a roll from a path or from bytes. Never raises for what is in the file: faults say it,
    at most 500 of them."""
    content = source if isinstance(source, bytes) else _beginning(Path(source))
    name = filename or (Path(source).name if not isinstance(source, bytes) else "名册")
    roll = Roll()
    if not name.lower().endswith((".xlsx", ".csv", ".xls", ".txt", ".tsv")):
        return Roll(faults=[Fault(Place(name), says.KIND)])
    try:
        found = sheets.sheets(content, name)
    except sheets.Unreadable as error:
        return Roll(faults=[Fault(Place(name, error.row), error.sentence, dict(error.facts))])
    _read_sheets(roll, found, name)
    if not roll.faults and not roll.rows:
        roll.faults.append(Fault(Place(name), says.NO_ROWS))
    if not roll.faults:
        _refuse_doubles(roll)
    del roll.faults[says.MOST :]
    return roll


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(sheets.MOST_BYTES + 1)


def _read_sheets(roll: Roll, found: list[sheets.Sheet], filename: str) -> None:
    headed = [(sheet, header) for sheet in found if (header := _header(sheet))]
    if not headed:
        first = next((sheet for sheet in found if sheet.rows), None)
        where = first.name if first else filename
        roll.faults.append(Fault(Place(where), says.NO_HEADER, {"rows": HEADER_WITHIN}))
        return
    for sheet in found:
        if sheet.rows and not any(sheet is one for one, _ in headed):
            roll.ignored.append(sheet.name)
    for sheet, header in headed:
        roll.ignored += [heading for heading in header.ignored if heading not in roll.ignored]
        _read_sheet(roll, sheet, header)


def _header(sheet: sheets.Sheet) -> Header | None:
    for number, cells in enumerate(sheet.rows[:HEADER_WITHIN], 1):
        if found := header_in(cells, number):
            return found
    return None


def _read_sheet(roll: Roll, sheet: sheets.Sheet, header: Header) -> None:
    roll.places[sheet.name] = {
        of: (letter(place), header.headings.get(place, SHOWN[of])) for of, place in header.places.items()
    }
    for of in header.missing:
        roll.faults.append(Fault(Place(sheet.name, header.row), says.NO_COLUMN, {"missing": SHOWN[of]}))
    for place in header.twice:
        heading = header.headings[place]
        roll.faults.append(
            Fault(Place(sheet.name, header.row, letter(place), heading), says.TWICE, {"header": heading})
        )
    if header.missing or header.twice:
        return
    for number, cells in enumerate(sheet.rows[header.row :], header.row + 1):
        if len(roll.faults) > says.MOST:
            return
        if any(place < len(cells) and cells[place].strip() for place in header.places.values()):
            _read_row(roll, sheet.name, number, cells, header)


def _read_row(roll: Roll, sheet: str, number: int, cells: list[str], header: Header) -> None:
    faults: list[Fault] = []

    def read(of: str, meaning: Callable[[str], T], default: T) -> T:
        place = header.places.get(of)
        if place is None:
            return default
        try:
            return meaning(cells[place] if place < len(cells) else "")
        except BadCell as bad:
            where = Place(sheet, number, letter(place), header.headings.get(place, SHOWN[of]))
            faults.append(Fault(where, bad.sentence, bad.facts))
            return default

    row = RollRow(
        sheet=sheet,
        row=number,
        organisation=read("organisation", roll_cells.path, ()),
        name=read("name", roll_cells.name, ""),
        category=read("category", roll_cells.category, Category.FULL),
        number=read("number", roll_cells.number, None),
        phone=read("phone", roll_cells.phone, None),
        district=read("district", roll_cells.grouping, None),
        unit=read("unit", roll_cells.grouping, None),
        exempt=read("exempt", roll_cells.exempt, False),
    )
    roll.faults += faults
    if not faults:
        roll.rows.append(row)


def _refuse_doubles(roll: Roll) -> None:
    """One work number, one person; and two of one name in one branch need something that tells them apart."""
    by_number: dict[str, RollRow] = {}
    by_person: dict[tuple[Any, ...], RollRow] = {}
    for row in roll.rows:
        if row.number:
            first = by_number.setdefault(row.number, row)
            sentence, of = says.SAME_NUMBER, "number"
        else:
            first = by_person.setdefault((*row.who, row.phone), row)
            sentence, of = says.NAMESAKES, "name"
        if first is not row:
            roll.faults.append(Fault(roll.place(row, of), sentence, {"other": first.row, "sheet": first.sheet}))


def sample(roll: Roll, most: int = 5) -> Iterator[RollRow]:
    """The first rows as they were understood, for a preview."""
    yield from roll.rows[:most]
