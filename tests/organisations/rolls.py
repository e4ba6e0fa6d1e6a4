"""Rolls for the tests, as bytes. Every name is invented and says so (测)."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from app.core.house import House
from app.organisations import loading
from app.organisations.choices import Choice
from app.organisations.loading import Loaded
from app.organisations.roll_plan import Plan, read_and_plan

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


TREE_HEADER = ("党组织全称", "简称", "上级党组织", "类型", "别名", "覆盖单位", "片")
PEOPLE_HEADER = ("所属党组织", "姓名", "人员类别", "工号", "单位")
TREE = (
    ("测试县档案馆支部委员会", "档案馆", "县直工委", "党支部", "档案局、史志办", "", "第一片"),
    ("第一党小组", "", "档案馆", "", "", "", ""),
    ("中共测试县直机关工作委员会", "县直工委", "", "工委", "", "", ""),
    ("测试县三家联合党支部", "", "县直工委", "联合党支部", "", "气象局、地震局、邮政局", ""),
)


def two_sheets(tree: Iterable[Sequence[str]], people: Iterable[Sequence[str]], *, titles: bool = False) -> bytes:
    """A workbook with the organisations beside the people; with ``titles`` each sheet has a merged title row."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, rows in (("党组织", [TREE_HEADER, *tree]), ("人员", [PEOPLE_HEADER, *people])):
            sheet = book.add_worksheet(name)
            if titles:
                sheet.merge_range(0, 0, 0, 4, f"测试县{name}表")
            for number, row in enumerate(rows, int(titles)):
                for place, cell in enumerate(row):
                    sheet.write(number, place, cell)
    return file.getvalue()


def planned(house: House, content: bytes, filename: str = "roll.csv", more: Iterable[Choice] = ()) -> Plan:
    with house.database.reading() as session:
        return read_and_plan(session, content, filename, house.secret, more)


def loaded(house: House, rows: Iterable[Sequence[str]], *, many_may_leave: bool = False) -> Loaded:
    return loading.load(house, planned(house, csv_roll(rows)), "roll.csv", many_may_leave=many_may_leave)
