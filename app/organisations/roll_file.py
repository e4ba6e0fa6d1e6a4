"""Reading a roll: one flat .xlsx, .xls or .csv, or a sheet of organisations beside the people. It becomes rows, every
fault with its place, and the columns left out.

Columns that are not needed (身份证号, 家庭住址, …) are named as ignored; their cells are never looked at again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from app.organisations import roll_cells, sheets
from app.organisations import roll_faults as says
from app.organisations.form import HEADER_WITHIN, Form, form_of, organisation_of_all
from app.organisations.headers import SHOWN, letter
from app.organisations.models import Category, ChoiceKind
from app.organisations.names import fold
from app.organisations.roll_cells import BadCell
from app.organisations.roll_faults import Ask, Fault, Place
from app.organisations.tree_sheet import TreeRow, read_tree

T = TypeVar("T")
ENDINGS = (".xlsx", ".xls", ".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class RollRow:
    sheet: str
    row: int
    organisation: tuple[str, ...]
    """Names from the root, as the file writes them."""
    name: str
    category: Category
    number: str | None
    phone: str | None
    """All digits, or only the last four."""
    district: str | None
    unit: str | None
    exempt: bool

    @property
    def written(self) -> str:
        """The organisation as the file writes it, folded."""
        return fold("/".join(self.organisation))

    @property
    def who(self) -> tuple[str, str]:
        return self.written, fold(self.name)


@dataclass
class Roll:
    file: str = ""
    rows: list[RollRow] = field(default_factory=list)
    tree: list[TreeRow] = field(default_factory=list)
    """The sheet of organisations, when the file has one."""
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    """Headings of columns that were not read, and sheets without a roll, as the file has them."""
    forms: dict[str, Form] = field(default_factory=dict)
    """By sheet: where a fault found later is to be pointed at."""
    used: set[str] = field(default_factory=set)
    """Folded words for a category that an organiser had settled."""

    def place(self, row: RollRow | TreeRow, of: str) -> Place:
        form = self.forms.get(row.sheet)
        return form.place(row.row, of) if form else Place(row.sheet, row.row)


def read_roll(
    source: Path | str | bytes, filename: str | None = None, words: Mapping[str, Category] | None = None
) -> Roll:
    """Read a roll from a path or from bytes. Never raises for what is in the file: faults say it, at most 500 beside
    those that a choice settles. ``words``: folded words for a category that an organiser has settled."""
    content = source if isinstance(source, bytes) else _beginning(Path(source))
    name = filename or (Path(source).name if not isinstance(source, bytes) else "名册")
    roll = Roll(name)
    if not name.lower().endswith(ENDINGS):
        return Roll(name, faults=[Fault(Place(name), says.KIND)])
    try:
        found = sheets.sheets(content, name)
    except sheets.Unreadable as error:
        return Roll(name, faults=[Fault(Place(name, error.row), error.sentence, dict(error.facts))])
    _read_sheets(roll, found, words or {})
    if not roll.faults and not roll.rows:
        roll.faults.append(Fault(Place(name), says.NO_PEOPLE if roll.tree else says.NO_ROWS))
    if not roll.faults:
        roll.faults += doubles(roll)
    _keep_some(roll)
    return roll


def doubles(roll: Roll, paths: Mapping[str, str] | None = None) -> list[Fault]:
    """One work number, one person; and two of one name in one branch need something that tells them apart. ``paths``:
    which organisation is meant by what is written."""
    found = []
    by_number: dict[str, RollRow] = {}
    by_person: dict[tuple[str, str], dict[str | None, RollRow]] = {}
    for row in roll.rows:
        if row.number:
            first = by_number.setdefault(row.number, row)
            sentence, of = says.SAME_NUMBER, "number"
        else:
            who = (paths[row.written] if paths else row.written, row.who[1])
            namesakes = by_person.setdefault(who, {})
            first = namesakes.get(row.phone) or _of_that_tail(namesakes, row.phone) or row
            namesakes.setdefault(row.phone, row)
            sentence, of = says.NAMESAKES, "name"
        if first is not row:
            found.append(Fault(roll.place(row, of), sentence, {"other": first.row, "sheet": first.sheet}))
    return found


def _of_that_tail(namesakes: dict[str | None, RollRow], phone: str | None) -> RollRow | None:
    """A namesake with the same last four digits, where one of the two gives no more than these."""
    if not phone:
        return None
    alike = [row for other, row in namesakes.items() if other and other[-4:] == phone[-4:]]
    return next((row for row in alike if len(phone) == 4 or len(row.phone or "") == 4), None)


def _keep_some(roll: Roll) -> None:
    plain = 0
    kept = []
    for fault in roll.faults:
        plain += fault.asks is None
        if fault.asks or plain <= says.MOST:
            kept.append(fault)
    roll.faults = kept


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(sheets.MOST_BYTES + 1)


def _read_sheets(roll: Roll, found: list[sheets.Sheet], words: Mapping[str, Category]) -> None:
    forms = [form for sheet in found if (form := form_of(sheet))]
    if not forms:
        first = next((sheet for sheet in found if sheet.rows), None)
        where = first.name if first else roll.file
        roll.faults.append(Fault(Place(where), says.NO_HEADER, {"rows": HEADER_WITHIN}))
        return
    roll.forms = {form.sheet: form for form in forms}
    roll.ignored += [sheet.name for sheet in found if sheet.rows and sheet.name not in roll.forms]
    for form in forms:
        roll.ignored += [heading for heading in form.header.ignored if heading not in roll.ignored]
        if not _columns_stand(roll, form):
            continue
        if form.header.tree:
            rows, faults = read_tree(form)
            roll.tree += rows
            roll.faults += faults
        else:
            _read_people(roll, form, words)


def _columns_stand(roll: Roll, form: Form) -> bool:
    header = form.header
    before = len(roll.faults)
    for of in [] if header.tree else header.missing:
        if of != "organisation" or not organisation_of_all(form):
            roll.faults.append(Fault(Place(form.sheet, header.row), says.NO_COLUMN, {"missing": SHOWN[of]}))
    for place in header.twice:
        heading = header.headings[place]
        where = Place(form.sheet, header.row, letter(place), heading)
        roll.faults.append(Fault(where, says.TWICE, {"header": heading}))
    return len(roll.faults) == before


def _read_people(roll: Roll, form: Form, words: Mapping[str, Category]) -> None:
    of_all = () if "organisation" in form.header.places else organisation_of_all(form)
    plain = 0
    for number in form.numbers():
        row, faults = _read_row(form, number, of_all, words)
        if words:
            roll.used.update({fold(form.cell(number, "category"))} & words.keys())
        roll.faults += faults
        plain += sum(fault.asks is None for fault in faults)
        if plain > says.MOST:
            return
        if all(fault.asks for fault in faults):
            roll.rows.append(row)


def _read_row(
    form: Form, number: int, of_all: tuple[str, ...], words: Mapping[str, Category]
) -> tuple[RollRow, list[Fault]]:
    faults: list[Fault] = []

    def read(of: str, meaning: Callable[[str], T], default: T) -> T:
        if of not in form.header.places:
            return default
        try:
            return meaning(form.cell(number, of))
        except BadCell as bad:
            faults.append(_fault(form, number, of, bad))
            return default

    row = RollRow(
        sheet=form.sheet,
        row=number,
        organisation=of_all or read("organisation", lambda cell: _organisation(form, number, cell), ()),
        name=read("name", roll_cells.name, ""),
        category=read("category", lambda cell: roll_cells.category(cell, words), Category.FULL),
        number=read("number", roll_cells.number, None),
        phone=read("phone", roll_cells.phone, None),
        district=read("district", roll_cells.grouping, None),
        unit=read("unit", roll_cells.grouping, None),
        exempt=read("exempt", roll_cells.exempt, False),
    )
    if group := read("group", roll_cells.grouping, None):
        row = _in_group(row, group)
    return row, faults


def _fault(form: Form, number: int, of: str, bad: BadCell) -> Fault:
    asks = None
    if bad.sentence == says.CATEGORY:
        asks = Ask(ChoiceKind.CATEGORY, " ".join(roll_cells.words(form.cell(number, of)).split())[:60])
    return Fault(form.place(number, of), bad.sentence, bad.facts, asks)


def _organisation(form: Form, number: int, cell: str) -> tuple[str, ...]:
    """What stands in the columns above it goes before, unless the cell begins with it."""
    above: list[str] = []
    for place in form.header.uppers:
        if text := form.at(number, place).strip():
            above += roll_cells.path(text)
    own = roll_cells.path(cell) if cell.strip() or not above else ()
    if above and own and fold(own[0]) in {fold(name) for name in above}:
        above = above[: [fold(name) for name in above].index(fold(own[0]))]
    return (*above, *own)


def _in_group(row: RollRow, group: str) -> RollRow:
    if row.organisation and fold(row.organisation[-1]) != fold(group):
        return replace(row, organisation=(*row.organisation, group))
    return row
