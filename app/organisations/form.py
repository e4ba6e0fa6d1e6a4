"""Pure: one sheet of a roll under its header. Merged cells are filled where they speak of many rows at once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.organisations.headers import Header, header_in, letter
from app.organisations.names import kind_by_ending
from app.organisations.roll_cells import BadCell, path
from app.organisations.roll_faults import Place
from app.organisations.sheets import Sheet

HEADER_WITHIN = 20
MOST_FILLED = 400_000
OF_MANY_ROWS = ("organisation", "group", "district", "unit", "category", "parent", "kind", "units")
_LIST = re.compile(
    r"(全体|在册)?(党员|人员|党员干部|参赛人员|参赛)?"
    r"(花?名册|名单|信息采集表|信息表|登记表|汇总表|情况表|统计表|台账|一览表)$"
)
_YEAR = re.compile(r"^(20\d\d|二[〇○零]..)年度?")


@dataclass
class Form:
    sheet: str
    header: Header
    rows: list[list[str]] = field(repr=False)
    filled: dict[tuple[int, int], str] = field(default_factory=dict, repr=False)
    """(row, place) → text of merged cells below the first."""

    def numbers(self) -> Iterator[int]:
        """Rows below the header in which a column that is read holds something of its own."""
        columns = (*self.header.places.values(), *self.header.uppers)
        for number, cells in enumerate(self.rows[self.header.row :], self.header.row + 1):
            if any(place < len(cells) and cells[place].strip() for place in columns):
                yield number

    def cell(self, number: int, of: str) -> str:
        """The text of a field in a row (from 1); empty where the form has no such column."""
        place = self.header.places.get(of)
        return "" if place is None else self.at(number, place)

    def at(self, number: int, place: int) -> str:
        cells = self.rows[number - 1]
        own = cells[place] if place < len(cells) else ""
        return own if own.strip() else self.filled.get((number, place), own)

    def place(self, number: int, of: str) -> Place:
        place = self.header.places.get(of)
        if place is None:
            return Place(self.sheet, number)
        return Place(self.sheet, number, letter(place), self.header.heading(of))

    def columns(self) -> list[tuple[str, int]]:
        """Heading and place of the columns that are read, from the left."""
        places = sorted({*self.header.places.values(), *self.header.uppers})
        return [(self.header.headings.get(place, letter(place)), place) for place in places]


def form_of(sheet: Sheet) -> Form | None:
    """The form, when one of the first rows is a header; of several header rows below one another the last counts."""
    top = [list(cells) for cells in sheet.rows[:HEADER_WITHIN]]
    for (row, place), text in _merged(sheet, range(HEADER_WITHIN), None).items():
        if row <= len(top) and place < len(top[row - 1]):
            top[row - 1][place] = top[row - 1][place] or text
    found = None
    for number, cells in enumerate(top, 1):
        header = header_in(cells, number)
        if found and (header is None or header.tree != found.tree):
            break
        found = header or found
    if found is None:
        return None
    columns = {found.places[of] for of in OF_MANY_ROWS if of in found.places} | set(found.uppers)
    return Form(sheet.name, found, sheet.rows, _merged(sheet, range(found.row, len(sheet.rows)), columns))


def organisation_of_all(form: Form) -> tuple[str, ...]:
    """Whom a sheet without such a column speaks of: its title, or its name, when that names an organisation."""
    titles = [cell for cells in form.rows[: form.header.row - 1] for cell in cells if cell.strip()]
    for title in (*titles[:20], form.sheet):
        text = _LIST.sub("", _YEAR.sub("", "".join(title.split())))
        if len(text) > 2 and kind_by_ending(text):
            try:
                return path(text)
            except BadCell:
                continue
    return ()


def _merged(sheet: Sheet, rows: range, columns: set[int] | None) -> dict[tuple[int, int], str]:
    """Down the first column of each merged block, within rows (from 0) and columns."""
    filled: dict[tuple[int, int], str] = {}
    for first, place, last, _beyond in sheet.merged:
        if first not in rows or (columns is not None and place not in columns) or first >= len(sheet.rows):
            continue
        cells = sheet.rows[first]
        text = cells[place] if place < len(cells) else ""
        for row in range(first + 1, min(last, rows.stop - 1, len(sheet.rows) - 1) + 1):
            if text.strip() and len(filled) < MOST_FILLED:
                filled[row + 1, place] = text
    return filled
