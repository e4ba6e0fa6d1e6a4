"""Pure: the sheet of organisations of a two-sheet roll. Where each hangs is settled with the whole tree in view."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from app.organisations import roll_cells
from app.organisations import roll_faults as says
from app.organisations.form import Form
from app.organisations.models import OrganisationKind
from app.organisations.roll_cells import BadCell
from app.organisations.roll_faults import Fault

T = TypeVar("T")
MOST_UNITS = 5  # a joint branch covers at most so many (《中国共产党支部工作条例（试行）》: 一般不超过 5 个)


@dataclass(frozen=True)
class TreeRow:
    """``names``: the organisation's own name, or with a path before it."""

    sheet: str
    row: int
    names: tuple[str, ...]
    parent: tuple[str, ...]
    kind: OrganisationKind | None
    short: str
    aliases: tuple[str, ...]
    units: tuple[str, ...]
    """The units of a joint branch, at most 5."""
    district: str | None


def read_tree(form: Form) -> tuple[list[TreeRow], list[Fault]]:
    rows, faults = [], []
    for number in form.numbers():
        row, wrong = _read(form, number)
        faults += wrong
        if not wrong:
            rows.append(row)
    return rows, faults


def _read(form: Form, number: int) -> tuple[TreeRow, list[Fault]]:
    faults: list[Fault] = []

    def read(of: str, meaning: Callable[[str], T], default: T) -> T:
        try:
            return meaning(form.cell(number, of)) if of in form.header.places else default
        except BadCell as bad:
            faults.append(Fault(form.place(number, of), bad.sentence, bad.facts))
            return default

    row = TreeRow(
        sheet=form.sheet,
        row=number,
        names=read("name", roll_cells.path, ()),
        parent=read("parent", _path_or_none, ()),
        kind=read("kind", roll_cells.kind, None),
        short=read("short", roll_cells.grouping, None) or "",
        aliases=read("aliases", roll_cells.several, ()),
        units=read("units", roll_cells.several, ()),
        district=read("district", roll_cells.grouping, None),
    )
    if len(row.units) > MOST_UNITS:
        facts = {"most": MOST_UNITS, "count": len(row.units)}
        faults.append(Fault(form.place(number, "units"), says.MANY_UNITS, facts))
    return row, faults


def _path_or_none(cell: str) -> tuple[str, ...]:
    return roll_cells.path(cell) if cell.strip() and cell.strip() not in "-—–/无" else ()
