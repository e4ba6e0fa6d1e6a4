"""The rows of a roll that have to be mended, with the reason in a column of its own; only the columns that are read."""

import csv
import io
from collections.abc import Iterable, Iterator

from app.core.i18n import translate
from app.core.refusal import N_
from app.core.spreadsheets import Sheet, safe, xlsx_bytes
from app.organisations.roll_faults import Fault
from app.organisations.roll_file import Roll

EXTRA = (N_("原工作表"), N_("原来第几行"), N_("要改的地方"))


def faulty_rows(roll: Roll, faults: Iterable[Fault], language: str = "zh") -> Iterator[list[str]]:
    """A header, then the faulty rows of each sheet in the order of the file."""
    by_sheet: dict[str, dict[int, list[Fault]]] = {}
    for fault in faults:
        by_sheet.setdefault(fault.sheet, {}).setdefault(fault.row, []).append(fault)
    for sheet, rows in by_sheet.items():
        form = roll.forms.get(sheet)
        columns = form.columns() if form else []
        yield [
            _shown(cell) for cell in (*(heading for heading, _ in columns), *(translate(language, e) for e in EXTRA))
        ]
        for row in sorted(rows):
            own = (
                [form.at(row, place) for _, place in columns] if form and row > form.header.row else [""] * len(columns)
            )
            yield [_shown(cell) for cell in (*own, sheet, str(row or ""), _reasons(rows[row], language))]


def as_workbook(rows: Iterable[list[str]], language: str = "zh") -> bytes:
    headings, *others = list(rows) or [[]]
    return xlsx_bytes([Sheet(translate(language, N_("要改的行")), headings, others)])


def as_csv(rows: Iterable[list[str]]) -> bytes:
    """UTF-8 with the byte order mark that office programs want."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _shown(cell: str) -> str:
    """Never a formula, also when the file is saved as .csv and opened again; signs that cannot be seen are named."""
    return safe("".join(sign if sign.isprintable() or sign == "\n" else "□" for sign in cell[:2000]))


def _reasons(faults: list[Fault], language: str) -> str:
    return "\n".join(dict.fromkeys(_reason(fault, language) for fault in faults))


def _reason(fault: Fault, language: str) -> str:
    what = translate(language, fault.sentence, **fault.facts)
    if not fault.column:
        return what
    where = translate(language, N_("%(column)s 列（%(header)s）"), column=fault.column, header=fault.header)
    return translate(language, N_("%(where)s：%(what)s"), where=where, what=what)
