"""Pure: which column is which, under the spellings that real rolls use."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SPELLINGS = {
    "organisation": "所属党组织 党组织 所在党组织 党组织名称 归属党组织 所在党支部 所属党支部 党支部 党支部名称 "
    "所在支部 所属支部 支部 支部名称 组织 组织名称 所属组织 所在组织 党组织路径",
    "upper": "所属党委 党委 机关党委 上级党委 上级党组织 所属上级党组织 所属党总支 党总支 总支 所属总支",
    "group": "党小组 所在党小组 所属党小组 党小组名称",
    "name": "姓名 党员姓名 名字 参赛者姓名 参赛人员姓名 人员姓名",
    "category": "人员类别 党员类别 人员类型 党员类型 预/正 预正 正/预 正式/预备",
    "number": "工号 职工号 员工号 职工编号 员工编号 工作证号",
    "phone": "手机号 手机号码 手机 移动电话 手机后四位 手机号后四位 手机号或后四位",
    "district": "片 片区 所属片 所属片区 所在片 所在片区 片名",
    "unit": "单位 所在单位 所属单位",
    "exempt": "免考 是否免考 备注-免考 备注免考 免考备注 免试 免考原因",
}
WEAKER = {
    "organisation": "归属部门 所属部门 所在部门 部门",
    "category": "类别 政治面貌",
    "number": "人员编号 党员编号",
    "phone": "联系电话 电话 电话号码 联系方式",
    "unit": "工作单位 单位名称",
}
"""Read for the field where no column has a heading of its own for it; else left out like any other."""
TREE_SPELLINGS = {
    "name": "党组织全称 党组织名称 组织全称 组织名称 全称 名称 党组织 支部名称 党支部名称",
    "short": "简称 党组织简称 组织简称",
    "parent": "上级党组织 上级组织 上级 上级党组织名称 上级党组织全称 隶属于 隶属党组织 所属上级党组织 上级党委",
    "kind": "类型 类别 组织类型 组织类别 党组织类型 党组织类别 组织形式",
    "aliases": "别名 曾用名 其他名称 又名 别称 常用名",
    "units": "覆盖单位 联合单位 所含单位 涉及单位 单位 所在单位",
    "district": "片 片区 所属片 所属片区 所在片 所在片区 片名",
}
SHOWN = {
    "organisation": "所属党组织",
    "upper": "上级党组织",
    "group": "党小组",
    "name": "姓名",
    "category": "人员类别",
    "number": "工号",
    "phone": "手机号",
    "district": "片",
    "unit": "单位",
    "exempt": "免考",
}
NEEDED = ("organisation", "name", "category")


def _by_spelling(table: dict[str, str]) -> dict[str, str]:
    return {spelling: field for field, spellings in table.items() for spelling in spellings.split()}


_FIELD = _by_spelling(SPELLINGS) | {"工号或手机号": "number", "工号/手机号": "number", "手机号或工号": "number"}
_WEAKER = _by_spelling(WEAKER)
_TREE = _by_spelling(TREE_SPELLINGS)
_NOTE = re.compile(r"[(\[【](必填|选填|必须|可选|可不填|必填项|文本|下拉)[^)\]】]*[)\]】]|必填项?|选填|[*:]")


@dataclass(frozen=True)
class Header:
    """Where the columns stand: field → place (from 0). ``ignored`` are the other headings as the file has them."""

    row: int
    places: dict[str, int]
    headings: dict[int, str]
    ignored: tuple[str, ...]
    twice: tuple[int, ...]
    """Places of columns whose field already stood further left."""
    uppers: tuple[int, ...] = ()
    """Columns with organisations above that of the row, from the top down."""
    tree: bool = False
    """A list of organisations, not of people."""

    @property
    def missing(self) -> list[str]:
        return [field for field in NEEDED if field not in self.places]

    def heading(self, field: str) -> str:
        place = self.places.get(field, -1)
        return self.headings.get(place, SHOWN.get(field, field))


def plain(heading: str) -> str:
    """A heading without blanks, line breaks, stars and 必填."""
    text = "".join(unicodedata.normalize("NFKC", heading).split())
    return _NOTE.sub("", text)


def header_in(cells: Sequence[str], row: int) -> Header | None:
    """The header, when this row is one: 姓名 and at least one more known heading stand in it, or the name of an
    organisation beside what else is said of organisations."""
    return _people_header(cells, row) or _tree_header(cells, row)


def _people_header(cells: Sequence[str], row: int) -> Header | None:
    own = _fields(cells, _FIELD)
    weaker = {place: of for place, of in _fields(cells, _WEAKER).items() if of not in own.values()}
    first = {of: place for place, of in reversed(weaker.items())}
    fields = dict(sorted((own | {place: of for of, place in first.items()}).items()))
    if "name" not in fields.values() or len(set(fields.values())) < 2:
        return None
    uppers = tuple(place for place, field in fields.items() if field == "upper")
    if uppers and "organisation" not in fields.values():
        fields[uppers[-1]] = "organisation"
        uppers = uppers[:-1]
    return _header(cells, row, {place: of for place, of in fields.items() if of != "upper"}, uppers=uppers)


def _tree_header(cells: Sequence[str], row: int) -> Header | None:
    fields = _fields(cells, _TREE)
    if "name" not in fields.values() or not {"short", "parent", "kind", "aliases"}.intersection(fields.values()):
        return None
    return _header(cells, row, fields, tree=True)


def _fields(cells: Sequence[str], table: dict[str, str]) -> dict[int, str]:
    return {place: field for place, cell in enumerate(cells) if (field := table.get(plain(cell)))}


def _header(
    cells: Sequence[str], row: int, fields: dict[int, str], *, uppers: tuple[int, ...] = (), tree: bool = False
) -> Header:
    places: dict[str, int] = {}
    twice = []
    for place, field in fields.items():
        if field in places:
            twice.append(place)
        else:
            places[field] = place
    headings = {place: " ".join(cell.split())[:40] for place, cell in enumerate(cells) if cell.strip()}
    ignored = tuple(heading for place, heading in headings.items() if place not in fields and place not in uppers)
    return Header(row, places, headings, ignored, tuple(twice), uppers, tree)


def letter(place: int) -> str:
    """0 → A, 26 → AA: a column as the spreadsheet names it."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
