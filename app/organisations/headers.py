"""Pure: which column is which, under the spellings that real rolls use."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SPELLINGS = {
    "organisation": "所属党组织 党组织 所在党组织 党组织名称 归属党组织 所在党支部 所属党支部 党支部 党支部名称 "
    "所在支部 所属支部 支部 支部名称 组织 组织名称 所属组织 所在组织 党组织路径",
    "name": "姓名 党员姓名 名字 参赛者姓名 参赛人员姓名 人员姓名",
    "category": "人员类别 党员类别 人员类型 党员类型 类别 预/正 预正 正式/预备 政治面貌",
    "number": "工号 职工号 员工号 职工编号 员工编号 人员编号 工作证号 党员编号",
    "phone": "手机号 手机号码 手机 移动电话 联系电话 电话 电话号码 联系方式 手机后四位 手机号后四位 手机号或后四位",
    "district": "片 片区 所属片 所属片区 所在片 所在片区 片名",
    "unit": "单位 工作单位 所在单位 所属单位 单位名称",
    "exempt": "免考 是否免考 备注-免考 备注免考 免考备注 免试 免考原因",
}
SHOWN = {
    "organisation": "所属党组织",
    "name": "姓名",
    "category": "人员类别",
    "number": "工号",
    "phone": "手机号",
    "district": "片",
    "unit": "单位",
    "exempt": "免考",
}
NEEDED = ("organisation", "name", "category")
_FIELD = {spelling: field for field, spellings in SPELLINGS.items() for spelling in spellings.split()}
_NOTE = re.compile(r"[(\[【](必填|选填|必须|可选|可不填|必填项|文本|下拉)[^)\]】]*[)\]】]|必填项?|选填|[*:]")
_COMBINED = {"工号或手机号": "number", "工号/手机号": "number", "手机号或工号": "number"}


@dataclass(frozen=True)
class Header:
    """Where the columns stand: field → place (from 0). ``ignored`` are the other headings as the file has them."""

    row: int
    places: dict[str, int]
    headings: dict[int, str]
    ignored: tuple[str, ...]
    twice: tuple[int, ...]
    """Places of columns whose field already stood further left."""

    @property
    def missing(self) -> list[str]:
        return [field for field in NEEDED if field not in self.places]


def plain(heading: str) -> str:
    """A heading without blanks, line breaks, stars and 必填."""
    text = "".join(unicodedata.normalize("NFKC", heading).split())
    return _NOTE.sub("", text)


def field_of(heading: str) -> str | None:
    text = plain(heading)
    return _FIELD.get(text) or _COMBINED.get(text)


def header_in(cells: Sequence[str], row: int) -> Header | None:
    """The header, when this row is one: 姓名 and at least one more known heading stand in it."""
    fields = {place: field for place, cell in enumerate(cells) if (field := field_of(cell))}
    if "name" not in fields.values() or len(set(fields.values())) < 2:
        return None
    places: dict[str, int] = {}
    twice = []
    for place, field in fields.items():
        if field in places:
            twice.append(place)
        else:
            places[field] = place
    headings = {place: " ".join(cell.split())[:40] for place, cell in enumerate(cells) if cell.strip()}
    ignored = tuple(heading for place, heading in headings.items() if place not in fields)
    return Header(row, places, headings, ignored, tuple(twice))


def letter(place: int) -> str:
    """0 → A, 26 → AA: a column as the spreadsheet names it."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
