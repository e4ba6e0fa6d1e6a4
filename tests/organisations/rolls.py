"""Rolls for the tests, as bytes. Every name is invented and says so (测)."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from app.core.house import House
from app.organisations import loading
from app.organisations.loading import Loaded
from app.organisations.roll_file import read_roll
from app.organisations.roll_plan import Plan, plan

HEADER = ("所属党组织", "姓名", "人员类别", "工号", "手机号", "片", "单位", "免考")
ROOT = "测试县直机关工委"
ARCHIVE = f"{ROOT}/测试县档案馆党支部"
WEATHER = f"{ROOT}/测试县气象局党支部"


def person(
    name: str, branch: str = ARCHIVE, *, category: str = "正式党员", number: str = "", phone: str = "", exempt: str = ""
) -> tuple[str, ...]:
    return branch, name, category, number, phone, "第一片", "档案馆", exempt


def csv_roll(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def xlsx_roll(rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER, *, above: int = 0) -> bytes:
    """A workbook with ``above`` title rows before the header."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名册")
        for number in range(above):
            sheet.write(number, 0, "测试县直机关党员名册")
        for number, row in enumerate([header, *rows], above):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    return file.getvalue()


def planned(house: House, content: bytes, filename: str = "roll.csv") -> Plan:
    with house.database.reading() as session:
        return plan(session, read_roll(content, filename), house.secret)


def loaded(house: House, rows: Iterable[Sequence[str]], *, many_may_leave: bool = False) -> Loaded:
    return loading.load(house, planned(house, csv_roll(rows)), "roll.csv", many_may_leave=many_may_leave)
